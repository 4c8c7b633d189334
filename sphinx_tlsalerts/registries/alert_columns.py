"""The columns of alerts: one table for pages and for the command line.

Each column has a name, a heading, a width and a function that returns the lines of a cell. A line
is a text without markup, with the versions that it belongs to::

    >>> from sphinx_tlsalerts.registries import ALERT_TABLE, load_alerts
    >>> ALERT_TABLE["java"].lines(load_alerts()[48])
    [Line(text='unknown_ca', kind='code', versions=None)]

Invariants: a cell has at least one line, whose text is None where there is nothing, unless a
project fills it; headings, terms and templates of versions are English. Links, dashes, markup and
translations belong to the callers.
"""

# Without postponed annotations, for the reason that ``alert_records`` gives.

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from sphinx_tlsalerts.registries.alert_records import Alert
from sphinx_tlsalerts.registries.openssl_releases import GENERATIONS, Generation


class Versions(NamedTuple):
    """The versions that a line belongs to, where other versions have another line."""

    template: str  #: English, with the placeholders of ``%``; ``%s`` for names, never translated
    values: str | dict[str, str]

    def in_words(self, translated: Callable[[str], str] = str) -> str:
        """Return the versions as a reader sees them, such as ``OpenSSL 3.2 to 3.6``."""
        return (self.template if self.template == "%s" else translated(self.template)) % self.values


class Line(NamedTuple):
    """One line of a cell."""

    text: str | None  #: None where there is nothing
    #: ``code``: a name or a text of a program; ``term``: a word of ours, which is translated
    kind: Literal["code", "text", "term"]
    versions: Versions | None = None


class AlertColumn(NamedTuple):
    """One column of the table of alerts."""

    name: str  #: as authors select it
    header: str
    width: int  #: relative width in formats that need one
    lines: Callable[[Alert], list[Line]]  #: empty where a project fills the cell
    full_lines: Callable[[Alert], list[Line]] | None = None  #: for one alert, where it differs
    overlaid: str | None = None  #: the field of an overlay that the cell prints
    of_project: bool = False  #: whether only a project can fill the cell


def _(template: str) -> str:
    """Mark a template for the tool that collects texts for translation."""
    return template


def _leave_empty(_alert: Alert) -> list[Line]:
    return []


def _make_code(text: str | None) -> list[Line]:
    return [Line(text, "code")]


def _make_text(text: str | None) -> list[Line]:
    return [Line(text, "text")]


def _make_term(text: str) -> list[Line]:
    return [Line(text, "term")]


def _group_by_generation(values: Iterable[tuple[Generation, str | None]]) -> list[Line]:
    """Return one line for each different value, with the OpenSSL releases that it belongs to."""
    groups: dict[str | None, list[Generation]] = {}
    for generation, value in values:
        groups.setdefault(value, []).append(generation)
    if len(groups) == 1:
        return _make_code(next(iter(groups)))
    return [Line(value, "code", _name_releases(group)) for value, group in groups.items()]


def _name_releases(generations: list[Generation]) -> Versions:
    """Name the releases of neighboring generations."""
    first, last = GENERATIONS[generations[0]][0], GENERATIONS[generations[-1]][1]
    if first and last:
        return Versions(_("OpenSSL %(first)s to %(last)s"), {"first": first, "last": last})
    if first:
        return Versions(_("OpenSSL %s and newer"), first)
    return Versions(_("OpenSSL up to %s"), str(last))


def _list_levels(alert: Alert) -> list[Line]:
    levels: dict[str, list[str]] = {}
    for definition in alert.definitions:
        levels.setdefault(definition.level, []).append(definition.protocol)
    if len(levels) == 1:
        return _make_term(next(iter(levels)))
    return [
        Line(level, "term", Versions("%s", ", ".join(protocols)))
        for level, protocols in levels.items()
    ]


