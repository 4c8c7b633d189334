"""What stands in the cells of each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import cell_text, directive, needs_myst, one, page, role, rows

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.building import Build, Project

#: Every column of DESIGN §1.2, with cells that are worth a look, by code.
CELLS: dict[str, dict[int, str]] = {
    "code": {0: "0", 42: "42", 121: "121"},
    "hex": {0: "0x00", 42: "0x2A", 121: "0x79"},
    "name": {0: "close_notify", 41: "no_certificate", 60: "export_restriction"},
    "meaning": {42: "a certificate is corrupt, badly signed, or otherwise unusable"},
    "notes": {0: "", 42: "", 121: ""},
    "level": {
        0: "warning (SSLv3, TLSv1, TLSv1.3, DTLSv1.3)\neither (TLSv1.1, TLSv1.2, DTLSv1.2)",
        20: "fatal",
        42: "either (SSLv3, TLSv1, TLSv1.1, TLSv1.2, DTLSv1.2)\nfatal (TLSv1.3, DTLSv1.3)",
        100: "warning",
    },
    "sender": {0: "either", 41: "client", 116: "server"},
    "versions": {
        41: "SSLv3",
        42: "SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, DTLSv1.2, DTLSv1.3",
        52: "DTLSv1.3",
        60: "TLSv1",
        116: "TLSv1.3, DTLSv1.3",
    },
    "dtls": {20: "Y", 121: "Y"},
    "status": {40: "current", 41: "reserved"},
    "reference": {42: "RFC 9846 §6.2", 60: "RFC 2246 §7.2.2"},
    "python": {
        42: "ALERT_DESCRIPTION_BAD_CERTIFICATE",
        90: "ALERT_DESCRIPTION_USER_CANCELLED",
        41: "—",
        121: "—",
    },
    "reason": {
        42: "SSLV3_ALERT_BAD_CERTIFICATE (OpenSSL up to 3.6)\n"
        "TLS_ALERT_BAD_CERTIFICATE (OpenSSL 4.0 and newer)",
        50: "TLSV1_ALERT_DECODE_ERROR",
        0: "—",
    },
    "message": {
        42: "sslv3 alert bad certificate (OpenSSL up to 3.1)\n"
        "ssl/tls alert bad certificate (OpenSSL 3.2 to 3.6)\n"
        "tls alert bad certificate (OpenSSL 4.0 and newer)",
        50: "tlsv1 alert decode error",
    },
    "openssl": {42: "SSL_AD_BAD_CERTIFICATE", 90: "SSL_AD_USER_CANCELLED"},
    "gnutls": {42: "Certificate is bad"},
    "nss": {42: "SSL_ERROR_BAD_CERT_ALERT"},
    "schannel": {10: "SEC_E_ILLEGAL_MESSAGE", 42: "SEC_E_CERT_UNKNOWN"},
    "go": {42: "bad certificate"},
    "java": {42: "bad_certificate"},
    "rustls": {42: "BadCertificate"},
    "node": {42: "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE", 52: "—", 121: "—"},
    "boringssl": {42: "SSLV3_ALERT_BAD_CERTIFICATE", 116: "TLSV1_ALERT_CERTIFICATE_REQUIRED"},
    "entries": {42: ""},
}

#: Columns whose cells are code: set as literals, apart from dashes and remarks.
LITERAL = {"code", "hex", "name", "python", "reason", "message", "openssl", "nss", "schannel"} | {
    "go",
    "java",
    "rustls",
    "node",
    "boringssl",
}


@pytest.fixture(scope="module")
def build(shared_project: Callable[[str], Project]) -> Build:
    """One page for each column, all alerts on each, references resolved for HTML."""
    project = shared_project("cells")
    project.write(
        {
            f"{name}.rst": page("rst", directive("rst", "tls-alert-table", columns=name))
            for name in CELLS
        }
    )
    project.write({"index.rst": page("rst", ".. toctree::\n   :glob:\n\n   *")})
    found = project.build(nitpicky=True)
    assert found.warnings == []
    return found


def cells(build: Build, name: str) -> dict[int, nodes.entry]:
    body = one(build.resolved[name], nodes.tbody)
    return dict(
        zip((alert.code for alert in load_alerts()), body.findall(nodes.entry), strict=True)
    )


@pytest.mark.parametrize("name", CELLS)
def test_cells(build: Build, name: str) -> None:
    found = cells(build, name)
    assert {code: cell_text(found[code]) for code in CELLS[name]} == CELLS[name]


@pytest.mark.parametrize("name", CELLS)
def test_code_is_literal_and_words_are_not(build: Build, name: str) -> None:
    for cell in cells(build, name).values():
        literals = [literal.astext() for literal in cell.findall(nodes.literal)]
        lines = [
            line.split(" (OpenSSL")[0].split(" (rustls")[0] for line in cell_text(cell).split("\n")
        ]
        expected = [line for line in lines if line != "—"] if name in LITERAL else []
        if name == "gnutls":
            expected = [line for line in lines if line.startswith("GNUTLS_A_")]
        assert literals == expected


@pytest.mark.parametrize("name", sorted(set(CELLS) - {"notes", "entries"}))
def test_no_cell_is_empty(build: Build, name: str) -> None:
    assert all(cell.astext().strip() for cell in cells(build, name).values())


def test_gnutls_gives_the_constant_where_there_is_no_text(build: Build) -> None:
    texts = [cell.astext() for cell in cells(build, "gnutls").values()]
    without = [alert for alert in load_alerts() if not alert.gnutls.text]
    assert without
    for alert, text in zip(load_alerts(), texts, strict=True):
        assert text == (alert.gnutls.text or alert.gnutls.constant or "—")


def test_rustls_gives_a_line_for_each_release_that_differs(build: Build) -> None:
    found = cells(build, "rustls")
    for alert in load_alerts():
        names = {variant.name for variant in alert.rustls}
        lines = cell_text(found[alert.code]).split("\n")
        assert len(lines) == len(names)
        if len(names) > 1:
            assert lines == [f"{v.name or '—'} (rustls {v.since})" for v in alert.rustls]


def test_reference_links_to_the_section(build: Build) -> None:
    link = one(cells(build, "reference")[42], nodes.reference)
    assert link["refuri"] == "https://datatracker.ietf.org/doc/html/rfc9846.html#section-6.2"


@pytest.mark.parametrize(
    ("language", "section"),
    [
        ("rst", "restructuredtext parser"),
        ("rst", "general"),
        pytest.param("md", "general", marks=needs_myst),
    ],
)
def test_links_follow_the_projects_own_rfc_server(
    project: Project, language: str, section: str
) -> None:
    """Cells, facts and the fallback of references alike."""
    body = [
        directive(language, "tls-alert-table", codes="43", columns="reference", no_index=""),
        directive(language, "tls-alert", "44", fields="reference versions", no_index=""),
        role(language, "tlsalert", "42"),
    ]
    project.write(
        {
            f"index.{language}": page(language, "\n\n".join(body)),
            "docutils.conf": f"[{section}]\nrfc_base_url: https://rfc.example.org/\n",
        }
    )
    build = project.build("html", nitpicky=True)
    assert build.warnings == []
    links = [link["refuri"] for link in build.resolved["index"].findall(nodes.reference)]
    assert len(links) > 5
    assert [link for link in links if not link.startswith("https://rfc.example.org/rfc")] == []
    assert links[0] == links[-1] == "https://rfc.example.org/rfc9846.html#section-6.2"


@pytest.mark.parametrize(
    ("code", "anchor"),
    [
        (40, "ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE"),
        (80, "ssl.ALERT_DESCRIPTION_INTERNAL_ERROR"),
        (42, "ssl.AlertDescription"),
        (90, "ssl.AlertDescription"),
    ],
)
def test_python_links_to_an_anchor_that_exists(build: Build, code: int, anchor: str) -> None:
    link = one(cells(build, "python")[code], nodes.reference)
    assert link["refuri"] == f"https://docs.python.org/3/library/ssl.html#{anchor}"
    assert link["internal"] is False


def test_missing_python_name_is_a_dash_without_link(build: Build) -> None:
    assert list(cells(build, "python")[41].findall(nodes.reference)) == []


def test_python_links_follow_the_configured_documentation(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-alert-table", columns="python"))})
    build = project.build(nitpicky=True, tlsalerts_python_docs="https://mirror.example.org/py")
    assert build.warnings == []
    assert 'href="https://mirror.example.org/py/library/ssl.html#ssl.AlertDesc' in build.text(
        "index.html"
    )


def test_overlay_gives_meanings_and_notes(project: Project) -> None:
    project.write(
        {
            "index.rst": page(
                "rst",
                directive("rst", "tls-alert-table", columns="code meaning notes", codes="42 43"),
            ),
            "house.yaml": "schema: 1\nalerts:\n  42: {meaning: broken, note: call us}\n",
        }
    )
    build = project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])
    assert build.warnings == []
    assert rows(one(build.doctree(), nodes.table)) == [
        ["42", "broken", "call us"],
        ["43", "a certificate is of a kind it cannot use here", ""],
    ]
