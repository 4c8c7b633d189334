"""The form in which a text arrives changes neither the answer nor the line that shows it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml
from support.finder_vectors import BUNDLED, VECTORS, entries_of, index_of
from support.paste_forms import FORMS
from support.rows import each

from sphinx_tlsalerts.matcher import EntryIndex, explain

NOT_TLS = VECTORS.parent / "not_tls.txt"

#: Wordings that count only as a whole text. In these forms the text has other words as well.
WHOLE = {
    "SSL_ERROR_NEXT_PROTOCOL_NO_PROTOCOL",
    "INVALID_PURPOSE: unsuitable certificate purpose",
    "The read operation timed out",
    "The write operation timed out",
    "521 PROT P required",
}
WITH_OTHER_WORDS = {"box of Rich", "JSON", "JSON in JSON"}


def read_vectors(name: str) -> list[Any]:
    """Return the vectors of a file as parameters."""
    raw = yaml.safe_load((VECTORS / name).read_text(encoding="utf-8"))
    return [
        pytest.param(vector, id=f"{name}-{number}")
        for number, vector in enumerate(raw["vectors"], 1)
    ]


@each("vector", [*read_vectors("folded.yaml"), *read_vectors("numbers.yaml")])
def test_texts_lead_to_their_entry_and_line(vector: dict[str, Any]) -> None:
    found = explain(vector["text"], index_of(BUNDLED))
    ids = [match.entry.id for match in found.matches]
    if vector.get("none"):
        assert (ids, found.signals) == ([], ())
        return
    if "ids" in vector:
        assert ids == vector["ids"]
        return
    firsts = vector.get("firsts") or [vector["first"]]
    assert ids[: len(firsts)] == firsts, [(m.entry.id, m.score, m.reasons) for m in found.matches]
    if "line" in vector:
        assert found.matches[0].line == vector["line"], found.matches[0].reasons


@cache
def find_first(text: str) -> str | None:
    """Return the entry that comes first for a text."""
    matches = explain(text, index_of(BUNDLED)).matches
    return matches[0].entry.id if matches else None


def list_misses(texts: list[tuple[str, str]]) -> list[tuple[str, str, str, str | None]]:
    """Return the texts that do not lead to their entry in some form."""
    return [
        (name, text, entry, first)
        for name, form in FORMS.items()
        for text, entry in texts
        if (first := find_first(form(text))) != entry
    ]


def list_messages_of_this_side() -> list[tuple[str, str]]:
    """Return the messages of the catalogue that this side shows, each with its entry."""
    return [
        (str(message.text).rstrip("\n"), entry.id)
        for entry in entries_of(BUNDLED)
        for message in entry.messages
        if message.where is None
    ]


def list_further_wordings() -> list[tuple[str, str]]:
    """Return the other wordings whose entry comes first, each with its entry."""
    wordings = [
        (str(wording).rstrip("\n"), entry.id)
        for entry in entries_of(BUNDLED)
        for wording in entry.matches
    ]
    return [(text, entry) for text, entry in wordings if find_first(text) == entry]


def list_wrapped() -> list[tuple[str, str]]:
    """Return each message of wrapped.yaml in what libraries put around it."""
    raw = yaml.safe_load((VECTORS / "wrapped.yaml").read_text(encoding="utf-8"))
    return [
        (wrapper.replace("{}", message).rstrip("\n"), entry)
        for message, entry in raw["messages"]
        for wrapper in raw["wrappers"].values()
    ]


def test_every_message_of_the_catalogue_is_found_in_every_form() -> None:
    assert len(FORMS) >= 40
    assert list_misses(list_messages_of_this_side()) == []


@pytest.mark.slow
def test_every_wording_of_the_catalogue_is_found_in_every_form() -> None:
    misses = [miss for miss in list_misses(list_further_wordings()) if miss[1] not in WHOLE]
    assert misses == []
    of_whole = list_misses([(t, e) for t, e in list_further_wordings() if t in WHOLE])
    assert {name for name, *_ in of_whole} <= WITH_OTHER_WORDS


@pytest.mark.slow
def test_messages_are_found_in_what_libraries_wrap_around_them_in_every_form() -> None:
    assert list_misses(list_wrapped()) == []


def foreign() -> list[str]:
    """Return the messages that are no TLS errors."""
    lines = NOT_TLS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _names_tls(line: str) -> bool:
    return any(word in line.lower() for word in ("ssl", "tls", "openssl"))


@each("name", FORMS)
def test_no_form_makes_a_tls_error_of_other_texts(name: str) -> None:
    form = FORMS[name]
    quiet = [line for line in foreign() if not _names_tls(line)]
    texts = [*map(form, foreign()), form("\n".join(quiet)), "\n".join(map(form, quiet))]
    # Each line next to each of some others, so that a join would show.
    texts += [form("\n".join(quiet[start::step])) for step in (2, 3, 5, 7) for start in range(step)]
    wrong = {}
    for text in texts:
        found = explain(text, index_of(BUNDLED))
        if found.signals or found.matches:
            wrong[text[:200]] = [*map(str, found.signals), *(m.entry.id for m in found.matches)]
    assert wrong == {}


def test_signals_of_a_wrapped_line_have_the_rows_in_which_they_begin() -> None:
    text = (
        "2026-11-21 fetch failed\n"
        "requests.exceptions.SSLError: HTTPSConnectionPool(host='api.example', port=443):\n"
        "Max retries exceeded with url: /v1 (Caused by SSLError(SSLCertVerificationError(1,\n"
        "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has\n"
        "expired (_ssl.c:1006)'))); then: EOF occurred in violation of protocol"
    )
    found = explain(text, index_of(BUNDLED))
    assert {signal.value: signal.line for signal in found.signals} == {
        "SSLError": 2,
        "SSLCertVerificationError": 3,
        "CERTIFICATE_VERIFY_FAILED": 4,
        "X509_V_ERR_CERT_HAS_EXPIRED": 4,
    }
    lines = {match.entry.id: match.line for match in found.matches}
    assert lines["eof-occurred-in-violation-of-protocol"] == 5


def test_messages_with_a_prefix_of_their_own_are_found() -> None:
    """The message of a project's entry may begin with what is a prefix elsewhere."""
    blank = entries_of(BUNDLED)[0]
    lists = ("messages", "matches", "verify_codes", "alerts", "exceptions")
    nothing: dict[str, list[str]] = {name: [] for name in lists}
    for message in (
        "[driver] gave up on the handshake of the broker",
        "stderr: gave up on the handshake of the broker",
        "> gave up on the handshake of the broker",
        "gave up on the \u2018handshake\u2019 of\u00a0the broker",
    ):
        entry = blank.copy_with({"id": "own", "title": "Own", **nothing, "matches": [message]})
        index = EntryIndex([entry])
        for text in (message, "10:00:01 gave up on the handshake of the broker"):
            assert [match.entry.id for match in explain(text, index).matches] == ["own"], text


def test_the_answer_of_both_spellings_of_a_cut_counts() -> None:
    """Whether a full row was cut in a word cannot be seen, and no list has all words."""
    entry = entries_of(BUNDLED)[0].copy_with(
        {"id": "own", "title": "Own", "matches": ["the quorum of the TLS brokers is fractured"]}
    )
    index = EntryIndex([entry])
    before = "client 7 of the billing service in rack 12 of hall 3 stopped, since the quo"
    for text in (
        f"{before}\nrum of the TLS brokers is fractured",
        f"{before}rum\nof the TLS brokers is fractured",
    ):
        assert [match.entry.id for match in explain(text, index).matches] == ["own"], text
