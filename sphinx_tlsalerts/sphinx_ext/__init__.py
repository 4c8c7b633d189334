"""Everything that knows Sphinx or docutils."""
