"""One observation for each client and session, and the line that sums them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.registries.alerts import load_alerts

from .clients import CLIENTS, observe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .base import Client
    from .clients import Observation

#: The name of the property by which a test tells the summary what it checked.
CHECKED = "live_alert"


@pytest.fixture(scope="session")
def observation_of() -> Callable[[Client], Observation]:
    """Return a function that asks a client once, and remembers what it said."""
    known: dict[str, Observation] = {}

    def observation_of(client: Client) -> Observation:
        if client.name not in known:
            known[client.name] = observe(client, [alert.code for alert in load_alerts()])
        return known[client.name]

    return observation_of


@pytest.fixture(scope="session", params=CLIENTS, ids=lambda client: str(client.name))
def observation(
    request: pytest.FixtureRequest, observation_of: Callable[[Client], Observation]
) -> Observation:
    """Return what the client that is this parameter said; skip where it is absent."""
    client: Client = request.param
    reason = client.available()
    if reason is not None:
        pytest.skip(f"{client.name}: {reason}")
    return observation_of(client)


def _checked(reports: Iterable[pytest.TestReport]) -> Iterator[tuple[str, str, str]]:
    """Yield client, implementation and code of each check among *reports*."""
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == CHECKED:
                client, implementation, code = str(value).split("|")
                yield client, implementation, code


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was really checked: only tests that ran to their end and passed count."""
    passed = list(_checked(terminalreporter.stats.get("passed", [])))
    failed = list(_checked(terminalreporter.stats.get("failed", [])))
    if not passed and not failed:
        return
    clients = len({client for client, _, _ in passed})
    pairs = len({(implementation, code) for _, implementation, code in passed})
    count = f"{clients} clients, {pairs} (implementation × code) pairs checked"  # noqa: RUF001
    verdict = f"{len(failed)} DISAGREE" if failed else "all agree"
    terminalreporter.write_line(
        f"live alerts: {count}, {verdict}", red=bool(failed), green=not failed
    )
