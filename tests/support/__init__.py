"""Helpers shared by the tests. No test module imports another."""
