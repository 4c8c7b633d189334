"""``tls-verify``: verification codes described in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.util.inventory import InventoryFile
from support.building import LANGUAGES, directive, facts_in, needs_myst, one, page
from support.html_pages import broken_links, read_pages, repeated_ids
from support.normalise import normalised

from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from support.building import Project

LOCAL_ISSUER = "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
INVALID_CA = "X509_V_ERR_INVALID_CA"
HEADINGS = [
    *("Code", "Text", "Meaning", "Since", "Alert sent", "New with Python 3.13"),
    "First thing to check",
]


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
        body = directive(language, "tls-verify", argument, content, **options)
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
    doctree = describe("20", "Our *own* words.\n\n- a list", language=language)
    assert signatures(doctree) == [f"{LOCAL_ISSUER} (20)"]
    parts = one(doctree, addnodes.desc_content).children
    assert [part.tagname for part in parts if isinstance(part, nodes.Element)] == [
        *("field_list", "paragraph", "paragraph", "bullet_list"),
    ]
    code = load_verify_codes().named(LOCAL_ISSUER)
    assert parts[1].astext() == code.explanation.replace("``", "").replace("*", "")
    assert parts[2].astext() == "Our own words."


def test_shows_all_facts(describe: Describe) -> None:
    found = facts_in(describe("20"))
    assert list(found) == HEADINGS
    assert found["Code"] == "20"
    assert found["Text"] == "unable to get local issuer certificate"
    assert found["Alert sent"] == "unknown_ca (48)"
    assert found["New with Python 3.13"] == "no"


def test_renumbering_is_shown(describe: Describe) -> None:
    doctree = describe(INVALID_CA)
    assert signatures(doctree) == [f"{INVALID_CA} (79)"]
    assert facts_in(doctree)["Code"] == "24 (OpenSSL up to 1.1.1)\n79 (OpenSSL 3.0 and newer)"
    found = facts_in(describe("SUBJECT_NAME_EMPTY"))
    assert found["Code"] == "— (OpenSSL up to 1.1.1)\n84 (OpenSSL 3.0 and newer)"
    assert found["New with Python 3.13"] == "yes"


def test_heading_has_the_number_of_the_project(project: Project) -> None:
    body = directive("rst", "tls-verify", "24", fields="none")
    project.write({"index.rst": page("rst", body)})
    for openssl, heading in (("1.1.1", f"{INVALID_CA} (24)"), ("3.0", "X509_V_ERR_NO_ISSUER_")):
        build = project.build(tlsalerts_openssl=openssl)
        assert build.warnings == []
        assert signatures(build.doctree())[0].startswith(heading)


@pytest.mark.parametrize(
    ("argument", "numbers"),
    [
        ("20", [20]),
        ("18-20", [18, 19, 20]),
        ("20 10", [10, 20]),
        ("CERT_HAS_EXPIRED, 20", [10, 20]),
        ("certificate has expired", [10]),
        ("1.1.1:24", [79]),
        ("10\n   18", [10, 18]),
        ("all", list(range(95))),
    ],
)
def test_selections(describe: Describe, argument: str, numbers: list[int]) -> None:
    found = [int(text.rpartition("(")[2][:-1]) for text in signatures(describe(argument))]
    assert found == numbers


def test_body_of_a_selection_comes_once_after_the_last(describe: Describe) -> None:
    doctree = describe("18-20", "The body.", fields="none")
    contents = [content.astext() for content in doctree.findall(addnodes.desc_content)]
    assert [text.endswith("The body.") for text in contents] == [False, False, True]
    assert doctree.astext().count("The body.") == 1


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("all", HEADINGS),
        ("none", []),
        ("check meaning", ["First thing to check", "Meaning"]),
        ("name, CODE", ["Name", "Code"]),
    ],
)
def test_fields_select_facts(describe: Describe, fields: str, expected: list[str]) -> None:
    assert list(facts_in(describe("20", fields=fields))) == expected


@pytest.mark.parametrize("option", ["no_index", "no_index_entry"])
def test_no_index_and_no_index_entry(project: Project, option: str) -> None:
    body = directive("rst", "tls-verify", "20", **{option: ""})
    project.write({"index.rst": page("rst", body)})
    build = project.build()
    assert build.warnings == []
    assert LOCAL_ISSUER not in build.text("genindex.html")
    signature = one(build.doctree(), addnodes.desc_signature)
    kept = option == "no_index_entry"
    assert signature["ids"] == ([f"tlsalerts-verify-{LOCAL_ISSUER}"] if kept else [])
    assert (build.outdir / "tls-index.html").exists() == kept


def test_is_an_object_of_the_domain(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-verify", "20"))})
    build = project.build()
    description = one(build.doctree(), addnodes.desc)
    assert (description["domain"], description["objtype"]) == ("tls", "verify")
    node_id = f"tlsalerts-verify-{LOCAL_ISSUER}"
    inventory = InventoryFile.loads((build.outdir / "objects.inv").read_bytes(), uri="")
    assert {name: item.uri for name, item in inventory.data["tls:verify"].items()} == {
        LOCAL_ISSUER: f"index.html#{node_id}"
    }
    link = f'<a href="index.html#{node_id}">{LOCAL_ISSUER} (verification code)</a>'
    assert link in build.text("genindex.html")
    assert f'href="index.html#{node_id}"' in build.text("tls-index.html")
    assert '"tls:verify"' in build.text("searchindex.js")
    assert [ref["anchorname"] for ref in build.env.tocs["index"].findall(nodes.reference)] == [
        *("", f"#{node_id}"),
    ]


def test_alert_sent_links_into_the_project(project: Project) -> None:
    body = directive("rst", "tls-verify", "20") + "\n\n" + directive("rst", "tls-alert", "48")
    project.write({"index.rst": page("rst", body)})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    links = [link.get("refid") for link in build.resolved["index"].findall(nodes.reference)]
    assert "tlsalerts-alert-unknown_ca" in links


def test_described_twice(project: Project) -> None:
    body = directive("rst", "tls-verify", "20", fields="none")
    other = directive("rst", "tls-verify", "1.1.1:20", fields="none")
    project.write({"index.rst": page("rst", f"{body}\n\nText.\n\n{other}")})
    build = project.build()
    assert build.warnings == [
        (
            f"index.rst:10: WARNING: the verification code '{LOCAL_ISSUER}' is described here and "
            "in 'index' (line 4); references lead to 'index' [tlsalerts.duplicate-description]"
        )
    ]
    pages = read_pages(build.outdir)
    assert list(repeated_ids(pages)) == list(broken_links(pages)) == []


@needs_myst
@pytest.mark.parametrize(
    ("argument", "options"),
    [
        pytest.param("all", {}, marks=pytest.mark.slow),
        ("20 1.1.1:24", {"fields": "check text", "no_index": ""}),
        ("9-10", {}),
    ],
)
def test_forms_and_languages_are_the_same(
    project: Project, argument: str, options: dict[str, str]
) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("tls-verify", "tls:verify"):
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            body = directive(language, name, argument, "Body.", **options)
            project.write({f"index.{language}": page(language, body)})
            build = project.build("dummy", folder=f"{language}-{len(name)}-{name[3]}")
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1
