"""Small helpers that know nothing of TLS, YAML or Sphinx."""

from __future__ import annotations

from sphinx_tlsalerts.util.files import is_file, matching_files, write_atomically
from sphinx_tlsalerts.util.gc import collector_paused
from sphinx_tlsalerts.util.lazy import offer
from sphinx_tlsalerts.util.suggest import (
    Hints,
    SuggestingError,
    did_you_mean,
    near_words,
    nearest,
)
from sphinx_tlsalerts.util.text import control_fault, plain_list, shortened, words_of

__all__ = [
    "Hints",
    "SuggestingError",
    "collector_paused",
    "control_fault",
    "did_you_mean",
    "is_file",
    "matching_files",
    "near_words",
    "nearest",
    "offer",
    "plain_list",
    "shortened",
    "words_of",
    "write_atomically",
]
