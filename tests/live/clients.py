"""All clients that may be asked, and the observation of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .alert_server import WARNING, AlertServer, Stimulus
from .base import ORDERLY_CLOSE
from .openssl_clients import Curl, Node, PyOpenSSL, PythonSSL, SClient
from .other_clients import GnuTLS, Go, Java

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .base import Client

CLIENTS: tuple[Client, ...] = (
    PythonSSL(),
    PyOpenSSL(),
    SClient(),
    Curl(),
    Node(),
    Java(),
    GnuTLS(),
    Go(),
)


@dataclass(frozen=True)
class Observation:
    """What one client made of all alerts."""

    client: Client
    raw: Mapping[int, str]  #: what it printed, by code, and by ``ORDERLY_CLOSE``
    asked: frozenset[int]  #: the keys for which it really sent a ClientHello


def observe(client: Client, codes: Iterable[int]) -> Observation:
    """Let *client* receive each of *codes* as a fatal alert, and an orderly close.

    The server lives no longer than this call, so that no test depends on another's pace.
    """
    stimuli = {code: Stimulus(code) for code in codes}
    stimuli[ORDERLY_CLOSE] = Stimulus(0, WARNING)
    with AlertServer(stimuli.values()) as server:
        raw = client.receive({key: server.port(stimulus) for key, stimulus in stimuli.items()})
        asked = frozenset(key for key, stimulus in stimuli.items() if server.answers(stimulus))
    return Observation(client, raw, asked)
