"""Own entries come before bundled ones that fit as well: in a terminal, in browsers, in Python.

Wherever a page shows the bundled entries, and whether one does.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from support.building import directive, page
from support.finder_files import data_of
from support.finder_vectors import BUNDLED, Vector, entries_of
from support.guide_pages import guide_of, in_yaml
from support.matchers import answers_of_browsers, needs_node
from support.rebuilds import alone

from sphinx_tlsalerts.browser import build_findable, build_finder_tables
from sphinx_tlsalerts.cli import main
from sphinx_tlsalerts.matcher import EntryIndex, list_messages
from sphinx_tlsalerts.sphinx_ext.html.finder_data import read_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from support.building import Project

    from sphinx_tlsalerts.guides.models import Entry

#: What the other side's log has: worth less than what the reader sees.
ELSEWHERE = {
    "id": "ours",
    "title": "Ours",
    "messages": [
        {"text": "[SSL: WRONG_VERSION_NUMBER] wrong version number", "where": "the server's log"}
    ],
    "remedy": "Ask us.",
}
#: What fits many errors, and less well than the bundled entry about one of them.
WEAK = {"id": "weak", "title": "Weak", "message": "[SSL: CERTIFICATE_VERIFY_FAILED]"}
EXPIRED = (
    "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
    "certificate has expired (_ssl.c:1006)"
)
ERROR = "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)"

FINDER = directive("rst", "tls-error-finder")

#: Those of the bundled entries that the errors are about, and one more.
SHOWN = directive(
    "rst",
    "tls-troubleshooting",
    "builtin:python",
    only="wrong-version-number certificate-has-expired hostname-mismatch",
    style="dropdowns",
)


@cache
def own_and_bundled() -> tuple[list[Entry], list[str]]:
    """Return an own entry for each message of a bundled one, and the messages."""
    bundled = entries_of(BUNDLED)
    messages = list(dict.fromkeys(list_messages(bundled)))
    blank = bundled[0].messages[0]
    nothing: dict[str, Any] = {"matches": [], "alerts": [], "verify_codes": [], "exceptions": []}
    own = [
        bundled[0].copy_with(
            {
                **nothing,
                "id": f"own-{number}",
                "title": f"Own {number}",
                "messages": [blank.copy_with({"text": message, "where": "elsewhere"})],
            }
        )
        for number, message in enumerate(messages)
    ]
    return own, messages


def test_each_message_leads_to_the_own_entry_first(
    note_compared: Callable[[str, str, int], None],
) -> None:
    own, messages = own_and_bundled()
    index = EntryIndex([*own, *entries_of(BUNDLED)], own=len(own))
    note_compared("messages of bundled entries", "own entries with the same", len(messages))
    later, count = [], 0
    for message in messages:
        found = [match.entry.id for match in index.match(message).matches]
        own_ones = [name for name in found if name.startswith("own-")]
        if own_ones and found[0] != own_ones[0]:
            later.append((message, found[:3]))
        count += bool(own_ones)
    assert count > 900
    assert later == [], str(later)


@needs_node
def test_each_message_leads_to_the_own_entry_first_in_browsers() -> None:
    own, messages = own_and_bundled()
    everything = [*own, *entries_of(BUNDLED)]
    tables = build_finder_tables(map(build_findable, everything), own=len(own))
    texts = tuple(Vector("both", message) for message in messages)
    answers = answers_of_browsers(texts, {"both": tables})
    found = [[match["entry"] for match in answer["matches"]] for answer in answers]
    firsts = [entries[0] for entries in found if min(entries, default=len(own)) < len(own)]
    assert len(firsts) > 900
    assert [entry for entry in firsts if entry >= len(own)] == []


def explained(capsys: pytest.CaptureFixture[str], file: Path, text: str) -> list[str]:
    assert main(["explain", "--catalogue", str(file), "--format", "json", text]) == 0
    return [match["entry"] for match in json.loads(capsys.readouterr().out)["matches"]]


def test_the_terminal_has_own_entries_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(in_yaml({"schema": 1, "entries": [WEAK, ELSEWHERE]}), encoding="utf-8")
    assert explained(capsys, file, ERROR)[0] == f"{file}/ours"
    found = explained(capsys, file, EXPIRED)
    assert found[0] == "builtin:python/certificate-has-expired"
    assert f"{file}/weak" in found


@needs_node
def test_browsers_have_the_same_order_wherever_bundled_entries_are_shown(project: Project) -> None:
    finder = page("rst", directive("rst", "tls-error-finder", builtin=""))
    guide = alone(directive("rst", "tls-troubleshooting", "guide.yaml"))
    # Its name comes before that of the page with our entries.
    shown = alone(SHOWN)
    project.write({"index.rst": finder, "z.rst": guide, "guide.yaml": guide_of(WEAK, ELSEWHERE)})
    orders = []
    for folder in ("first", "first", "first", "second"):
        build = project.build(folder=folder)
        assert build.warnings == []
        data = data_of(build)
        ids = read_ids(data)
        texts = (Vector("site", ERROR), Vector("site", EXPIRED))
        answers = answers_of_browsers(texts, {"site": data["tables"]})
        orders.append([[ids[m["entry"]] for m in answer["matches"]] for answer in answers])
        if len(orders) == 2:
            project.remove("a.rst")
        else:
            project.write({"a.rst": shown})
    assert orders[0][0][0] == "ours"
    assert orders[0][1][0] == "certificate-has-expired"
    assert "weak" in orders[0][1]
    assert orders == [orders[0]] * 4


def test_an_own_entry_takes_the_place_of_the_bundled_one_with_its_id(project: Project) -> None:
    own = {"id": "wrong-version-number", "title": "Ours", "remedy": "Ask us."}
    project.write(
        {
            "a.rst": alone(SHOWN),
            "index.rst": page("rst", f":tlserror:`wrong-version-number`\n\n{FINDER}"),
            "guide.yaml": guide_of(own),
        }
    )
    before = project.build()
    assert before.warnings == []
    guide = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write({"z.rst": alone(guide)})
    for folder in ("build", "afresh"):
        build = project.build(folder=folder)
        (line,) = build.warnings
        assert line.startswith("z.rst:")
        assert "references lead to 'z'" in line
        assert 'href="z.html#tlsalerts-error-wrong-version-number"' in build.text("index.html")
        data = data_of(build)
        remedies = dict(zip(read_ids(data), data["remedies"], strict=True))
        assert remedies["wrong-version-number"] == "Ask us."
