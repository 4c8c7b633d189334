"""Readers of one kind of evidence each."""
