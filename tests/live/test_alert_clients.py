"""What real clients print on each alert agrees with the registry."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.registries.alerts import load_alerts

from .base import ORDERLY_CLOSE
from .clients import CLIENTS
from .conftest import CHECKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries.alert_records import Alert

    from .base import Client
    from .clients import Observation

ALERTS = tuple(load_alerts())

#: The number of clients that must be there; set where all of them are meant to be installed.
REQUIRED = "TLSALERTS_REQUIRE_LIVE"


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: f"{alert.code}-{alert.name}")
def test_client_prints_what_the_registry_says(
    observation: Observation, alert: Alert, record_property: Callable[[str, object], None]
) -> None:
    client = observation.client
    assert alert.code in observation.asked, "the client never sent a ClientHello"
    raw = observation.raw[alert.code]
    if not client.hides(alert):
        record_property(CHECKED, f"{client.name}|{client.implementation}|{alert.code}")
    expected = client.expected(alert)
    if expected is None:
        assert re.search(client.unnamed(alert), raw), raw
    else:
        assert client.read(raw, alert.code) == expected, raw


def test_client_shows_an_orderly_close_as_such(observation: Observation) -> None:
    client = observation.client
    assert ORDERLY_CLOSE in observation.asked
    raw = observation.raw[ORDERLY_CLOSE]
    assert re.search(client.closed, raw), raw


def test_readings_tell_the_alerts_apart(observation: Observation) -> None:
    """A reader that cut out too little would agree with anything."""
    client = observation.client
    shown = [client.read(observation.raw[alert.code], alert.code) for alert in ALERTS]
    texts = [text for text in shown if text is not None and "unknown error" not in text]
    assert len(texts) >= 30
    assert len(set(texts)) == len(texts)


def test_all_required_clients_were_asked(
    observation_of: Callable[[Client], Observation],
) -> None:
    required = os.environ.get(REQUIRED)
    if not required:
        pytest.skip(f"{REQUIRED} is not set")
    reasons = {client.name: client.available() for client in CLIENTS}
    present = [client for client in CLIENTS if reasons[client.name] is None]
    absent = {name: reason for name, reason in reasons.items() if reason is not None}
    assert len(present) >= int(required), absent
    codes = {alert.code for alert in ALERTS}
    assert len(codes) == 37
    for client in present:
        observation = observation_of(client)
        assert codes <= observation.raw.keys(), client.name
        assert codes <= observation.asked, client.name
