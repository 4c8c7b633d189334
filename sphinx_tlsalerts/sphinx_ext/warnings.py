"""Emit warnings: one documented enum of subtypes, one function."""

from __future__ import annotations

import logging as stdlib_logging
from enum import Enum
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx_tlsalerts.yamltree import Problem

logger = logging.getLogger(__name__)

#: The type of every warning of this package, before the dot in ``suppress_warnings``.
WARNING_TYPE = "tlsalerts"


class WarningKind(Enum):
    """The subtypes of our warnings. The documentation lists them from here."""

    ADVICE = "advice"
    """A troubleshooting file gives advice that breaks a rule, such as an insecure remedy that is
    not declared as one. It is shown as it stands. The message names the rule; the key ``allow`` of
    an entry silences it there, with a reason."""

    AMBIGUOUS_ALERT = "ambiguous-alert"
    """A spelling is shared by several alerts. The message lists the candidates; write one of
    them. The reference is rendered as text, and a directive leaves the alert out."""

    BAD_RANGE = "bad-range"
    """A range of codes is malformed or runs backwards. It selects nothing; the rest of the
    option counts."""

    COLUMN_COUNT = "column-count"
    """``:headers:`` or ``:widths:`` does not have one value for each column. The default headers
    or widths are used."""

    COLUMNS_CONFLICT = "columns-conflict"
    """``:preset:`` and ``:columns:`` are both given and name different columns. ``:columns:``
    counts."""

    CONFIG = "config"
    """A value in ``conf.py`` is not usable. The default is used."""

    DUPLICATE_DESCRIPTION = "duplicate-description"
    """The same alert, verification code or name is described twice. References lead to the
    description named first; mark the other with ``:no-index:``."""

    EMPTY_ROLE = "empty-role"
    """A role has no target. It is rendered as text."""

    EMPTY_SELECTION = "empty-selection"
    """The options leave nothing to show. Nothing is rendered in place of the directive."""

    LABEL = "label"
    """A label of a troubleshooting entry belongs to something else already. The entry goes without
    it."""

    MARKUP = "markup"
    """A troubleshooting file is written in Markdown, and the project does not use myst-parser: its
    texts are shown as they stand. Or a file does not say its markup and looks like the language
    that the page is not in: it is read in the page's."""

    MISSPELT = "misspelt"
    """A role or a directive has a name that is easily taken for one of ours, such as the role
    ``tls-alert`` for ``tlsalert``. It is read as ours."""

    OVERLAY = "overlay"
    """An overlay file cannot be read, or one of its values cannot be used. The packaged text
    stands; the rest of the file counts."""

    OUTPUT = "output"
    """A file of an earlier build cannot be deleted. It stays, and no page uses it."""

    PLACEMENT = "placement"
    """Sections cannot stand in a list, an admonition or a table. The entries are shown without
    headings."""

    UNASSIGNED_ALERT = "unassigned-alert"
    """The number is a code point that IANA leaves unassigned. The reference is rendered as text,
    and a directive leaves the number out."""

    UNKNOWN_ALERT = "unknown-alert"
    """No registry and no implementation knows the spelling of an alert. The message suggests the
    nearest spellings. The reference is rendered as text, and a directive leaves the alert out."""

    UNKNOWN_CODE = "unknown-code"
    """A number, a constant or a text is no X.509 verification code of OpenSSL, or none of the
    release line that the number belongs to. The reference is rendered as text, and a directive
    leaves the code out."""

    UNKNOWN_COLUMN = "unknown-column"
    """A name in ``:columns:`` or ``:fields:`` is not a column. It is left out."""

    UNKNOWN_ENTRY = "unknown-entry"
    """No troubleshooting entry has the id, the title or the mnemonic; the message suggests the
    nearest ones. The reference is rendered as text, and a directive leaves the id out."""

    UNKNOWN_NAME = "unknown-name"
    """Python's ``ssl`` module has no such name, or the enum has no such member. The message
    suggests the nearest names. The reference is rendered as text, and a directive leaves the name
    out."""

    UNKNOWN_SUBSTITUTION = "unknown-substitution"
    """A troubleshooting file uses ``{+name+}``, and neither the file nor
    ``tlsalerts_substitutions`` says what stands for it, or values add more than a million
    characters to a page. It is left as it is written."""

    UNKNOWN_VALUE = "unknown-value"
    """An option such as ``:preset:``, ``:protocol:``, ``:openssl:`` or ``:python:``
    has a value that it does not know. The value is left out; where none remains, the option is
    ignored."""

    YAML = "yaml"
    """A troubleshooting file cannot be found or read, or something in it is wrong. The message
    points at the place in the file and says what was left out."""


def warn(
    kind: WarningKind,
    message: str,
    *args: object,
    location: nodes.Node | tuple[str, int | None] | str | None,
) -> None:
    """Emit a warning of ours.

    :param kind: the subtype, which a project can suppress
    :param message: lower case, no full stop; it ends with the result. *args* fill its ``%s``.
    :param location: the node or the place that the warning is about
    """
    options: dict[str, Any] = {"type": WARNING_TYPE, "subtype": kind.value, "location": location}
    logger.warning(message, *args, **options)


class RepeatFilter(stdlib_logging.Filter):
    """Drop a warning that repeats an earlier one of the build at the same place.

    Several directives may show one file. The filter belongs to the handler, not to our logger,
    because warnings of workers reach the main process there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[tuple[str, str]] = set()

    def filter(self, record: stdlib_logging.LogRecord) -> bool:
        """Return whether to show the record."""
        if getattr(record, "type", None) != WARNING_TYPE:
            return True
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):  # as workers send it
            location = logging.get_node_location(location)
        warning = (str(location), record.getMessage())
        if warning in self._seen:
            return False
        self._seen.add(warning)
        return True

    def forget(self, *_arguments: object) -> None:
        """Forget all warnings, because another build begins."""
        self._seen.clear()


def drop_repeats() -> RepeatFilter:
    """Show each warning of ours once in a build, even if workers read the pages.

    Return the filter; call its ``forget`` when a build begins.
    """
    repeats = RepeatFilter()
    for handler in stdlib_logging.getLogger(logging.NAMESPACE).handlers:
        if isinstance(handler, logging.WarningStreamHandler):
            # Before Sphinx's own filters, which count warnings and may stop the build.
            handler.filters.insert(0, repeats)
    return repeats


def warn_of_problem(kind: WarningKind, problem: Problem, outcome: str = "") -> None:
    """Emit a warning of a problem of a file, at its place.

    :param outcome: the result, if the message does not contain it
    """
    rule = f" ({problem.rule})" if problem.rule else ""
    consequence = f"; {outcome}" if outcome else ""
    warn(kind, "%s", f"{problem.message}{rule}{consequence}", location=problem.place)


def quote_list(items: tuple[str, ...] | list[str], conjunction: str = "or") -> str:
    """Join *items* to a list for a sentence: ``'a', 'b' or 'c'``."""
    quoted = [f"'{item}'" for item in items]
    if len(quoted) < 2:  # noqa: PLR2004 -- a list needs two words for a conjunction
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"
