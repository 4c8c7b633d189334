"""``tls-alert``: alerts described in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, directive, facts_in, needs_myst, one, page
from support.normalise import normalised

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from support.building import Project

HEADINGS = {
    "Hex",
    "Meaning",
    "Level",
    "Sent by",
    "Versions",
    "DTLS-OK",
    "Status",
    "Reference",
    "Python constant",
    "Python reason",
    "Python message",
    "OpenSSL",
    "GnuTLS",
    "NSS",
    "Schannel",
    "Go",
    "Java",
    "rustls",
    "Node.js",
    "BoringSSL",
}


class Describe(Protocol):
    """Builds a page with one directive, which must not warn, and returns the page."""

    def __call__(
        self, argument: str, content: str = "", /, *, language: str = "rst", **options: str
    ) -> nodes.document: ...


@pytest.fixture
def describe(project: Project) -> Describe:
    def describe(
        argument: str, content: str = "", /, *, language: str = "rst", **options: str
    ) -> nodes.document:
        body = directive(language, "tls-alert", argument, content, **options)
        for earlier in project.source.glob("index.*"):
            earlier.unlink()
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", nitpicky=True)
        assert build.warnings == []
        return build.doctree()

    return describe


def signatures(doctree: nodes.document) -> list[str]:
    return [signature.astext() for signature in doctree.findall(addnodes.desc_signature)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_then_explanation_then_body(describe: Describe, language: str) -> None:
    doctree = describe("42", "Our *own* words.\n\n- a list", language=language)
    assert signatures(doctree) == ["bad_certificate (42)"]
    parts = one(doctree, addnodes.desc_content).children
    assert [part.tagname for part in parts if isinstance(part, nodes.Element)] == [
        "field_list",
        "paragraph",
        "paragraph",
        "bullet_list",
    ]
    alert = load_alerts()[42]
    assert parts[1].astext() == alert.explanation.replace("``", "").replace("*", "")
    assert parts[2].astext() == "Our own words."
    assert one(parts[2], nodes.emphasis).astext() == "own"


def test_shows_all_facts(describe: Describe) -> None:
    found = facts_in(describe("42"))
    assert set(found) == HEADINGS
    assert found["Hex"] == "0x2A"
    assert found["Versions"].startswith("SSLv3 (RFC 6101 §5.4.2), TLSv1 (RFC 2246 §7.2.2), ")
    assert found["Versions"].endswith(", DTLSv1.3 (RFC 9846 §6.2)")
    assert found["GnuTLS"] == "GNUTLS_A_BAD_CERTIFICATE\nCertificate is bad"
    assert found["Node.js"] == (
        "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE (OpenSSL up to 3.1)\n"
        "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE (OpenSSL 3.2 to 3.6)\n"
        "ERR_SSL_TLS_ALERT_BAD_CERTIFICATE (OpenSSL 4.0 and newer)"
    )
    assert found["OpenSSL"] == (
        "SSL_AD_BAD_CERTIFICATE\n"
        "SSL_R_SSLV3_ALERT_BAD_CERTIFICATE (OpenSSL up to 3.6)\n"
        "SSL_R_TLS_ALERT_BAD_CERTIFICATE (OpenSSL 4.0 and newer)\n"
        "sslv3 alert bad certificate (OpenSSL up to 3.1)\n"
        "ssl/tls alert bad certificate (OpenSSL 3.2 to 3.6)\n"
        "tls alert bad certificate (OpenSSL 4.0 and newer)"
    )


def test_alert_without_a_text_in_openssl_shows_its_constant(describe: Describe) -> None:
    assert facts_in(describe("close_notify"))["OpenSSL"] == "SSL_AD_CLOSE_NOTIFY"


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("bad_certificate", [42]),
        ("0x2A", [42]),
        ("SSL_AD_BAD_CERTIFICATE", [42]),
        ("40-43", [40, 41, 42, 43]),
        ("49 40-41", [40, 41, 49]),
        ("40, 49", [40, 49]),
        ("all", [alert.code for alert in load_alerts()]),
        ("42\n   49\n   decode_error", [42, 49, 50]),
        ("42 bad_certificate 40-42", [40, 41, 42]),
    ],
)
def test_selections(describe: Describe, argument: str, expected: list[int]) -> None:
    found = signatures(describe(argument))
    assert found == [f"{load_alerts()[code].name} ({code})" for code in expected]


@needs_myst
def test_options_as_a_block_of_yaml_on_a_markdown_page(project: Project) -> None:
    body = "```{tls-alert} 42 49\n---\nfields: none\n---\nBody.\n```"
    project.write({"index.md": page("md", body)})
    build = project.build("dummy")
    assert build.warnings == []
    assert signatures(build.doctree()) == ["bad_certificate (42)", "access_denied (49)"]


def test_body_of_a_selection_comes_once_after_the_last(describe: Describe) -> None:
    doctree = describe("40-42", "The body.", fields="none")
    contents = [content.astext() for content in doctree.findall(addnodes.desc_content)]
    assert [text.endswith("The body.") for text in contents] == [False, False, True]
    assert doctree.astext().count("The body.") == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("all", HEADINGS),
        ("none", set()),
        ("NONE", set()),
        ("meaning", {"Meaning"}),
        ("go, java code", {"Go", "Java", "Code"}),
    ],
)
def test_fields_select_facts(describe: Describe, fields: str, expected: set[str]) -> None:
    assert set(facts_in(describe("42", fields=fields))) == expected


@pytest.mark.parametrize("fields", ["all", "all notes", "notes, All", "hex all"])
def test_all_fields_and_more_are_all_fields(project: Project, fields: str) -> None:
    project.write(
        {
            "index.rst": page("rst", directive("rst", "tls-alert", "42", fields=fields)),
            "house.yaml": "schema: 1\nalerts:\n  42: {note: runbook 7}\n",
        }
    )
    build = project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])
    assert build.warnings == []
    found = facts_in(build.resolved["index"])
    assert set(found) == HEADINGS | {"Notes"}
    assert found["Notes"] == "runbook 7"
    assert len(list(build.resolved["index"].findall(nodes.field))) == len(found)


@needs_myst
@pytest.mark.parametrize(
    "options",
    [
        ":fields: [meaning, level]",
        "---\nfields: [meaning, level]\n---",
        "---\nfields: |\n  - meaning\n  - level\n---",
    ],
)
def test_fields_may_be_a_list_of_yaml(project: Project, options: str) -> None:
    project.write({"index.md": page("md", f"```{{tls-alert}} 42\n{options}\n```")})
    build = project.build("dummy")
    assert build.warnings == []
    assert list(facts_in(build.doctree())) == ["Meaning", "Level"]


def test_fields_stand_in_the_order_of_the_author(describe: Describe) -> None:
    assert list(facts_in(describe("42", fields="java go meaning"))) == ["Java", "Go", "Meaning"]


def test_no_fields_leave_the_explanation(describe: Describe) -> None:
    parts = one(describe("42", fields="none"), addnodes.desc_content).children
    assert len(parts) == 1
    assert parts[0].astext().startswith("The peer ")


def test_heading_is_an_object_of_the_domain(describe: Describe) -> None:
    description = one(describe("42"), addnodes.desc)
    assert (description["domain"], description["objtype"]) == ("tls", "alert")
    assert one(description, addnodes.desc_signature)["ids"] == ["tlsalerts-alert-bad_certificate"]


def index_entries(doctree: nodes.document) -> list[str]:
    return [entry[1] for node in doctree.findall(addnodes.index) for entry in node["entries"]]


def test_is_in_the_index(describe: Describe) -> None:
    assert index_entries(describe("42 49")) == [
        "bad_certificate (TLS alert)",
        "access_denied (TLS alert)",
    ]


def test_no_index_entry_keeps_the_target(describe: Describe) -> None:
    doctree = describe("42", no_index_entry="")
    assert index_entries(doctree) == []
    assert one(doctree, addnodes.desc_signature)["ids"] == ["tlsalerts-alert-bad_certificate"]


def test_no_index_takes_index_and_target_away(describe: Describe) -> None:
    doctree = describe("42", no_index="")
    assert index_entries(doctree) == []
    assert one(doctree, addnodes.desc_signature)["ids"] == []
    assert signatures(doctree) == ["bad_certificate (42)"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("argument", ["42", "40-41"])
def test_short_and_domain_form_are_the_same(project: Project, language: str, argument: str) -> None:
    trees = []
    for form in ("tls-alert", "tls:alert"):
        body = directive(language, form, argument, "Body.", no_contents_entry="")
        project.write({f"index.{language}": page(language, body)})
        build = project.build("dummy", folder=form.replace(":", "-"))
        assert build.warnings == []
        trees.append(build.doctree().pformat())
    assert trees[0] == trees[1]


@needs_myst
@pytest.mark.parametrize(
    ("argument", "options"),
    [
        pytest.param("all", {}, marks=pytest.mark.slow),
        ("42 0x31", {"fields": "go java versions", "no_index": ""}),
        ("40-49", {"no_index_entry": "", "fields": "none"}),
    ],
)
def test_both_languages_give_the_same_nodes(
    describe: Describe, argument: str, options: dict[str, str]
) -> None:
    rst = describe(argument, language="rst", **options)
    md = describe(argument, language="md", **options)
    assert normalised(rst) == normalised(md)
    ours = [tree.pformat().partition("\n")[2] for tree in (rst, md)]
    assert ours[0] == ours[1]  # without the normaliser as well


def test_overlay_gives_the_explanation(project: Project) -> None:
    project.write(
        {
            "index.rst": page("rst", directive("rst", "tls-alert", "42", fields="meaning notes")),
            "house.yaml": (
                "schema: 1\nalerts:\n  42:\n    explanation: Ask *Ann* about ``x``.\n    note: n\n"
            ),
        }
    )
    build = project.build("dummy", tlsalerts_registry_overlays=["house.yaml"])
    assert build.warnings == []
    content = one(build.doctree(), addnodes.desc_content)
    assert facts_in(content) == {"Meaning": load_alerts()[42].meaning, "Notes": "n"}
    assert content[1].astext() == "Ask Ann about x."
    assert one(content[1], nodes.emphasis).astext() == "Ann"
    assert one(content[1], nodes.literal).astext() == "x"


def test_toc_lists_the_description(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-alert", "42"))})
    toc = project.build("dummy").env.tocs["index"]
    assert [link["anchorname"] for link in toc.findall(nodes.reference)] == [
        "",
        "#tlsalerts-alert-bad_certificate",
    ]
