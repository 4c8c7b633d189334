"""``extends``: what an entry has together with the one that it builds on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sphinx_tlsalerts.guides.reader import parse_guide

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.models import Entry

BASE = """
schema: 1
entries:
  - id: expired
    title: certificate has expired
    labels: [old]
    tags: [client]
    alerts: [certificate_expired]
    messages: [The certificate is old.]
    summary: The server shows an old certificate.
    causes:
      - {id: forgotten, text: Nobody renewed it.}
      - id: clock
        text: The clock is wrong.
        remedies: [{id: ntp, text: Set the clock.}, {id: wait, text: Wait.}]
    remedies:
      intro: One of these helps.
      choose: any
      items:
        - {id: renew, text: Renew it.}
        - {id: accept, text: Accept it., insecure: It proves nothing any more.}
    related: [other]
    proof: [expired-server]
    verified: Python 3.12
"""


def merged(text: str, **more: Any) -> Entry:
    """Read an entry that extends the base, with the keys *text* and *more*."""
    bundled, none = parse_guide(BASE, "base.yaml", "3.0")
    assert bundled is not None
    assert none == []
    entry = {"extends": "builtin:python/expired", **(yaml.safe_load(text) or {}), **more}
    guide, problems = parse_guide(
        yaml.safe_dump({"schema": 1, "entry": entry}),
        "f.yaml",
        "3.0",
        bases={"builtin:python/expired": bundled.entries[0]}.get,
    )
    assert problems == []
    assert guide is not None
    return guide.entries[0]


def remedies(entry: Entry) -> list[str]:
    """Return the texts of the remedies of *entry*."""
    return [str(item.text) for item in entry.remedies.items] if entry.remedies else []


def test_without_keys_of_its_own_it_is_the_base_under_the_same_name() -> None:
    entry = merged("")
    assert (entry.id, entry.title) == ("expired", "certificate has expired")
    assert remedies(entry) == ["Renew it.", "Accept it."]
    assert [str(cause.text) for cause in entry.causes] == [
        "Nobody renewed it.",
        "The clock is wrong.",
    ]


def test_what_says_something_about_the_base_itself_is_not_taken_over() -> None:
    entry = merged("")
    assert (entry.labels, entry.proof, entry.verified) == ([], None, [])


def test_texts_take_the_place_of_those_of_the_base() -> None:
    entry = merged("{id: ours, title: Our gateway, summary: The gateway is old.}")
    assert (entry.id, entry.title, entry.summary) == ("ours", "Our gateway", "The gateway is old.")


def test_lists_are_added_each_item_once() -> None:
    entry = merged("{tags: [gateway, client], messages: [gw-17], alerts: 45}")
    assert entry.tags == ["client", "gateway"]
    assert entry.alerts == ["certificate_expired"]
    assert [message.text for message in entry.messages] == ["gw-17", "The certificate is old."]


def test_remedies_of_its_own_come_first() -> None:
    entry = merged("remedy: Ask the gateway team.")
    assert remedies(entry) == ["Ask the gateway team.", "Renew it.", "Accept it."]
    assert entry.remedies is not None
    assert (entry.remedies.intro, entry.remedies.choose) == ("One of these helps.", "any")


def test_the_group_of_remedies_may_be_worded_anew() -> None:
    entry = merged("remedies: {intro: Here at home, items: [Ask us.]}")
    assert entry.remedies is not None
    assert (entry.remedies.intro, entry.remedies.choose) == ("Here at home", "any")


def test_a_remedy_with_the_id_of_one_takes_its_place() -> None:
    entry = merged("remedies: [{id: renew, text: Run our script.}, First of all.]")
    assert remedies(entry) == ["First of all.", "Run our script.", "Accept it."]


def test_remedies_and_causes_are_dropped_wherever_they_stand() -> None:
    entry = merged("drop: [accept, forgotten, wait]")
    assert remedies(entry) == ["Renew it."]
    assert [cause.id for cause in entry.causes] == ["clock"]
    (cause,) = entry.causes
    assert cause.remedies is not None
    assert [remedy.id for remedy in cause.remedies.items] == ["ntp"]


def test_nothing_is_left_of_remedies_that_are_all_dropped() -> None:
    assert merged("drop: [renew, accept]").remedies is None


def test_the_base_itself_stays_as_it_is() -> None:
    bundled, _ = parse_guide(BASE, "base.yaml", "3.0")
    assert bundled is not None
    before = repr(bundled.entries[0])
    bases = {"builtin:python/expired": bundled.entries[0]}.get
    text = "entry: {extends: builtin:python/expired, drop: renew, remedy: x, tag: y, cause: z}"
    guide, _ = parse_guide(f"schema: 1\n{text}", "f.yaml", "3.0", bases=bases)
    assert guide is not None
    assert repr(bundled.entries[0]) == before


def test_an_entry_of_the_same_file_is_a_base_before_it_is_read_and_along_a_chain() -> None:
    text = """
schema: 1
entries:
  - {id: c, extends: b, remedy: three}
  - {id: b, extends: a, remedy: two}
  - {id: a, title: A, remedy: one}
"""
    guide, problems = parse_guide(text, "f.yaml", "3.0")
    assert problems == []
    assert guide is not None
    assert {e.id: (str(e.title), remedies(e)) for e in guide.entries} == {
        "c": ("A", ["three", "two", "one"]),
        "b": ("A", ["two", "one"]),
        "a": ("A", ["one"]),
    }
