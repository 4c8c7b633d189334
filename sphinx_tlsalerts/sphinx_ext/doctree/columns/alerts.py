"""The cells of the alert registry, as they stand in tables and descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_tlsalerts.registries import GENERATIONS, Overlay, meaning_of
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import (
    Column,
    Lines,
    Surroundings,
    by_name,
    dash,
    entries_cell,
    literal_cell,
    pending,
    text_cell,
)
from sphinx_tlsalerts.sphinx_ext.doctree.inline import (
    DASH,
    joined,
    literal,
    marked_up,
    rfc_reference,
)
from sphinx_tlsalerts.sphinx_ext.i18n import _

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries import Alert, Generation


def _level(alert: Alert, _page: Surroundings) -> Lines:
    levels: dict[str, list[str]] = {}
    for definition in alert.definitions:
        levels.setdefault(definition.level, []).append(definition.protocol)
    if len(levels) == 1:
        return text_cell(_(next(iter(levels))))
    words = [f"{_(level)} ({', '.join(protocols)})" for level, protocols in levels.items()]
    return [[nodes.Text(word)] for word in words]


def _reference(alert: Alert, page: Surroundings) -> Lines:
    return [[rfc_reference(alert.reference, page.rfc_base_url)]]


def _versions_in_full(alert: Alert, page: Surroundings) -> Lines:
    cited: list[list[nodes.Node]] = [
        [
            nodes.Text(f"{definition.protocol} ("),
            rfc_reference(definition.where, page.rfc_base_url),
            nodes.Text(")"),
        ]
        for definition in alert.definitions
    ]
    return [joined(cited, ", ")]


def _python(alert: Alert, page: Surroundings) -> Lines:
    name = alert.python.constant
    if name is None:
        return dash()
    return [[pending(page, "ssl", f"ssl.AlertDescription.{name}", name)]]


def _by_generation(values: list[tuple[Generation, str | None]]) -> Lines:
    """One line for each different value, each with the OpenSSL releases that it belongs to."""
    groups: dict[str | None, list[Generation]] = {}
    for generation, value in values:
        groups.setdefault(value, []).append(generation)
    if len(groups) == 1:
        return literal_cell(next(iter(groups)))
    return [
        [literal(value) if value else nodes.Text(DASH), nodes.Text(f" ({_releases(generations)})")]
        for value, generations in groups.items()
    ]


def _releases(generations: list[Generation]) -> str:
    """Name the releases of neighboring generations, such as ``OpenSSL 3.2 to 3.6``."""
    first, last = GENERATIONS[generations[0]][0], GENERATIONS[generations[-1]][1]
    if first and last:
        return _("OpenSSL %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("OpenSSL %s and newer") % first
    return _("OpenSSL up to %s") % last


def _reason(alert: Alert, _page: Surroundings) -> Lines:
    return _by_generation([(w.generation, w.reason) for w in alert.python.wordings])


def _message(alert: Alert, _page: Surroundings) -> Lines:
    return _by_generation([(w.generation, w.text) for w in alert.python.wordings])


def _openssl_in_full(alert: Alert, _page: Surroundings) -> Lines:
    """Give the constant, then the reason and text of each generation that has any."""
    texts = _by_generation([(w.generation, w.text) for w in alert.openssl.wordings])
    reasons = [w.reason for w in alert.openssl.wordings]
    if not any(reasons):
        return literal_cell(alert.openssl.constant)
    names = _by_generation(
        [(w.generation, w.reason and f"SSL_R_{w.reason}") for w in alert.openssl.wordings]
    )
    return [*literal_cell(alert.openssl.constant), *names, *texts]


def _gnutls(alert: Alert, _page: Surroundings) -> Lines:
    return (
        text_cell(alert.gnutls.text) if alert.gnutls.text else literal_cell(alert.gnutls.constant)
    )


def _gnutls_in_full(alert: Alert, _page: Surroundings) -> Lines:
    lines = literal_cell(alert.gnutls.constant)
    return [*lines, *text_cell(alert.gnutls.text)] if alert.gnutls.text else lines


def _node(alert: Alert, _page: Surroundings) -> Lines:
    return literal_cell(alert.node[0].code)


def _node_in_full(alert: Alert, _page: Surroundings) -> Lines:
    return _by_generation([(node.generation, node.code) for node in alert.node])


def _rustls(alert: Alert, _page: Surroundings) -> Lines:
    names = {variant.name for variant in alert.rustls}
    if len(names) == 1:
        return literal_cell(alert.rustls[0].name)
    return [
        [literal(v.name) if v.name else nodes.Text(DASH), nodes.Text(f" (rustls {v.since})")]
        for v in alert.rustls
    ]


def _notes(alert: Alert, page: Surroundings) -> Lines:
    note = page.overlays.get(alert.code, Overlay()).note
    return [marked_up(note)] if note else []


ALERT_COLUMNS: dict[str, Column[Alert]] = by_name(
    Column("code", "Code", 7, lambda a, _page: literal_cell(str(a.code))),
    Column("hex", "Hex", 7, lambda a, _page: literal_cell(a.hex)),
    Column("name", "Name", 28, lambda a, _page: literal_cell(a.name)),
    Column(
        "meaning",
        "Meaning",
        40,
        lambda a, page: text_cell(meaning_of(a, page.overlays, _)),
        overlaid="meaning",
    ),
    Column("notes", "Notes", 30, _notes, overlaid="note"),
    Column("level", "Level", 20, _level),
    Column("sender", "Sent by", 9, lambda a, _page: text_cell(_(a.sender))),
    Column(
        "versions",
        "Versions",
        30,
        lambda a, _page: text_cell(", ".join(a.protocols)),
        describe=_versions_in_full,
    ),
    Column("dtls", "DTLS-OK", 9, lambda a, _page: text_cell("Y" if a.dtls_ok else "N")),
    Column("status", "Status", 10, lambda a, _page: text_cell(_(a.status))),
    Column("reference", "Reference", 20, _reference),
    Column("python", "Python constant", 40, _python),
    Column("reason", "Python reason", 38, _reason),
    Column("message", "Python message", 38, _message),
    Column(
        "openssl",
        "OpenSSL",
        34,
        lambda a, _page: literal_cell(a.openssl.constant),
        describe=_openssl_in_full,
    ),
    Column("gnutls", "GnuTLS", 34, _gnutls, describe=_gnutls_in_full),
    Column("nss", "NSS", 38, lambda a, _page: literal_cell(a.nss)),
    Column("schannel", "Schannel", 28, lambda a, _page: literal_cell(a.schannel.name)),
    Column("go", "Go", 28, lambda a, _page: literal_cell(a.go)),
    Column("java", "Java", 28, lambda a, _page: literal_cell(a.java)),
    Column("rustls", "rustls", 28, _rustls),
    Column("node", "Node.js", 38, _node, describe=_node_in_full),
    Column("boringssl", "BoringSSL", 38, lambda a, _page: literal_cell(a.boringssl)),
    Column("entries", "Troubleshooting", 30, lambda a, _page: entries_cell("alert", a.name)),
)

DEFAULT_ALERT_COLUMNS = ("code", "name", "meaning", "reference")

ALERT_PRESETS: dict[str, tuple[str, ...]] = {
    "meaning": ("code", "meaning"),
    "iana": ("code", "name", "dtls", "reference"),
    "python": ("code", "name", "python", "reason", "message"),
    "implementations": (
        "code",
        "name",
        "openssl",
        "gnutls",
        "nss",
        "schannel",
        "go",
        "java",
        "rustls",
        "node",
        "boringssl",
    ),
}

#: What a description shows unless ``:fields:`` says otherwise.
DEFAULT_ALERT_FIELDS = tuple(name for name in ALERT_COLUMNS if name not in {"code", "name"})
