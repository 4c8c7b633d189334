"""What an entry looks like: each part of the format, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, directive, one, page
from support.guide_pages import body_of, built, guide_of, only_entry, outline, sections_of
from support.rows import others_slow
from support.samples import RANKED, WHOLE

from sphinx_tlsalerts.guides.blocks import NOTE_KINDS

if TYPE_CHECKING:
    from support.building import Project

WEAKENS = (
    "This weakens the protection of the connection. Use it for a test only, and undo it afterwards."
)

SHOWN = [
    "paragraph: The intro.",
    "paragraph: The client says:",
    "literal_block: [SSL: NO_CIPHER_MATCH] z",
    "paragraph: So.",
    "paragraph: OpenSSL 3.2",
    "paragraph: Shown by: the server",
    "literal_block: other words",
    "paragraph: short",
    "paragraph: with a proxy (Python >= 3.13)",
    "paragraph: The summary.",
    "paragraph: A cause",
    "paragraph: curl < 8",
    "paragraph: The cause.",
    "literal_block: the code of the cause",
    "literal_block: curl --version",
    "note: A note of the cause.",
    "paragraph: A remedy of the cause.",
    "paragraph: After the cause.",
    "paragraph: on Linux",
    "paragraph: Look at it:",
    "literal_block: openssl version",
    "paragraph: It prints:",
    "literal_block: OpenSSL 3",
    "paragraph: That is all.",
    "note: A note of the diagnostic.",
    "paragraph: Do this:",
    "paragraph: First.",
    "paragraph: Second.",
    "paragraph: Restart.",
    "note: A note.",
    "paragraph: After it.",
    "seealso: An issue | Solved.",
    "paragraph: Ask us.",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_part_stands_in_its_place(project: Project, language: str) -> None:
    build = built(project, language, guide_of(WHOLE, intro="Before all.", after="After all."))
    section = only_entry(build)
    assert section["ids"] == ["tlsalerts-error-entry-1"]
    assert outline(section, title=True) == ["title: A title", *SHOWN]
    assert outline(body_of(build))[0] == "paragraph: Before all."
    assert outline(body_of(build))[-1] == "paragraph: After all."
    blocks = [(block.astext(), block["language"]) for block in section.findall(nodes.literal_block)]
    assert blocks[:4] == [
        ("[SSL: NO_CIPHER_MATCH] z", "pytb"),
        ("other words", "text"),
        ("the code of the cause", "text"),
        ("curl --version", "text"),
    ]
    assert ("openssl version", "console") in blocks
    assert one(section, addnodes.seealso).astext() == "An issue\n\nSolved."
    assert list(build.env.tocs["index"].findall(nodes.reference))[-1].astext() == "A title"


def test_headings_stand_above_the_parts(project: Project) -> None:
    headings = {
        "messages": "Message",
        "summary": "Symptom",
        "causes": "Why *so*",
        "diagnostics": "Look",
        "remedies": "Solution",
        "references": "More",
    }
    section, bare = sections_of(
        built(project, "rst", guide_of(WHOLE, {"cause": "Only this."}, headings=headings))
    )
    shown = outline(section)
    places = [shown.index(f"rubric: {words.replace('*', '')}") for words in headings.values()]
    assert places == sorted(places)
    assert [shown[place + 1] for place in places] == [
        "paragraph: The intro.",
        "paragraph: The summary.",
        "paragraph: A cause",
        "paragraph: on Linux",
        "paragraph: Do this:",
        "seealso: An issue | Solved.",
    ]
    assert outline(bare) == ["rubric: Why so", "paragraph: Only this."]


@pytest.mark.parametrize(
    ("choose", "shown"),
    [
        ({}, ["paragraph: First.", "literal_block: code", "tip: Tip.", "paragraph: Second."]),
        ({"choose": "any"}, ["bullet_list: First. | code | Tip. | Second."]),
        ({"choose": "one"}, ["bullet_list: First. | code | Tip. | Second."]),
        ({"choose": "sequence"}, ["enumerated_list: First. | code | Tip. | Second."]),
        ({"choose": "any", "numbered": True}, ["enumerated_list: First. | code | Tip. | Second."]),
        (
            {"choose": "sequence", "numbered": False},
            ["bullet_list: First. | code | Tip. | Second."],
        ),
        ({"numbered": True}, ["enumerated_list: First. | code | Tip. | Second."]),
    ],
)
@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_remedies_flow_or_are_listed(
    project: Project, language: str, choose: dict[str, Any], shown: list[str]
) -> None:
    first = {"text": "First.", "code": "code", "notes": [{"kind": "tip", "text": "Tip."}]}
    guide = guide_of({"remedies": {**choose, "items": [first, "Second."]}})
    assert outline(only_entry(built(project, language, guide))) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_last_resorts_and_insecure_remedies_go_last(project: Project, language: str) -> None:
    section = only_entry(built(project, language, guide_of({"remedies": RANKED})))
    assert outline(section) == [
        "paragraph: Preferred:",
        "bullet_list: A list.",
        "paragraph: Plain.",
        "paragraph: Otherwise: Otherwise.",
        "paragraph: As a last resort: Last.",
        "paragraph: Insecure.",
        f"warning: {WEAKENS}",
        "paragraph: As a last resort: Insecure and last.",
        "warning: It gives all up.",
    ]


def test_a_sequence_keeps_its_order(project: Project) -> None:
    guide = guide_of({"remedies": {"choose": "sequence", "items": RANKED}})
    section = only_entry(built(project, "rst", guide))
    items = [item.astext().replace("\n\n", " ") for item in one(section, nodes.enumerated_list)]
    assert [item.split(".")[0] for item in items] == [
        "As a last resort: Insecure and last",
        "Insecure",
        "As a last resort: Last",
        "Otherwise: Otherwise",
        "Preferred: A list",
        "Plain",
    ]
    assert len(list(section.findall(nodes.warning))) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remedy_shows_all_of_its_parts_in_order(project: Project, language: str) -> None:
    remedy = {
        "title": "Title",
        "when": "now",
        "text": "Text.",
        "code": ["one", "two"],
        "after": "After.",
        "steps": [
            "Step one.",
            {
                "title": "Step two",
                "text": "How.",
                "code": "three",
                "after": "Then.",
                "diagnostics": "look",
                "notes": "Mind.",
            },
        ],
        "remedies": {
            "choose": "one",
            "items": ["Either.", {"text": "Or.", "remedies": ["This.", "That."]}],
        },
        "diagnostics": "check",
        "notes": "Note.",
        "references": "Evidence.",
    }
    section = only_entry(built(project, language, guide_of({"remedy": remedy})))
    assert outline(section) == [
        "paragraph: Title",
        "paragraph: now",
        "paragraph: Text.",
        "literal_block: one",
        "literal_block: two",
        "paragraph: After.",
        "enumerated_list: Step one. | Step two | How. | three | Then. | look | Mind.",
        "bullet_list: Either. | Or. | This. | That.",
        "literal_block: check",
        "note: Note.",
        "seealso: Evidence.",
    ]


@pytest.mark.parametrize("kind", NOTE_KINDS)
def test_a_note_is_the_box_of_its_kind(project: Project, kind: str) -> None:
    boxes = directive("rst", kind, "Own title" if kind == "admonition" else "", "Words.")
    note = {"kind": kind, "text": "Words."} | (
        {"title": "Own title"} if kind == "admonition" else {}
    )
    body = directive("rst", "tls-troubleshooting", "guide.yaml")
    project.write(
        {"index.rst": page("rst", f"{boxes}\n\n{body}"), "guide.yaml": guide_of({"notes": note})}
    )
    build = project.build()
    assert build.warnings == []
    by_hand = body_of(build)[1]
    (ours,) = (node for node in only_entry(build).children if type(node) is type(by_hand))
    assert ours.pformat() == by_hand.pformat()


def test_a_note_holds_code_and_a_title(project: Project) -> None:
    note = {
        "kind": "warning",
        "title": "Own *title*",
        "text": "Words.",
        "code": "c",
        "after": "More.",
    }
    section = only_entry(built(project, "rst", guide_of({"notes": note})))
    box = one(section, nodes.admonition)
    assert box["classes"] == ["warning"]
    assert outline(box, title=True) == [
        "title: Own title",
        "paragraph: Words.",
        "literal_block: c",
        "paragraph: More.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_meta_stands_in_the_head_of_the_page(project: Project, language: str) -> None:
    guide = guide_of({"cause": "x"}, meta={"keywords": "tls, <ssl>", "description": "Words."})
    html = built(project, language, guide).text("index.html")
    head = html.partition("</head>")[0]
    assert '<meta content="tls, &lt;ssl&gt;" name="keywords" />' in head
    assert '<meta content="Words." name="description" />' in head


@pytest.mark.parametrize("language", LANGUAGES)
def test_substitutions_reach_every_kind_of_text(project: Project, language: str) -> None:
    entry = {
        "title": "About {+driver+}",
        "message": "{+driver+} failed",
        "cause": "Cause in {+driver+}.",
        "remedy": {
            "text": "Use *{+driver+}*.",
            "code": {"text": "pip {+driver+}", "caption": "With {+driver+}"},
        },
        "references": {"title": "Of {+driver+}", "url": "https://example.com/{+driver+}"},
        "notes": {"kind": "tip", "title": "For {+driver+}", "text": "N {+driver+}."},
    }
    guide = guide_of(entry, substitutions={"driver": "Own*Driver"})
    project.config["tlsalerts_substitutions"] = {"driver": "ours"}
    build = built(project, language, guide)
    text = only_entry(build).astext()
    assert text.count("ours") == 9
    assert "{+" not in text
    assert "Driver" not in text
    assert 'href="https://example.com/ours">Of ours</a>' in build.text("index.html")
