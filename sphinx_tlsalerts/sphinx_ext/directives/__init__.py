"""The directives: they read what the author wrote and leave neutral nodes."""
