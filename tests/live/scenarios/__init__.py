"""Failures provoked on purpose: the proof of the bundled catalogue.

A scenario lets two ends talk on loopback (or loads a broken file) and returns the words that a user
would read. Each entry of the catalogue names its scenarios; ``test_catalogue.py`` runs them.
"""

from __future__ import annotations

import ssl
import traceback
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

#: From OpenSSL 3.2 on, a record that is no good ends as "record layer failure" in ``ssl``.
NEWER_OPENSSL = ssl.OPENSSL_VERSION_INFO >= (3, 2)

#: Seconds that one end waits for the other at most.
PATIENCE = 10.0


class Outcome(NamedTuple):
    """How a scenario ended."""

    text: str  #: what the user reads
    peer: str = ""  #: what the other side reads of it, where the scenario looks
    peer_entry: str = ""  #: the entry that explains the other side's words, if it is another


class Scenario(NamedTuple):
    """A named failure on one TLS stack."""

    name: str
    stack: str  #: whose words the user reads: ``ssl``, ``pyopenssl``, ``requests``, …
    run: Callable[[], Outcome]
    lacks: Callable[[], str | None]  #: tells what this machine lacks to run it


SCENARIOS: list[Scenario] = []


def scenario(
    name: str, stack: str = "ssl", lacks: Callable[[], str | None] = lambda: None
) -> Callable[[Callable[[], Outcome]], Callable[[], Outcome]]:
    """Register a function as the scenario *name* on *stack*.

    :param lacks: returns None where the scenario can run, else what is missing
    """

    def register(run: Callable[[], Outcome]) -> Callable[[], Outcome]:
        SCENARIOS.append(Scenario(name, stack, run, lacks))
        return run

    return register


def needs_openssl(*, newer: bool) -> Callable[[], str | None]:
    """Return a function that tells whether ``ssl`` has the other kind of OpenSSL."""
    fits = NEWER_OPENSSL is newer
    return lambda: None if fits else f"OpenSSL {'3.2' if newer else 'before 3.2'} in ssl"


def printed(error: BaseException) -> str:
    """Return the last lines of a traceback, as Python prints them."""
    return "".join(traceback.format_exception_only(error)).strip()
