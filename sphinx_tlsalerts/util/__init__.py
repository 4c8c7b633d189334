"""Small helpers that know nothing of TLS, YAML or Sphinx."""

from __future__ import annotations

from sphinx_tlsalerts.util.files import find_matching_files, is_file, write_atomically
from sphinx_tlsalerts.util.gc import pause_collector
from sphinx_tlsalerts.util.lazy import offer
from sphinx_tlsalerts.util.suggest import (
    Hints,
    SuggestingError,
    did_you_mean,
    find_near_words,
    nearest,
)
from sphinx_tlsalerts.util.text import describe_control, shorten, strip_list_marks, words_of

__all__ = [
    "Hints",
    "SuggestingError",
    "describe_control",
    "did_you_mean",
    "find_matching_files",
    "find_near_words",
    "is_file",
    "nearest",
    "offer",
    "pause_collector",
    "shorten",
    "strip_list_marks",
    "words_of",
    "write_atomically",
]
