"""Every format takes every part of an entry; alerts, codes and names link back to entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import Project, directive, facts_in, needs_myst, one, page, role, rows
from support.guide_pages import guide_of, in_yaml, write_guide
from support.html_pages import broken_links, read_pages, repeated_ids
from support.rows import other_rows_slow, others_slow
from support.samples import ABOUT, BUILDERS, MYST, PICTURE, RANKED, RST, WHOLE

from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from support.building import Build

pytestmark = needs_myst  # for half of the pages

#: The builders of the default run; test_all_builders has all of them for fewer things.
QUICK = ("html", "latex", "texinfo", "text")

COMBINATIONS = [("rst", "rst"), ("md", "myst"), ("md", "rst"), ("rst", "myst")]


def guide(name: str, markup: str) -> str:
    """Return a file with everything in it; *name* keeps its ids apart from those of others."""
    texts = RST if markup == "rst" else MYST
    entries: list[dict[str, Any]] = [
        WHOLE | ABOUT | {"remedies": RANKED, "tags": ["client"]},
        *(
            {"title": f"Of {key}", "cause": text.replace("own-label", f"label-{name}")}
            for key, text in texts.items()
            if key not in {"target", "literal"}
        ),
        {"cause": texts["target"].replace("own-label", f"label-{name}")},
    ]
    for number, entry in enumerate(entries):
        entry.setdefault("title", f"Title {number}")
        entry["id"] = f"{name}-{number}"
    header = {"schema": 1, "markup": markup, "substitutions": {"tool": "curl"}}
    return in_yaml(header | {"entries": entries})


@pytest.fixture(scope="module")
def build_of(shared_project: Callable[[str], Project]) -> Callable[[str], Build]:
    """Return a function that builds the project once with each builder."""
    project = shared_project("entries")
    names = []
    for language, markup in COMBINATIONS:
        name = f"{markup}-in-{language}"
        names.append(name)
        shown = [
            directive(
                language,
                "tls-troubleshooting",
                f"/{name}.yaml",
                style=style,
                contents="",
                show="alerts codes exceptions platforms tags status",
                **({} if style == "sections" else {"no_index": "", "id_prefix": f"{style}-"}),
                **({"only": f"{name}-0 {name}-1"} if style == "table" else {}),
            )
            for style in STYLES
        ]
        by_hand = directive(
            language, "tls-error", f"{name}-own", "By hand.", title=f"Own {name}", alerts="48"
        )
        links = (
            role(language, "tlserror", f"{name}-0")
            + " "
            + role(language, "tlserror", "rst-in-rst-1")
        )
        body = "\n\n".join([links, *shown, by_hand])
        project.write({f"folder/{name}.{language}": page(language, body, name)})
        project.write({f"{name}.yaml": guide(name, markup)})
    project.write(
        {
            "folder/pic.svg": PICTURE,
            "index.rst": page(
                "rst",
                directive("rst", "tls-alert-table", codes="40-42 90", columns="code entries")
                + "\n\n"
                + directive("rst", "tls-alert", "42 90")
                + "\n\n"
                + directive("rst", "tls-verify-table", codes="20 21", columns="code entries")
                + "\n\n"
                + directive("rst", "tls-verify", "20 21")
                + "\n\n"
                + directive("rst", "ssl-exceptions")
                + "\n\n.. toctree::\n\n"
                + "".join(f"   folder/{name}\n" for name in names),
            ),
        }
    )
    project.extensions.append("myst_parser")
    project.config = {
        "nitpicky": True,
        "version": "1",
        "myst_enable_extensions": ["dollarmath", "colon_fence", "substitution"],
        "myst_substitutions": {"tool": "*the tool*"},
    }
    known: dict[str, Build] = {}

    def build_of(builder: str) -> Build:
        if builder not in known:
            folder = "gettext" if builder == "gettext" else "build"
            known[builder] = project.build(builder, folder=folder)
        return known[builder]

    return build_of


#: What each format says of a picture that it cannot show is no affair of ours.
PICTURES = re.compile(r"a suitable image for (latex|texinfo|man|text) builder not found")


@pytest.mark.parametrize("builder", others_slow(BUILDERS, *QUICK))
def test_each_builder_takes_everything(build_of: Callable[[str], Build], builder: str) -> None:
    warnings = build_of(builder).warnings
    assert [line for line in warnings if not PICTURES.search(line)] == []


@pytest.mark.parametrize("builder", others_slow(["html", "dirhtml", "epub", "singlehtml"], "html"))
def test_ids_are_unique(build_of: Callable[[str], Build], builder: str) -> None:
    found = list(repeated_ids(read_pages(build_of(builder).outdir)))
    if builder == "singlehtml":  # where Sphinx joins pages, it renames no ids but its own
        found = [line for line in found if "tlsalerts-" in line]
    assert found == []


@pytest.mark.parametrize("builder", others_slow(["html", "dirhtml", "epub"], "html"))
def test_links_lead_to_ids(build_of: Callable[[str], Build], builder: str) -> None:
    assert list(broken_links(read_pages(build_of(builder).outdir))) == []


def test_links_of_latex_lead_to_labels(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex")
    labels = set(re.findall(r"\\(?:label|phantomsection\\label)\{\\detokenize\{([^}]*)\}\}", tex))
    links = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", tex))
    assert any("tlsalerts-error-rst-in-rst-0" in link for link in links)
    assert links - labels == set()


def test_links_of_texinfo_lead_to_anchors(build_of: Callable[[str], Build]) -> None:
    texi = build_of("texinfo").text("sample.texi")
    anchors = set(re.findall(r"@anchor\{([^}]*)\}", texi)) | set(
        re.findall(r"@node ([^,\n]*)", texi)
    )
    links = {link.partition(",")[0] for link in re.findall(r"@ref\{([^}]*)\}", texi)}
    assert links - anchors == set()


FOUR = ["A title", "A title", "A title", "A title"]


@pytest.mark.parametrize(
    "builder", others_slow([name for name in BUILDERS if name != "gettext"], *QUICK)
)
def test_rows_and_descriptions_list_the_entries_about_them(
    build_of: Callable[[str], Build], builder: str
) -> None:
    resolved = build_of(builder).resolved
    doctree = resolved.get("index") or next(iter(resolved.values()))
    alerts, codes = [
        table for table in doctree.findall(nodes.table) if "tlsalerts-table" in table["classes"]
    ][:2]
    four = ", ".join(FOUR)
    shown = {row[0].splitlines()[-1]: row[1:] for row in rows(alerts)}
    assert {code: cells[0] if cells else "" for code, cells in shown.items()} == {
        "40": four,
        "41": "",
        "42": four,
        "90": "",
    }
    assert [row[1] if len(row) > 1 else "" for row in rows(codes)] == [four, ""]
    described = [facts_in(field) for field in doctree.findall(nodes.field_list)]
    assert sum(four in facts.values() for facts in described) == 3


@pytest.mark.parametrize(
    ("builder", "name"),
    other_rows_slow(
        [("text", "index.txt"), ("xml", "index.xml"), ("html", "index.html")],
        *[("text", "index.txt"), ("html", "index.html")],
    ),
)
def test_cells_and_fields_are_written(
    build_of: Callable[[str], Build], builder: str, name: str
) -> None:
    text = build_of(builder).text(name)
    assert text.count("A title") > len(FOUR)
    assert "entries_about" not in text


def test_the_index_of_the_domain_lists_entries(project: Project) -> None:
    write_guide(
        project,
        "rst",
        guide_of(
            {"id": "z", "title": "Alpha fails"},
            {"id": "y", "title": "``openssl`` fails"},
            {"id": "x", "title": "«Quoted»"},
        ),
    )
    build = project.build()
    assert build.warnings == []
    groups, _collapse = build.env.domains["tls"].indices[0](build.env.domains["tls"]).generate()
    shown = {letter: [(entry.name, entry.extra) for entry in group] for letter, group in groups}
    assert shown == {
        "A": [("Alpha fails", "error")],
        "O": [("openssl fails", "error")],
        "Q": [("«Quoted»", "error")],
    }
    html = build.text("tls-index.html")
    assert 'href="index.html#tlsalerts-error-z"' in html


def test_the_general_index_lists_messages_and_mnemonics(project: Project) -> None:
    entry = {
        "id": "z",
        "title": "Alpha; fails",
        "messages": ["[SSL: NO_CIPHER_MATCH] it failed (_ssl.c:1006)\nsecond line", "x" * 81],
        "alerts": "bad_certificate",
        "verify_codes": 20,
        "index": ["!own; term"],
    }
    write_guide(project, "rst", guide_of(entry))
    build = project.build()
    assert build.warnings == []
    assert [term[1] for term in build.env.domains.index_domain.entries["index"]] == [
        "Alpha, fails",
        "NO_CIPHER_MATCH",
        "it failed",
        "second line",
        "own, term",
        "bad_certificate (TLS alert); Alpha, fails",
        "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY (verification code); Alpha, fails",
    ]
    html = build.text("genindex.html")
    assert html.count("index.html#tlsalerts-error-z") == 7


def test_an_entry_in_only_is_no_target_where_it_is_left_out(project: Project) -> None:
    inner = directive("rst", "tls-troubleshooting", "guide.yaml", style="definitions")
    project.write(
        {
            "index.rst": page("rst", directive("rst", "only", "html", inner)),
            "other.rst": ":orphan:\n\n" + page("rst", ":tlserror:`entry-1`"),
            "guide.yaml": guide_of({"cause": "x"}),
        }
    )
    assert project.build("html").warnings == []
    (warning,) = project.build("text", folder="text").warnings
    assert warning.startswith("other.rst:6: WARNING: unknown troubleshooting entry 'entry-1'")
    assert one(project.build("html").env.get_doctree("index"), nodes.definition_list)
