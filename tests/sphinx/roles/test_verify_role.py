"""``:tlsverify:``: what it accepts, how it reads, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, directive, one, page, role
from support.needs import need_modules
from support.normalise import normalised

from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from support.building import Build, Project

MANUAL = "https://docs.openssl.org/{}/man3/X509_STORE_CTX_get_error/"
LOCAL_ISSUER = "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
INVALID_CA = "X509_V_ERR_INVALID_CA"
NO_KEY = "X509_V_ERR_NO_ISSUER_PUBLIC_KEY"


class Refer(Protocol):
    """Builds a page with a sentence around one role, which must not warn."""

    def __call__(
        self, text: str, /, *, language: str = "rst", **config: Any
    ) -> nodes.paragraph: ...


@pytest.fixture
def refer(project: Project) -> Refer:
    def refer(text: str, /, *, language: str = "rst", **config: Any) -> nodes.paragraph:
        source = f"See {role(language, 'tlsverify', text)} here."
        project.write({f"index.{language}": page(language, source)})
        build = project.build("dummy", nitpicky=True, **config)
        assert build.warnings == []
        return one(build.resolved["index"], nodes.paragraph)

    return refer


@pytest.mark.parametrize(
    "spelling",
    [
        "20",
        "020",
        "3.0:20",
        "1.1.1:20",
        "4.0:20",
        LOCAL_ISSUER,
        LOCAL_ISSUER.lower(),
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "unable to get local issuer certificate",
        "Unable to get local\nissuer certificate",
    ],
)
def test_every_spelling_leads_to_the_code(refer: Refer, spelling: str) -> None:
    paragraph = refer(spelling)
    assert paragraph.astext() == f"See {LOCAL_ISSUER} (20) here."
    assert one(paragraph, nodes.reference)["refuri"] == MANUAL.format("3.0")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("20", f"{LOCAL_ISSUER} (20)"),
        ("~20", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        ("code 20 <20>", "code 20"),
        ("0", "X509_V_OK (0)"),
        ("~0", "V_OK"),
    ],
)
def test_text_of_a_reference(refer: Refer, language: str, source: str, text: str) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    link = one(paragraph, nodes.reference)
    constant = "X509_V_OK" if source in {"0", "~0"} else LOCAL_ISSUER
    assert link["reftitle"] == load_verify_codes().named(constant).meaning
    assert one(link, nodes.literal)["classes"] == ["xref", "tls", "tls-verify"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("!20", f"{LOCAL_ISSUER} (20)"),
        ("!~20", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        ("!code 20 <20>", "code 20"),
        ("!999", "999"),
    ],
)
def test_exclamation_mark_suppresses_link_and_warning(
    refer: Refer, language: str, source: str, text: str
) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    assert list(paragraph.findall(nodes.reference)) == []


@pytest.mark.parametrize("text", ["20", "~20", "words <1.1.1:24>", "!20", "!999"])
def test_forms_and_languages_are_the_same(project: Project, text: str) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("tlsverify", "tls:verify"):
            if language == "md":
                need_modules("myst_parser")
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            project.write({f"index.{language}": page(language, role(language, name, text))})
            build = project.build("dummy", folder=f"{language}-{len(name)}")
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1


@pytest.mark.parametrize(
    ("openssl", "source", "text"),
    [
        ("1.1.1", "24", f"{INVALID_CA} (24)"),
        ("3.0", "24", f"{NO_KEY} (24)"),
        ("3.5", "24", f"{NO_KEY} (24)"),
        ("4.0", "24", f"{NO_KEY} (24)"),
        # An old number names the object; the text has the number of today.
        ("3.0", "1.1.1:24", f"{INVALID_CA} (79)"),
        ("1.1.1", "3.0:79", f"{INVALID_CA} (24)"),
        ("1.1.1", "77", f"{NO_KEY} (77)"),
        # What the release line does not have has no number there.
        ("3.0", "RPK_UNTRUSTED", "X509_V_ERR_RPK_UNTRUSTED"),
        ("3.0", "3.5:95", "X509_V_ERR_RPK_UNTRUSTED"),
        ("3.5", "95", "X509_V_ERR_RPK_UNTRUSTED (95)"),
    ],
)
def test_numbers_belong_to_a_release_line(
    refer: Refer, openssl: str, source: str, text: str
) -> None:
    assert refer(source, tlsalerts_openssl=openssl).astext() == f"See {text} here."


@pytest.mark.parametrize(
    ("openssl", "folder"), [("1.1.1", "1.1.1"), ("3.0", "3.0"), ("3.5", "3.5"), ("4.0", "master")]
)
def test_fallback_is_the_manual_of_the_release_line(
    refer: Refer, openssl: str, folder: str
) -> None:
    link = one(refer("20", tlsalerts_openssl=openssl), nodes.reference)
    assert link["refuri"] == MANUAL.format(folder)
    assert link["internal"] is False


def test_target_is_the_constant_when_it_is_read(project: Project) -> None:
    project.write({"index.rst": page("rst", ":tlsverify:`1.1.1:24`")})
    reference = one(project.build("dummy").doctree(), addnodes.pending_xref)
    assert (reference["refdomain"], reference["reftype"]) == ("tls", "verify")
    assert reference["reftarget"] == INVALID_CA


def test_change_of_numbering_reads_pages_again(project: Project) -> None:
    project.write({"index.rst": page("rst", ":tlsverify:`24`")})
    project.build("dummy")
    build = project.build("dummy", tlsalerts_openssl="1.1.1")
    assert build.read == ["index"]
    assert one(build.resolved["index"], nodes.reference).astext() == f"{INVALID_CA} (24)"


@pytest.mark.parametrize("openssl", ["1.1.1", "3.0", "3.5", "4.0"])
def test_no_known_code_is_a_nitpick(project: Project, openssl: str) -> None:
    words = "\n".join(f":tlsverify:`{code.constant}`" for code in load_verify_codes())
    project.write({"index.rst": page("rst", words)})
    build = project.build("dummy", nitpicky=True, tlsalerts_openssl=openssl)
    assert build.warnings == []
    assert len(list(build.resolved["index"].findall(nodes.reference))) == 104


def test_project_comes_first_then_inventory_then_manual(project: Project, tmp_path: Any) -> None:
    library = type(project)(tmp_path / "library")
    table = directive("rst", "tls-verify-table", codes="20 24")
    library.write({"index.rst": page("rst", table)})
    inventory = library.build().outdir / "objects.inv"
    body = (
        f":tlsverify:`20` :tlsverify:`24` :tlsverify:`10`\n\n{directive('rst', 'tls-verify', '20')}"
    )
    project.write({"index.rst": page("rst", body)})
    project.extensions = ["sphinx.ext.intersphinx"]
    build = project.build(
        "dummy",
        nitpicky=True,
        intersphinx_mapping={"lib": ("https://lib.example/", str(inventory))},
    )
    assert build.warnings == []
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    assert [
        link.get("refuri", "#" + link.get("refid", ""))
        for link in paragraph.findall(nodes.reference)
    ] == [
        f"#tlsalerts-verify-{LOCAL_ISSUER}",
        f"https://lib.example/index.html#tlsalerts-verify-row-{NO_KEY}",
        MANUAL.format("3.0"),
    ]


def test_hover_title_inside_the_project(project: Project) -> None:
    body = f":tlsverify:`20`\n\n{directive('rst', 'tls-verify', '20')}"
    project.write({"index.rst": page("rst", body)})
    meaning = load_verify_codes().named(LOCAL_ISSUER).meaning
    html = project.build().text("index.html")
    assert f'href="#tlsalerts-verify-{LOCAL_ISSUER}" title="{meaning}"' in html


# The default role ``any``


def build_with_any(project: Project, words: str) -> Build:
    described = directive("rst", "tls-verify", "20 24", fields="none")
    project.write({"index.rst": page("rst", f"{words}\n\n{described}")})
    return project.build(default_role="any")


def test_any_finds_a_described_code_by_its_constant(project: Project) -> None:
    build = build_with_any(project, f"`{LOCAL_ISSUER}`")
    assert build.warnings == []
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    assert one(paragraph, nodes.reference)["refid"] == f"tlsalerts-verify-{LOCAL_ISSUER}"


@pytest.mark.parametrize(
    "text",
    [
        *("20", "1.1.1:24", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", LOCAL_ISSUER.lower()),
        *("unable to get local issuer certificate", "X509_V_ERR_CERT_HAS_EXPIRED"),
    ],
)
def test_any_answers_for_nothing_else(project: Project, text: str) -> None:
    build = build_with_any(project, f"`{text}`")
    assert build.warnings == [
        f"index.rst:4: WARNING: 'any' reference target not found: {text} [ref.any]"
    ]