def _cite_versions(alert: Alert) -> list[Line]:
    return _make_text(", ".join(f"{d.protocol} ({d.where})" for d in alert.definitions))


def _list_openssl(alert: Alert) -> list[Line]:
    """Return the constant, then the reason and text of each generation that has any."""
    lines = _make_code(alert.openssl.constant)
    wordings = alert.openssl.wordings
    if not any(w.reason for w in wordings):
        return lines
    reasons = _group_by_generation(
        (w.generation, w.reason and f"SSL_R_{w.reason}") for w in wordings
    )
    return [*lines, *reasons, *_group_by_generation((w.generation, w.text) for w in wordings)]


def _list_gnutls(alert: Alert) -> list[Line]:
    lines = _make_code(alert.gnutls.constant)
    return [*lines, *_make_text(alert.gnutls.text)] if alert.gnutls.text else lines


def _list_rustls(alert: Alert) -> list[Line]:
    if len({variant.name for variant in alert.rustls}) == 1:
        return _make_code(alert.rustls[0].name)
    return [Line(v.name, "code", Versions("%s", f"rustls {v.since}")) for v in alert.rustls]


_COLUMNS = (
    AlertColumn("code", "Code", 7, lambda a: _make_code(str(a.code))),
    AlertColumn("hex", "Hex", 7, lambda a: _make_code(a.hex)),
    AlertColumn("name", "Name", 28, lambda a: _make_code(a.name)),
    AlertColumn("meaning", "Meaning", 40, lambda a: _make_term(a.meaning), overlaid="meaning"),
    AlertColumn("notes", "Notes", 30, _leave_empty, overlaid="note", of_project=True),
    AlertColumn("level", "Level", 20, _list_levels),
    AlertColumn("sender", "Sent by", 9, lambda a: _make_term(a.sender)),
    AlertColumn(
        "versions", "Versions", 30, lambda a: _make_text(", ".join(a.protocols)), _cite_versions
    ),
    AlertColumn("dtls", "DTLS-OK", 9, lambda a: _make_text("Y" if a.dtls_ok else "N")),
    AlertColumn("status", "Status", 10, lambda a: _make_term(a.status)),
    AlertColumn("reference", "Reference", 20, lambda a: _make_text(str(a.reference))),
    AlertColumn("python", "Python constant", 40, lambda a: _make_code(a.python.constant)),
    AlertColumn(
        "reason",
        "Python reason",
        38,
        lambda a: _group_by_generation((w.generation, w.reason) for w in a.python.wordings),
    ),
    AlertColumn(
        "message",
        "Python message",
        38,
        lambda a: _group_by_generation((w.generation, w.text) for w in a.python.wordings),
    ),
    AlertColumn("openssl", "OpenSSL", 34, lambda a: _make_code(a.openssl.constant), _list_openssl),
    # The text if there is any: it comes last.
    AlertColumn("gnutls", "GnuTLS", 34, lambda a: _list_gnutls(a)[-1:], _list_gnutls),
    AlertColumn("nss", "NSS", 38, lambda a: _make_code(a.nss)),
    AlertColumn("schannel", "Schannel", 28, lambda a: _make_code(a.schannel.name)),
    AlertColumn("go", "Go", 28, lambda a: _make_code(a.go)),
    AlertColumn("java", "Java", 28, lambda a: _make_code(a.java)),
    AlertColumn("rustls", "rustls", 28, _list_rustls),
    AlertColumn(
        "node",
        "Node.js",
        38,
        lambda a: _make_code(a.node[0].code),
        lambda a: _group_by_generation((node.generation, node.code) for node in a.node),
    ),
    AlertColumn("boringssl", "BoringSSL", 38, lambda a: _make_code(a.boringssl)),
    AlertColumn("entries", "Troubleshooting", 30, _leave_empty, of_project=True),
)

#: The columns by name, in the order in which pages and the command line show them.
ALERT_TABLE = {column.name: column for column in _COLUMNS}
