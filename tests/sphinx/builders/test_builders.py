"""Every builder takes every directive, on pages of both languages, without a warning."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.building import HAS_MYST, Project, directive, page, role
from support.html_pages import broken_links, read_pages, repeated_ids
from support.rows import others_slow
from support.samples import BUILDERS

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.ssl_names import load_ssl_names
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.building import Build


MEANING = load_alerts()[42].meaning

#: The builders of the default run; test_all_builders has all of them for fewer things.
QUICK = ("html", "latex", "gettext")


def everything(language: str, codes: str) -> str:
    """Return a page with all that this package offers."""
    once = {} if codes == "51" else {"no_index": ""}
    parts = [
        role(language, "tlsalert", "42"),
        role(language, "tlsalert", "43"),
        role(language, "tlsalert", "own words <44>"),
        role(language, "tlsalert", "90"),
        directive(language, "tls-alert-table", "Our *caption*", name=f"table-{codes}", codes="all"),
        directive(language, "tls-alert-table", codes="42 43", headers="Ours, a, b, c"),
        directive(language, "tls-alert-table", codes="42 43", columns="code", widths="100"),
        directive(language, "tls-alert-table", codes="42", preset="implementations"),
        directive(language, "tls-alert-table", codes="42", preset="python", widths="auto"),
        directive(language, "tls-alert-table", codes="42", columns="notes entries level"),
        directive(language, "tls-alert", codes, "The author's body."),
        *(
            role(language, name, text)
            for name, text in (
                ("tlsverify", "20"),
                ("tlsverify", "24"),
                ("ssl", "TLSVersion"),
                ("ssl", "CERT_NONE"),
                ("ssl", "SSLError.reason"),
                ("ssl", "RAND_egd"),
            )
        ),
        directive(language, "tls-verify-table", "Our codes", name=f"of-{codes}", codes="18-24"),
        directive(language, "tls-verify-table", columns="code text since alert strict check"),
        directive(language, "tls-trust-table", "Trust", **once),
        directive(language, "tls-trust-table", columns="tool since snippet note source", **once),
        *(directive(language, "ssl-enum", enum) for enum in load_ssl_names().enums),
        directive(language, "ssl-enum", "AlertDescription", columns="member alert deprecated"),
        # One page describes the codes and the exceptions; the others show them all the same.
        directive(language, "tls-verify", "9-20", "A code's body.", **once),
        directive(language, "ssl-exceptions", **once),
    ]
    return "\n\n".join(parts)


@pytest.fixture(scope="module")
def project(shared_project: Callable[[str], Project]) -> Project:
    project = shared_project("builders")
    names = ["folder/rst", "folder/md"] if HAS_MYST else ["folder/rst"]
    toctree = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in [*names, "last"])
    project.write(
        {
            "index.rst": page("rst", f":tlsalert:`42` :tlsalert:`48` :ref:`own`\n\n{toctree}"),
            "folder/rst.rst": page("rst", everything("rst", "42 49"), "One"),
            "last.rst": page(
                "rst", ".. _own:\n\nTable\n-----\n\n" + everything("rst", "51"), "Last"
            ),
        }
    )
    if HAS_MYST:
        project.write({"folder/md.md": page("md", everything("md", "40-41"), "Two")})
    project.config = {"nitpicky": True, "numfig": True, "version": "1"}
    return project


@pytest.fixture(scope="module")
def build_of(project: Project) -> Callable[[str], Build]:
    """Return a function that builds the project once with each builder."""
    known: dict[str, Build] = {}

    def build_of(builder: str) -> Build:
        if builder not in known:
            # gettext does not take the doctrees of other builders.
            folder = "gettext" if builder == "gettext" else "build"
            known[builder] = project.build(builder, folder=folder)
        return known[builder]

    return build_of


@pytest.mark.parametrize("builder", others_slow(BUILDERS, *QUICK))
def test_builds_without_a_warning(build_of: Callable[[str], Build], builder: str) -> None:
    build = build_of(builder)
    assert build.warnings == []
    output = b"".join(build.files().values())
    assert output
    if builder != "epub":
        assert builder == "gettext" or MEANING.encode() in re.sub(rb"\s+", b" ", output)


@pytest.mark.parametrize("builder", others_slow(["html", "dirhtml", "singlehtml", "epub"], "html"))
def test_ids_are_unique_on_each_page(build_of: Callable[[str], Build], builder: str) -> None:
    pages = read_pages(build_of(builder).outdir)
    assert list(repeated_ids(pages)) == []


@pytest.mark.parametrize("builder", others_slow(["html", "dirhtml", "epub"], "html"))
def test_links_lead_to_ids(build_of: Callable[[str], Build], builder: str) -> None:
    assert list(broken_links(read_pages(build_of(builder).outdir))) == []


@pytest.mark.slow
def test_links_of_singlehtml_lead_to_ids(build_of: Callable[[str], Build]) -> None:
    pages = read_pages(build_of("singlehtml").outdir)
    (only,) = (page for page in pages.values() if page.path.name == "index.html")
    fragments = [link.rpartition("#")[2] for link in only.links if link.startswith("#")]
    assert "tlsalerts-alert-bad_certificate" in fragments
    assert [name for name in fragments if name and name not in only.ids] == []


def test_links_of_singlehtml_lead_to_the_target_and_not_to_a_namesake(
    shared_project: Callable[[str], Project],
) -> None:
    project = shared_project("namesakes")
    table = directive("rst", "tls-alert-table", codes="42")
    project.write(
        {
            "index.rst": page("rst", ":tlsalert:`42`\n\n.. toctree::\n\n   a\n   b\n   c"),
            "a.rst": page(
                "rst", "In A.\n\n" + directive("rst", "tls-alert-table", codes="42", no_index="")
            ),
            "b.rst": page("rst", "In B.\n\n" + table),
            "c.rst": page("rst", "In C.\n\n" + table),
        }
    )
    html = project.build("singlehtml").text("index.html")
    row = 'id="tlsalerts-alert-row-bad_certificate"'
    assert html.count(row) == 1
    assert html.index("In B.") < html.index(row) < html.index("In C.")


# Formats that are printed


def test_links_of_latex_lead_to_labels(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex")
    labels = set(re.findall(r"\\(?:label|phantomsection\\label)\{\\detokenize\{([^}]*)\}\}", tex))
    links = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", tex))
    assert any("tlsalerts-alert-bad_certificate" in link for link in links)
    assert any("tlsalerts-alert-row-unsupported_certificate" in link for link in links)
    assert links - labels == set()


def test_latex_prints_an_index_entry_for_each_target(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex")
    entries = re.findall(r"\\index\{([a-z_\\]+) \(TLS alert\)@", tex)
    names = [entry.replace("\\", "") for entry in entries]
    assert sorted(names) == sorted(alert.name for alert in load_alerts())


@pytest.mark.slow
def test_texinfo_prints_an_index_entry_for_each_target(build_of: Callable[[str], Build]) -> None:
    texi = build_of("texinfo").text("sample.texi")
    names = re.findall(r"^@geindex ([a-z_]+) \(TLS alert\)$", texi, re.MULTILINE)
    assert sorted(names) == sorted(alert.name for alert in load_alerts())


PRINTED = [
    *("TLSVersion (in module ssl)", "TLSv1_3 (ssl.TLSVersion member)"),
    *("SSLError (in module ssl)", "reason (ssl.SSLError member)"),
    "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY (verification code)",
    "X509_V_ERR_NO_ISSUER_PUBLIC_KEY (verification code)",
]


def test_index_of_latex_has_each_name_and_code_once(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex").replace("\\_", "_").replace("\\spxentry", "")
    counts = {entry: len(re.findall(rf"\\index\{{{re.escape(entry)}@", tex)) for entry in PRINTED}
    assert counts == dict.fromkeys(PRINTED, 1)


@pytest.mark.slow
def test_index_of_texinfo_has_each_name_and_code_once(build_of: Callable[[str], Build]) -> None:
    texi = build_of("texinfo").text("sample.texi").splitlines()
    counts = {entry: texi.count(f"@geindex {entry}") for entry in PRINTED}
    assert counts == dict.fromkeys(PRINTED, 1)


@pytest.mark.slow
def test_links_of_texinfo_lead_to_anchors(build_of: Callable[[str], Build]) -> None:
    texi = build_of("texinfo").text("sample.texi")
    anchors = set(re.findall(r"@anchor\{([^}]*)\}", texi)) | set(
        re.findall(r"@node ([^,\n]*)", texi)
    )
    links = {link.partition(",")[0] for link in re.findall(r"@ref\{([^}]*)\}", texi)}
    assert links
    assert links - anchors == set()


@pytest.mark.slow
def test_text_shows_rows_and_facts(build_of: Callable[[str], Build]) -> None:
    text = build_of("text").text("folder/rst.txt")
    assert "bad_certificate (42)" in text
    assert '"SSL_AD_BAD_CERTIFICATE"' in text
    assert "The author's body." in text


@pytest.mark.slow
def test_epub_holds_the_pages(build_of: Callable[[str], Build]) -> None:
    build = build_of("epub")
    xhtml = build.text("folder/rst.xhtml")
    assert 'id="tlsalerts-alert-bad_certificate"' in xhtml
    assert (build.outdir / "sample.epub").is_file()


# Translation


def test_catalogue_offers_the_authors_words_and_none_of_ours(
    build_of: Callable[[str], Build],
) -> None:
    build = build_of("gettext")
    pot = "".join(path.read_text(encoding="utf-8") for path in build.outdir.rglob("*.pot"))
    messages = re.findall(r'^msgid "(.*)"$', pot, re.MULTILINE)
    assert "Our *caption*" in messages
    assert "Ours" in messages
    assert "The author's body." in messages
    offered = {message.replace("\\\\", "\\") for message in messages}
    for alert in load_alerts():
        assert alert.meaning not in pot
        assert alert.explanation[:40] not in pot
        assert offered.isdisjoint(
            {str(alert.code), alert.hex, alert.name, alert.gnutls.text, alert.go, alert.java}
            | {str(alert.reference), alert.nss, ", ".join(alert.protocols)}
        )
    assert "Our codes" in messages
    assert "A code's body." in messages
    for code in load_verify_codes():
        assert offered.isdisjoint({code.meaning, code.constant, code.check, *code.texts.values()})
        assert code.explanation[:40] not in pot
    names = load_ssl_names()
    for error in names.exceptions.values():
        assert offered.isdisjoint({error.meaning, error.name, error.dotted, str(error.added)})
    for member in (m for enum in names.enums.values() for m in enum.members):
        assert offered.isdisjoint({member.meaning, member.name, member.dotted, str(member.added)})
    assert offered.isdisjoint({"exception ", "Bases", "Alias of", "Added", "OSError", "Member"})
    assert offered.isdisjoint({"Code", "Name", "Meaning", "Reference", "either", "fatal", "—", "Y"})


def test_overlay_words_stay_out_of_the_catalogue(tmp_path: Path) -> None:
    project = Project(tmp_path)
    body = directive("rst", "tls-alert-table", columns="code meaning notes", codes="42")
    project.write(
        {
            "index.rst": page("rst", body + "\n\n" + directive("rst", "tls-alert", "42")),
            "house.yaml": (
                "schema: 1\nalerts:\n  42: {meaning: m word, explanation: e word, note: n word}\n"
            ),
        }
    )
    build = project.build("gettext", tlsalerts_registry_overlays=["house.yaml"])
    for word in ("m word", "e word", "n word"):
        assert word not in build.text("index.pot")


def test_translated_caption_and_header_reach_the_page(tmp_path: Path) -> None:
    project = Project(tmp_path)
    table = directive("rst", "tls-alert-table", "Our *caption*", codes="42", headers="A, B, C, D")
    catalogue = (
        'msgid "Our *caption*"\nmsgstr "Unser *Titel*"\n\nmsgid "C"\nmsgstr "Bedeutung hier"\n'
    )
    project.write({"index.rst": page("rst", table), "locales/de/LC_MESSAGES/index.po": catalogue})
    build = project.build("html", language="de", locale_dirs=["locales"])
    assert build.warnings == []
    html = build.text("index.html")
    assert '<span class="caption-text">Unser <em>Titel</em></span>' in html
    assert "<p>Bedeutung hier</p>" in html
    # The meaning comes from the package's own catalogue.
    assert "ein Zertifikat ist beschädigt" in html
    assert MEANING not in html


# Without MyST

WITHOUT_MYST = """
import sys
sys.modules["myst_parser"] = None  # an import now fails as if it were not installed
from sphinx.cmd.build import main
raise SystemExit(main(sys.argv[1:]))
"""


def test_builds_where_myst_is_not_installed(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write({"index.rst": page("rst", everything("rst", "42"))})
    project.write_conf()
    command = [sys.executable, "-c", WITHOUT_MYST, "-n", "-W", "-q"]
    done = subprocess.run(
        [*command, str(project.source), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "bad_certificate" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
