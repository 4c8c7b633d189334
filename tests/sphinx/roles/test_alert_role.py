"""``:tlsalert:``: what it accepts, how it reads, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, directive, one, page, role
from support.normalise import normalised

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from support.building import Build, Project

RFC = "https://datatracker.ietf.org/doc/html/rfc9846.html#section-6.2"
MEANING = "a certificate is corrupt, badly signed, or otherwise unusable"


class Refer(Protocol):
    """Builds a page with a sentence around one role, which must not warn."""

    def __call__(
        self, text: str, /, *, language: str = "rst", name: str = "tlsalert", **config: Any
    ) -> nodes.paragraph: ...


@pytest.fixture
def refer(project: Project) -> Refer:
    def refer(
        text: str, /, *, language: str = "rst", name: str = "tlsalert", **config: Any
    ) -> nodes.paragraph:
        source = f"See {role(language, name, text)} here."
        project.write({f"index.{language}": page(language, source)})
        build = project.build("dummy", nitpicky=True, **config)
        assert build.warnings == []
        return one(build.resolved["index"], nodes.paragraph)

    return refer


@pytest.mark.parametrize(
    "spelling",
    [
        "42",
        "0x2A",
        "0X2a",
        "bad_certificate",
        "BAD_CERTIFICATE",
        " bad_certificate",
        "ALERT_DESCRIPTION_BAD_CERTIFICATE",
        "AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE",
        "ssl.ALERT_DESCRIPTION_BAD_CERTIFICATE",
        "ssl_ad_bad_certificate",
        "SSL_AD_BAD_CERTIFICATE",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSL_R_SSLV3_ALERT_BAD_CERTIFICATE",
        "TLS_ALERT_BAD_CERTIFICATE",
        "sslv3 alert bad certificate",
        "ssl/tls alert bad certificate",
        "tls alert bad certificate",
        "GNUTLS_A_BAD_CERTIFICATE",
        "Certificate is bad",
        "SSL_ERROR_BAD_CERT_ALERT",
        "bad certificate",
        "BadCertificate",
        "AlertDescription::BadCertificate",
        "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
        "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
    ],
)
def test_every_spelling_leads_to_the_alert(refer: Refer, spelling: str) -> None:
    paragraph = refer(f"x <{spelling}>" if spelling.startswith(" ") else spelling)
    link = one(paragraph, nodes.reference)
    assert link["refuri"] == RFC
    if not spelling.startswith(" "):
        assert link.astext() == "bad_certificate (42)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("42", "bad_certificate (42)"),
        ("~42", "bad_certificate"),
        ("~SSL_AD_BAD_CERTIFICATE", "bad_certificate"),
        ("a bad one <42>", "a bad one"),
        ("a bad one <bad_certificate>", "a bad one"),
    ],
)
def test_text_of_a_reference(refer: Refer, language: str, source: str, text: str) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    link = one(paragraph, nodes.reference)
    assert link["refuri"] == RFC
    assert link["reftitle"] == MEANING
    assert one(link, nodes.literal)["classes"] == ["xref", "tls", "tls-alert"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Certificate\nis bad", "bad_certificate (42)"),
        ("ssl/tls alert\nbad certificate", "bad_certificate (42)"),
        ("~ssl/tls alert bad\ncertificate", "bad_certificate"),
        ("a bad one <Certificate is\nbad>", "a bad one"),
        ("a bad one\n<Certificate is bad>", "a bad one"),
    ],
)
def test_target_may_go_on_in_the_next_line(
    refer: Refer, language: str, source: str, text: str
) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    assert one(paragraph, nodes.reference)["refuri"] == RFC


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("!42", "bad_certificate (42)"),
        ("!~42", "bad_certificate"),
        ("!a bad one <42>", "a bad one"),
        ("!no_such_alert", "no_such_alert"),
        ("!53", "53"),
        ("!SEC_E_ILLEGAL_MESSAGE", "SEC_E_ILLEGAL_MESSAGE"),
    ],
)
def test_exclamation_mark_suppresses_link_and_warning(
    refer: Refer, language: str, source: str, text: str
) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    assert list(paragraph.findall(nodes.reference)) == []
    assert one(paragraph, nodes.literal)["classes"] == ["xref", "tls", "tls-alert"]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("{name}", "bad_certificate"),
        ("{code}", "42"),
        ("alert {hex}: {name}", "alert 0x2A: bad_certificate"),
        ("{code:>4}", "  42"),
        ("{code:03d}", "042"),
        ("{code:#x}", "0x2a"),
        ("{{{name}}}", "{bad_certificate}"),
    ],
)
def test_style(refer: Refer, style: str, text: str) -> None:
    link = one(refer("42", tlsalerts_alert_style=style), nodes.reference)
    assert link.astext() == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["42", "~42", "own words <42>", "!42", "!x <42>", "!53"])
def test_short_and_domain_form_are_the_same(project: Project, language: str, text: str) -> None:
    trees = []
    for name in ("tlsalert", "tls:alert"):
        project.write({f"index.{language}": page(language, role(language, name, text))})
        build = project.build("dummy", folder=name.replace(":", "-"))
        assert build.warnings == []
        trees.append(normalised(build.doctree()))
    assert trees[0] == trees[1]


def test_target_is_canonical_when_it_is_read(project: Project) -> None:
    project.write({"index.rst": page("rst", ":tlsalert:`SSL_AD_BAD_CERTIFICATE`")})
    reference = one(project.build("dummy").doctree(), addnodes.pending_xref)
    assert (reference["refdomain"], reference["reftype"]) == ("tls", "alert")
    assert reference["reftarget"] == "bad_certificate"


@pytest.mark.parametrize(
    ("fallback", "code", "address"),
    [
        ("rfc", 42, RFC),
        ("rfc", 60, "https://datatracker.ietf.org/doc/html/rfc2246.html#section-7.2.2"),
        (
            "iana",
            42,
            "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6",
        ),
    ],
)
def test_fallback_leads_outside(refer: Refer, fallback: str, code: int, address: str) -> None:
    link = one(refer(str(code), tlsalerts_alert_fallback=fallback), nodes.reference)
    assert link["refuri"] == address
    assert link["reftitle"] == load_alerts()[code].meaning
    assert link["internal"] is False


def test_fallback_none_leaves_text(refer: Refer) -> None:
    paragraph = refer("42", tlsalerts_alert_fallback="none")
    assert paragraph.astext() == "See bad_certificate (42) here."
    assert list(paragraph.findall(nodes.reference)) == []


@pytest.mark.parametrize("fallback", ["rfc", "iana", "none"])
def test_no_known_alert_is_a_nitpick(project: Project, fallback: str) -> None:
    words = " ".join(f":tlsalert:`{alert.code}`" for alert in load_alerts())
    project.write({"index.rst": page("rst", words)})
    build = project.build(nitpicky=True, tlsalerts_alert_fallback=fallback)
    assert build.warnings == []
    links = list(build.resolved["index"].findall(nodes.reference))
    assert len(links) == (0 if fallback == "none" else 37)


def test_project_comes_before_the_fallback(project: Project) -> None:
    described = directive("rst", "tls-alert", "42")
    project.write({"index.rst": page("rst", f":tlsalert:`42` :tlsalert:`43`\n\n{described}")})
    html = project.build().text("index.html")
    assert f'href="#tlsalerts-alert-bad_certificate" title="{MEANING}"' in html


def test_overlay_gives_the_hover_title(project: Project) -> None:
    described = directive("rst", "tls-alert", "43", fields="none")
    project.write(
        {
            "index.rst": page("rst", f":tlsalert:`42` :tlsalert:`43`\n\n{described}"),
            "house.yaml": "schema: 1\nalerts:\n  42: {meaning: outside}\n  43: {meaning: inside}\n",
        }
    )
    build = project.build(tlsalerts_registry_overlays=["house.yaml"])
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    titles = [link["reftitle"] for link in paragraph.findall(nodes.reference)]
    assert titles == ["outside", "inside"]


# The default role ``any``


def build_with_any(project: Project, words: str, extra: str = "") -> Build:
    described = directive("rst", "tls-alert", "42 50", fields="none")
    project.write({"index.rst": page("rst", f"{words}\n\n{described}\n\n{extra}")})
    return project.build(default_role="any")


def links_of_first_paragraph(build: Build) -> list[str]:
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    return [
        link.get("refuri") or f"#{link['refid']}" for link in paragraph.findall(nodes.reference)
    ]


def test_any_finds_a_described_alert_by_its_name(project: Project) -> None:
    build = build_with_any(project, "`decode_error`")
    assert build.warnings == []
    assert links_of_first_paragraph(build) == ["#tlsalerts-alert-decode_error"]


@pytest.mark.parametrize(
    "text",
    [
        "42",
        "0x2A",
        "SSL_AD_BAD_CERTIFICATE",
        "BadCertificate",
        "handshake_failure",
        "BAD_CERTIFICATE",
    ],
)
def test_any_answers_for_nothing_else(project: Project, text: str) -> None:
    build = build_with_any(project, f"`{text}`")
    assert links_of_first_paragraph(build) == []
    assert build.warnings == [
        f"index.rst:4: WARNING: 'any' reference target not found: {text} [ref.any]"
    ]


@pytest.mark.parametrize(
    ("extra", "target"),
    [
        (".. py:function:: decode_error()", "#decode_error"),
        (".. py:module:: decode_error", "#module-decode_error"),
        (".. _decode_error:\n\nSection\n-------\n\nText.", "#decode-error"),
        (".. glossary::\n\n   decode_error\n      A term.", "#term-decode_error"),
        (".. option:: decode_error", "#cmdoption-arg-decode_error"),
        (".. envvar:: decode_error", "#envvar-decode_error"),
        (".. c:function:: int decode_error(void)", "#c.decode_error"),
    ],
)
def test_any_leaves_names_to_other_domains(project: Project, extra: str, target: str) -> None:
    build = build_with_any(project, "`decode_error`", extra)
    assert build.warnings == []
    assert links_of_first_paragraph(build) == [target]


def test_any_leaves_names_to_documents(project: Project) -> None:
    project.write({"decode_error.rst": ":orphan:\n\n" + page("rst", "Text.")})
    build = build_with_any(project, "`decode_error`")
    assert build.warnings == []
    assert links_of_first_paragraph(build) == ["decode_error.html"]


def test_any_does_not_answer_for_names_of_ssl(project: Project) -> None:
    table = directive("rst", "tls-alert-table", columns="python")
    build = build_with_any(project, "`ALERT_DESCRIPTION_BAD_CERTIFICATE`", table)
    assert links_of_first_paragraph(build) == []
