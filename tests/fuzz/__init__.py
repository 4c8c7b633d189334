"""Fuzzing of what others write: files, directives, roles, messages.

``python tests/fuzzing/run.py`` makes a long run. Each case follows from its seed alone.
"""
