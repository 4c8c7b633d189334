"""The vectors: what is found in a text, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from support.finder_vectors import VECTORS, index_of
from support.rows import each

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import SignalKind, explain

NOT_TLS = VECTORS.parent / "not_tls.txt"


def read_vectors(name: str) -> list[Any]:
    """Return the vectors of a file as parameters, each with its catalogue."""
    raw = yaml.safe_load((VECTORS / name).read_text(encoding="utf-8"))
    return [
        pytest.param(raw["catalogue"], vector, id=f"{name}-{number}")
        for number, vector in enumerate(raw["vectors"], 1)
    ]


def wrapped() -> list[Any]:
    """Return every message of wrapped.yaml in every wrapper."""
    raw = yaml.safe_load((VECTORS / "wrapped.yaml").read_text(encoding="utf-8"))
    return [
        pytest.param(wrapper.replace("{}", message), entry, id=f"{entry}-{name}-{number}")
        for number, (message, entry) in enumerate(raw["messages"], 1)
        for name, wrapper in raw["wrappers"].items()
    ]


@each("catalogue, vector", [*read_vectors("small.yaml"), *read_vectors("stacks.yaml")])
def test_vectors(catalogue: str, vector: dict[str, Any]) -> None:
    found = explain(vector["text"], index_of(catalogue))
    ids = [match.entry.id for match in found.matches]
    if vector.get("none"):
        assert (ids, found.signals) == ([], ())
    elif "ids" in vector:
        assert ids == vector["ids"]
    else:
        assert ids[:1] == [vector["first"]], [(m.entry.id, m.reasons) for m in found.matches]


@each("text, entry", wrapped())
def test_messages_are_found_inside_what_libraries_wrap_around_them(text: str, entry: str) -> None:
    found = explain(text, index_of("builtin:python"))
    assert found.matches[0].entry.id == entry, found


@each("catalogue, vector", read_vectors("alerts.yaml"))
def test_alerts_are_recognised_in_the_words_of_any_program(
    catalogue: str, vector: dict[str, Any]
) -> None:
    found = explain(vector["text"], index_of(catalogue))
    alerts = [signal.value for signal in found.signals if signal.kind is SignalKind.ALERT]
    assert alerts == [vector["alert"]]
    assert vector["alert"] in found.matches[0].entry.alerts


def foreign() -> list[str]:
    """Return the messages that are no TLS errors."""
    lines = NOT_TLS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("catalogue", ["builtin:python", "catalogue.yaml"])
def test_nothing_is_found_in_what_is_no_tls_error(catalogue: str) -> None:
    index = index_of(catalogue)
    wrong = {}
    for message in foreign():
        found = explain(message, index)
        if found.signals or found.matches:
            wrong[message] = [*map(str, found.signals), *(m.entry.id for m in found.matches)]
    assert len(foreign()) >= 250
    assert wrong == {}


def test_nothing_is_found_in_all_that_together() -> None:
    """A log has all of them: what a line says must not be held against another one."""
    text = "\n".join(line for line in foreign() if not _names_tls(line))
    found = explain(text, index_of("builtin:python"))
    assert (found.signals, [match.entry.id for match in found.matches]) == ((), [])


def _names_tls(line: str) -> bool:
    return any(word in line.lower() for word in ("ssl", "tls", "openssl"))


def test_every_message_of_the_bundled_catalogue_finds_its_entry() -> None:
    """A message that something else shows may belong to another entry first."""
    index = index_of("builtin:python")
    missed = []
    for entry in load_catalogue("python").entries:
        for message in entry.messages:
            found = [match.entry.id for match in explain(str(message.text), index, most=40).matches]
            if message.where is None and found[:1] != [entry.id]:
                missed.append((entry.id, str(message.text), found[:3]))
            if entry.id not in found:
                missed.append((entry.id, str(message.text), found[:3]))
    assert missed == []


def test_there_are_enough_vectors() -> None:
    names = ("small.yaml", "stacks.yaml", "alerts.yaml")
    assert sum(len(read_vectors(name)) for name in names) >= 150
    assert len(wrapped()) >= 300


@pytest.mark.parametrize(
    "text",
    [
        "* TLSv1.3 (OUT), TLS alert, unknown CA (560):",
        ">>> TLS 1.2, Alert [length 0002], fatal unknown_ca",
        "SSL3 alert write:fatal:unknown CA",
        "main, SEND TLSv1.2 ALERT:  fatal, description = unknown_ca",
        "TLS server: In state certify generated SERVER ALERT: Fatal - Unknown CA",
        "local error: tls: unknown certificate authority",
    ],
)
def test_alert_of_this_side_is_not_taken_for_a_received_one(text: str) -> None:
    index = index_of("builtin:python")
    found = explain(text, index)
    assert [(s.value, s.sent) for s in found.signals if s.kind is SignalKind.ALERT] == [
        ("unknown_ca", True)
    ]
    received = explain("tlsv1 alert unknown ca", index)
    assert received.matches[0].entry.id == "alert-unknown-ca"
    assert all(match.score < received.matches[0].score / 4 for match in found.matches)
    both = explain(f"{text}\ntlsv1 alert unknown ca", index)
    assert both.matches[0].entry.id == "alert-unknown-ca"
