"""The tutorial: who follows it step by step gets what it shows, in both languages."""

from __future__ import annotations

import difflib
import json
import re
import subprocess
import sys
import tomllib
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from support.building import LANGUAGES, needs_myst
from support.finder_vectors import Vector
from support.matchers import answers_of_browsers, needs_node
from support.places import DOCS
from support.rows import others_slow
from support.tutorial_steps import FILES, TABS, TEXT, Command, Shown, journey, steps

from sphinx_tlsalerts.sphinx_ext.html.finder_data import read_addresses, read_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.tutorial_steps import Journey

    Follow = Callable[[str], Journey]

#: Runs a test in each language, in one of them with ``-m slow`` only: the page is followed in each.
every_language = pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))


@pytest.fixture(scope="module")
def follow(tmp_path_factory: pytest.TempPathFactory) -> Follow:
    """Return a function that follows the page in a language, once."""
    done: dict[str, Journey] = {}

    def one(language: str) -> Journey:
        if language not in done:
            done[language] = journey(tmp_path_factory.mktemp(language), language)
        return done[language]

    return one


def links(html: str) -> dict[str, str]:
    """Return where the links of a page lead, by their words; the first of each."""
    found: dict[str, str] = {}
    for address, words in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.+?)</a>', html, re.DOTALL):
        found.setdefault(unescape(re.sub(r"<[^>]+>", "", words)), address)
    return found


def rows(html: str) -> dict[str, str]:
    """Return the rows of the only table of a page, by the number of the alert."""
    (table,) = re.findall(r"<table.+?</table>", html, re.DOTALL)
    cells = [re.findall(r"<td>(.+?)</td>|<td/>", row, re.DOTALL) for row in table.split("<tr")[2:]]
    return {re.sub(r"<[^>]+>", "", row[0]).strip(): row[-1] for row in cells}


def shown_files(language: str) -> list[Shown]:
    return [part for step in steps(language) for part in step.parts if isinstance(part, Shown)]


