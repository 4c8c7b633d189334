"""The anchors of ``ssl`` names against the inventory of Python's documentation."""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_tlsalerts.registries.ssl_names import Member, SslName, load_ssl_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_tlsalerts.registries.ssl_names import SslObject

    NoteCompared = Callable[[str, str, int], None]

NAMES = load_ssl_names()
INVENTORY = Path("/usr/share/doc/python3.11/html/objects.inv")

#: Anchors that newer documentation has, with the first version whose inventory holds them
#: (``objects.inv`` of Debian's python3.13-doc 3.13.18-1, python3.14-doc 3.14.10-1 and
#: python3.15-doc 3.15.2-1).
LATER = {
    "ssl.HAS_PSK": "3.13",
    "ssl.OP_ENABLE_KTLS": "3.13",
    "ssl.OP_LEGACY_SERVER_CONNECT": "3.13",
    "ssl.SSLContext.set_psk_client_callback": "3.13",
    "ssl.SSLContext.set_psk_server_callback": "3.13",
    "ssl.SSLSocket.get_unverified_chain": "3.13",
    "ssl.SSLSocket.get_verified_chain": "3.13",
    "ssl.HAS_PHA": "3.14",
    "ssl.HAS_PSK_TLS13": "3.15",
    "ssl.SSLContext.get_groups": "3.15",
    "ssl.SSLContext.set_ciphersuites": "3.15",
    "ssl.SSLContext.set_client_sigalgs": "3.15",
    "ssl.SSLContext.set_groups": "3.15",
    "ssl.SSLContext.set_server_sigalgs": "3.15",
    "ssl.SSLSocket.client_sigalg": "3.15",
    "ssl.SSLSocket.group": "3.15",
    "ssl.SSLSocket.server_sigalg": "3.15",
    "ssl.get_sigalgs": "3.15",
}

#: Anchors that 3.11 still has and the newest documentation, to which addresses lead, has no more.
GONE = {
    *("ssl.PROTOCOL_SSLv2", "ssl.RAND_pseudo_bytes", "ssl.match_hostname", "ssl.wrap_socket"),
}

#: Names that no documentation has a place for: private ones, and one that went before 3.11.
NEVER = {"ssl.RAND_egd", "ssl._create_unverified_context", "ssl._create_default_https_context"}


@pytest.fixture(scope="module")
def documented() -> set[str]:
    """Return every ``ssl.*`` name of the documentation that Debian packages."""
    if not INVENTORY.is_file():
        reason = f"{INVENTORY} is not there (Debian's python3.11-doc)"
        if "CI" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    content = INVENTORY.read_bytes().split(b"\n", 4)
    assert content[0] == b"# Sphinx inventory version 2"
    text = zlib.decompress(content[4]).decode("utf-8")
    entries = re.findall(r"^(ssl\.\S+) py:\S+ -?\d+ (\S+) ", text, re.MULTILINE)
    assert {address for _name, address in entries} == {"library/ssl.html#$"}
    return {name for name, _address in entries}


def _objects() -> Iterator[SslObject]:
    for enum in NAMES.enums.values():
        yield enum
        yield from enum.members
    for error in NAMES.exceptions.values():
        yield error
        yield from error.attributes
    yield from NAMES.names.values()


def test_the_inventory_is_the_one_that_the_data_was_read_from(documented: set[str]) -> None:
    assert len(documented) == 157
    assert not documented & set(LATER), "what 3.11 has is no later anchor"
    assert documented >= GONE
    assert not documented & NEVER


def test_every_anchor_exists(documented: set[str], note_compared: NoteCompared) -> None:
    anchors = {found.dotted: found.anchor for found in _objects() if found.anchor}
    in_311 = {name: anchor for name, anchor in anchors.items() if anchor not in LATER}
    note_compared("ssl anchors", "the inventory of Python 3.11", len(in_311))
    assert {name: anchor for name, anchor in in_311.items() if anchor not in documented} == {}
    assert set(anchors.values()) & GONE == set()
    assert set(anchors.values()) >= set(LATER), "a later anchor that nothing uses"


def test_whatever_has_an_anchor_of_its_own_uses_it(
    documented: set[str], note_compared: NoteCompared
) -> None:
    wrong = {}
    compared = 0
    for found in _objects():
        own = found.dotted
        if isinstance(found, Member) and found.constant:
            own = f"ssl.{found.constant}"
        if own in (documented | set(LATER)) - GONE:
            compared += 1
            if found.anchor != own:
                wrong[own] = found.anchor
    note_compared("ssl anchors of their own", "the inventory of Python 3.11", compared)
    assert wrong == {}


def test_members_without_an_anchor_of_their_own_land_on_their_class(documented: set[str]) -> None:
    borrowed = {
        found.name: found.anchor
        for found in _objects()
        if isinstance(found, Member) and found.anchor != f"ssl.{found.constant or found.name}"
    }
    borrowed = {name: to for name, to in borrowed.items() if to and not to.endswith(f".{name}")}
    assert set(borrowed.values()) == {"ssl.AlertDescription", "ssl.SSLErrorNumber"}
    assert set(borrowed.values()) <= documented
    assert len(borrowed) == 25 + 9, "two alerts have anchors of their own"


def test_nothing_but_removed_and_private_names_is_without_an_anchor() -> None:
    assert {found.dotted for found in _objects() if not found.anchor} == GONE | NEVER


def test_every_name_of_the_documentation_is_known(
    documented: set[str], note_compared: NoteCompared
) -> None:
    note_compared("documented ssl names", "the inventory of Python 3.11", len(documented))
    for name in sorted(documented):
        found = NAMES.lookup(name)
        assert found.anchor == (None if name in GONE else name)


def test_later_anchors_are_of_names_that_are_that_new() -> None:
    """Two switches came into the documentation a version after they came into Python."""
    added = {}
    for found in _objects():
        if found.anchor in LATER and isinstance(found, (SslName, Member)):
            added[found.anchor] = found.added
    late = {"ssl.OP_ENABLE_KTLS": "3.12", "ssl.OP_LEGACY_SERVER_CONNECT": "3.12"}
    assert added == LATER | late