def test_steps_are_numbered_and_the_same_for_both_languages() -> None:
    numbers = [step.number for step in steps("rst")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 10
    for rst, md in zip(steps("rst"), steps("md"), strict=True):
        assert (rst.number, rst.title) == (md.number, md.title)
        targets = [[p.target for p in one.parts if isinstance(p, Shown)] for one in (rst, md)]
        assert [name.replace(".rst", ".md") for name in targets[0]] == targets[1]


def test_tabs_are_in_step_with_those_of_other_pages() -> None:
    keys = {*re.findall(r":sync: (\w+)", TEXT)}
    elsewhere = (DOCS / "quickstart.md").read_text(encoding="utf-8")
    assert keys == {*TABS} == {*re.findall(r":sync: (\w+)", elsewhere)}


def test_every_file_is_shown_and_belongs_to_the_step_that_shows_it() -> None:
    shown: set[Path] = set()
    for language in ("rst", "md"):
        for step in steps(language):
            sources = [part.source for part in step.parts if isinstance(part, Shown)]
            folders = {(one.parent.parent.name, one.parent.name) for one in sources}
            assert folders <= {(name, f"step-{step.number}") for name in (language, "both")}
            shown |= {*sources}
        for part in shown_files(language):
            assert part.target == f"docs/{part.source.name}"
    assert shown == {path for path in FILES.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", ["rst", "md"])
def test_files_change_in_the_lines_that_are_highlighted(language: str) -> None:
    before: dict[str, list[str]] = {}
    for part in shown_files(language):
        lines = part.source.read_text(encoding="utf-8").splitlines()
        assert max(part.highlighted, default=1) <= len(lines)
        changed: set[int] = set()
        old = before.get(part.target, lines)
        matcher = difflib.SequenceMatcher(None, old, lines, autojunk=False)
        for change, _start, _end, first, behind in matcher.get_opcodes():
            assert change != "delete", part
            if change != "equal":
                changed |= set(range(first + 1, behind + 1))
        words = {number for number, line in enumerate(lines, 1) if line.strip()}
        assert changed & words == part.highlighted & words, part
        if part.target in before:
            assert changed, part
        before[part.target] = lines


@every_language
def test_every_build_is_without_a_warning(follow: Follow, language: str) -> None:
    outcomes = follow(language).outcomes
    assert [one.warnings for one in outcomes.values()] == [[]] * len(outcomes)
    assert [number for number, one in outcomes.items() if not one.built] == [1, 6]
    assert outcomes[12].built[:2] == ["text", "latex"]
    assert (follow(language).folder / "build" / "latex" / "exampledb.tex").exists()


@every_language
def test_commands_print_what_the_page_shows(follow: Follow, language: str) -> None:
    printed = [pair for one in follow(language).outcomes.values() for pair in one.printed]
    assert len(printed) == 4
    for command, text in printed:
        *pieces, last = command.output.split("…\n")
        rest = text
        for piece in filter(None, pieces):
            _before, found, rest = rest.partition(piece)
            assert found == piece, command
        assert text.startswith([*pieces, last][0])
        assert rest.endswith(last) if pieces else rest == last


def test_findings_are_gone_once_they_are_mended() -> None:
    checks = [
        part.output.splitlines()
        for part in steps("rst")[6].parts
        if isinstance(part, Command) and " check " in part.line
    ]
    assert [len(lines) for lines in checks] == [3, 1]


def test_packages_that_are_installed_are_ours_with_extras_that_exist() -> None:
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    commands = re.findall(r'^\$ pip install "?([\w-]+)(?:\[(\w+)\])?"?$', TEXT, re.MULTILINE)
    assert commands == [(project["name"], ""), (project["name"], "myst")]
    assert "myst" in project["optional-dependencies"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or newer" in TEXT


@every_language
def test_reference_leads_to_the_rfc_and_then_to_the_table(follow: Follow, language: str) -> None:
    outcomes = follow(language).outcomes
    assert "unknown_ca (48)" not in links(outcomes[3].html["index.html"])
    first = links(outcomes[4].html["index.html"])["unknown_ca (48)"]
    assert re.match(r"https://[\w.]+/.*\brfc\d+", first)
    name, _hash, anchor = links(outcomes[5].html["index.html"])["unknown_ca (48)"].partition("#")
    assert name == "alerts.html"
    assert f'id="{anchor}"' in rows_source(outcomes[5].html["alerts.html"])


def rows_source(html: str) -> str:
    return html[html.index("<table") : html.index("</table>")]


@every_language
def test_guide_has_a_table_entries_and_links_both_ways(follow: Follow, language: str) -> None:
    outcomes = follow(language).outcomes
    assert "alerts.html" not in outcomes[4].html
    table = rows(outcomes[5].html["alerts.html"])
    assert list(table) == ["40", "42", "45", "48", "70"]
    page = outcomes[8].html["troubleshooting.html"]
    sections = re.findall(r'<section id="tlsalerts-error-([\w-]+)"', page)
    assert sections == ["wrong-port", "expired-certificate", "unknown-ca"]
    assert links(page)["unknown_ca"].startswith("alerts.html#")
    toc = links(outcomes[8].html["index.html"])
    target = "troubleshooting.html#tlsalerts-error-"
    assert toc["certificate has expired"] == f"{target}expired-certificate"
    (prose,) = re.findall(r"<p>If that happens.+?</p>", outcomes[9].html["index.html"], re.DOTALL)
    assert links(prose) == {
        "unable to get local issuer certificate": f"{target}unknown-ca",
        "check the port": f"{target}wrong-port",
    }
    table = rows(outcomes[9].html["alerts.html"])
    assert f'href="{target}unknown-ca"' in table["48"]
    assert f'href="{target}expired-certificate"' in table["45"]
    assert target not in table["42"]


@every_language
def test_extended_entry_says_what_is_different(follow: Follow, language: str) -> None:
    outcomes = follow(language).outcomes
    page = outcomes[10].html["troubleshooting.html"]
    own = page[page.index('<section id="tlsalerts-error-wrong-name"') :]
    assert "Hostname mismatch, certificate is not valid for" in own
    assert "the name in the certificate" in own
    assert "Issue the certificate again" in own  # taken over
    assert "Use a name in the URL" not in own
    assert "virtual host" not in own
    assert "#tlsalerts-error-wrong-name" in rows(outcomes[10].html["alerts.html"])["42"]


def finder_data(followed: Journey) -> dict[str, Any]:
    text = followed.built("html/_static/tlsalerts-entries.js")
    found: dict[str, Any] = json.loads(text.removeprefix("tlsalertsEntries=").removesuffix(";\n"))
    return found


def pasted() -> str:
    (text,) = re.findall(r"^Paste this .+\n\n```text\n(.+?)```", TEXT, re.DOTALL | re.MULTILINE)
    return str(text)


@needs_node
@every_language
def test_what_is_pasted_into_the_finder_leads_to_its_entry(follow: Follow, language: str) -> None:
    followed = follow(language)
    assert "<textarea" not in followed.outcomes[10].html["troubleshooting.html"]
    assert "<textarea" in followed.outcomes[11].html["troubleshooting.html"]
    data = finder_data(followed)
    assert len(read_ids(data)) > 100  # with those of the bundled catalogue
    unverified = "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify"
    texts = {
        "wrong-port": pasted(),
        "expired-certificate": f"{unverified} failed: certificate has expired (_ssl.c:1000)",
        "unknown-ca": f"{unverified} failed: unable to get local issuer certificate (_ssl.c:1000)",
        "wrong-name": f"{unverified} failed: Hostname mismatch, certificate is not valid for 'db'.",
    }
    vectors = tuple(Vector("guide", text) for text in texts.values())
    answers = answers_of_browsers(vectors, {"guide": data["tables"]})
    for name, answer in zip(texts, answers, strict=True):
        best = answer["matches"][0]["entry"]
        assert read_ids(data)[best] == name
        assert read_addresses(data)[best] == f"troubleshooting.html#tlsalerts-error-{name}"


@every_language
def test_text_is_what_the_page_shows_of_it(follow: Follow, language: str) -> None:
    ((name, excerpt),) = re.findall(
        r"^:caption: build/(\S+\.txt), in part\n\n(.+?)```", TEXT, re.DOTALL | re.MULTILINE
    )
    text = follow(language).built(name)
    assert f"\n{excerpt}" in text
    assert "* *Hostname mismatch, certificate is not valid for*\n" in text  # for the finder


@needs_myst
def test_both_languages_give_the_same_guide(follow: Follow) -> None:
    for name in ("index", "alerts", "troubleshooting"):
        assert follow("rst").built(f"text/{name}.txt") == follow("md").built(f"text/{name}.txt")


@every_language
def test_last_build_works_as_a_command(follow: Follow, language: str, tmp_path: Path) -> None:
    (line,) = [
        part.line
        for part in steps(language)[10].parts
        if isinstance(part, Command) and "-m sphinx " in part.line
    ]
    _python, *arguments = line.replace("build/html", str(tmp_path)).split()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=follow(language).folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "troubleshooting.html").exists()


def test_results_on_the_page_are_those_of_the_files_above_them() -> None:
    number = 0
    for section in TEXT.split("\n## ")[1:]:
        results = re.findall(
            r":::\{container\} live-result\n(.+?)^:::$", section, re.DOTALL | re.MULTILINE
        )
        shown = re.findall(r"\{literalinclude\} (\S+)", section)
        known = re.findall(r"\{literalinclude\} (\S+errors\.yaml)", TEXT[: TEXT.index(section)])
        for result in results:
            number += 1
            (source,) = re.findall(r"/tutorial/\S+", result)
            assert source in shown or source == known[-1]
    assert number == 4
