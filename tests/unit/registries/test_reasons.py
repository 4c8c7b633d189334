"""OpenSSL's reasons: facts compared with the running Python and OpenSSL libraries, look-ups."""

from __future__ import annotations

import _ssl
import ctypes
import json
import re
import ssl
import subprocess
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest
from OpenSSL import SSL
from support.openssl_versions import version_of

from sphinx_tlsalerts.registries.openssl_reasons import (
    COMMON_LIBRARY,
    DATA_FILE,
    SYSTEM,
    load_reasons,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = load_reasons()

#: A name that CPython took from OpenSSL 3.0 before it was released; no release has it.
NEVER_RELEASED = {(36, 137): "DERIVATION_FUNCTION_MANDATORY_FOR_FIPS"}

#: The first and the last number of the reasons that belong to one library.
NUMBERS = range(100, 1200)

#: What CPython takes for libraries because the names look like it.
MACROS = {"MASK", "NONE", "OFFSET", "USER"}

#: Flags of reasons that all libraries share, from OpenSSL 3.0 on: common, and common and fatal.
SHARED_FLAGS = (0x80000, 0xC0000)


@cache
def python_library() -> Callable[[int], bytes | None]:
    """Return what tells the texts of the OpenSSL of this Python."""
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loads the texts of the library SSL
    ask = ctypes.CDLL(_ssl.__file__).ERR_reason_error_string
    ask.argtypes, ask.restype = [ctypes.c_ulong], ctypes.c_char_p
    return ask


@cache
def pyopenssl_library() -> Callable[[int], bytes | None]:
    """Return what tells the texts of the OpenSSL of pyOpenSSL."""
    SSL.Context(SSL.TLS_METHOD)  # loads the texts of the library SSL
    binding: Any = SSL  # what it is bound to is not public
    lib, ffi = binding._lib, binding._ffi  # noqa: SLF001

    def ask(code: int) -> bytes | None:
        found = lib.ERR_reason_error_string(code)
        return None if found == ffi.NULL else bytes(ffi.string(found))

    return ask


LIBRARIES = {
    "the OpenSSL of Python": (ssl.OPENSSL_VERSION, python_library),
    "the OpenSSL of pyOpenSSL": (
        SSL.SSLeay_version(SSL.SSLEAY_VERSION).decode(),
        pyopenssl_library,
    ),
}


def release_of(version: str) -> str:
    """Return the series that the data has a version under."""
    major, minor, patch = version_of(re.sub(r"[a-z]+$", "", version.split()[1]))[:3]
    return f"{major}.{minor}" if major >= 3 else f"{major}.{minor}.{patch}"


def pack(library: int, reason: int, release: str) -> int:
    """Pack a number as a release does."""
    return library << 24 | reason if release.startswith("1.") else library << 23 | reason


@pytest.mark.parametrize("name", LIBRARIES)
def test_texts_are_those_of_the_library(
    name: str, note_compared: Callable[[str, str, int], None]
) -> None:
    version, library_of = LIBRARIES[name]
    ask = library_of()
    release = release_of(version)
    numbers = {lib.name: lib.number for lib in TABLE.libraries if lib.name != "STORE"}
    # A text may have changed within the series.
    expected: dict[tuple[int, int], set[bytes]] = {}
    for reason in TABLE:
        if release in TABLE.list_releases(reason.span):
            key = numbers.get(reason.library, numbers["SSL"]), reason.number
            expected.setdefault(key, set()).add(reason.text.encode())
    said = {key: ask(pack(*key, release)) for key in expected}
    # A library may be built without a part, such as engines.
    compared = {key: text for key, text in said.items() if text is not None}
    note_compared("reason texts", version, len(compared))
    assert {k: (expected[k], t) for k, t in compared.items() if t not in expected[k]} == {}
    assert len(compared) > 0.95 * len(expected)


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_reason_of_the_library_is_known(name: str) -> None:
    version, library_of = LIBRARIES[name]
    ask = library_of()
    release = release_of(version)
    unknown = []
    for library in TABLE.libraries:
        if release not in TABLE.list_releases(library.span) or library.name == SYSTEM:
            continue
        shared = [flags | n for flags in SHARED_FLAGS for n in (*range(1, 64), *range(256, 280))]
        for number in (*NUMBERS, *(shared if not release.startswith("1.") else range(1, 100))):
            text = ask(pack(library.number, number, release))
            known = [
                reason
                for reason in TABLE.numbered(library.name, number)
                if release in TABLE.list_releases(reason.span) and reason.text.encode() == text
            ]
            if text is not None and not known:
                unknown.append((library.name, number, text))
    assert unknown == []


def test_names_are_those_that_python_prints(
    note_compared: Callable[[str, str, int], None],
) -> None:
    printed: dict[tuple[int, int], str] = getattr(_ssl, "err_codes_to_names", {})
    if not printed:  # from Python 3.12 on the table is hidden: ask errors that it names
        names = provoked_names()
        note_compared("reason names", f"Python {sys.version.split()[0]}", len(names))
        assert len(names) >= 3
        assert {name for name in names if not TABLE.knows(name[1], name[0])} == set()
        return
    wrong = {
        key: name
        for key, name in printed.items()
        if NEVER_RELEASED.get(key) != name
        and name not in {reason.name for reason in TABLE.numbered(*key)}
    }
    note_compared("reason names", f"Python {sys.version.split()[0]}", len(printed))
    assert wrong == {}


def provoked_names() -> set[tuple[str, str]]:
    """Return libraries and reasons of errors that come up without a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    found = set()
    for act in (
        partial(context.load_verify_locations, cafile=__file__),
        partial(context.load_verify_locations, cadata="x"),
        partial(context.load_verify_locations, cadata=b"x"),
        partial(context.load_dh_params, __file__),
        partial(_handshake_with, b"GET / HTTP/1.1\r\n\r\n"),
        partial(_handshake_with, b"\x15\x03\x03\x00\x02\x02\x28"),
    ):
        with pytest.raises(ssl.SSLError) as caught:
            act()
        name = getattr(caught.value, "reason", None)
        if name:
            found.add((caught.value.library, name))
    return found


def _handshake_with(answer: bytes) -> None:
    """Let a client read an answer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    incoming = ssl.MemoryBIO()
    incoming.write(answer)
    context.wrap_bio(incoming, ssl.MemoryBIO(), server_hostname="a.example").do_handshake()


def test_libraries_are_those_that_python_prints() -> None:
    printed: dict[int, str] = getattr(_ssl, "lib_codes_to_names", {})
    real = {n: name for n, name in printed.items() if name not in MACROS}
    numbers = {(lib.number, lib.name) for lib in TABLE.libraries}
    assert set(real.items()) <= numbers


def test_every_packed_number_of_the_libraries_is_read_back() -> None:
    numbers = {lib.name: lib.number for lib in TABLE.libraries}
    for reason in TABLE:
        if reason.library in {COMMON_LIBRARY, "STORE"}:
            continue
        for release in TABLE.list_releases(reason.span):
            packed = pack(numbers[reason.library], reason.number, release)
            if release.startswith("1."):
                packed |= 0x94 << 12  # some function
            found = TABLE.decode(f"{packed:08X}")
            assert found is not None
            assert found.library == reason.library
            same = TABLE.numbered(reason.library, reason.number)
            assert found.name in {one.name for one in same}


@pytest.mark.parametrize(
    ("packed", "library", "name"),
    [
        ("1408A0C1", "SSL", "NO_SHARED_CIPHER"),
        ("0A000086", "SSL", "CERTIFICATE_VERIFY_FAILED"),
        ("0a000086", "SSL", "CERTIFICATE_VERIFY_FAILED"),
        ("14090086", "SSL", "CERTIFICATE_VERIFY_FAILED"),
        ("0B080074", "X509", "KEY_VALUES_MISMATCH"),
        ("05800074", "X509", "KEY_VALUES_MISMATCH"),
        ("0906D06C", "PEM", "NO_START_LINE"),
        ("0480006C", "PEM", "NO_START_LINE"),
        ("140DC009", "SSL", "PEM_LIB"),
        ("0A080009", "SSL", "PEM_LIB"),
        ("0A0C0103", "SSL", "INTERNAL_ERROR"),
        ("14094410", "SSL", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        ("02001002", "SYS", None),  # errno 2
        ("8000006F", "SYS", None),
        ("140943E8", "SSL", None),  # an alert that no release has a name for
    ],
)
def test_packed_numbers(packed: str, library: str, name: str | None) -> None:
    found = TABLE.decode(packed)
    assert found is not None
    assert (found.library, found.name) == (library, name)


@pytest.mark.parametrize("text", ["", "0A0000", "0A00008G", "00000000", "7F800001"])
def test_what_is_no_packed_number(text: str) -> None:
    assert TABLE.decode(text) is None


def test_a_name_is_found_in_any_case_with_all_its_texts() -> None:
    found = TABLE.named("sslv3_alert_handshake_failure", "ssl")
    assert [(r.text, r.span) for r in found] == [
        ("sslv3 alert handshake failure", "1.0.2-3.1"),
        ("ssl/tls alert handshake failure", "3.2-3.6"),
    ]
    assert TABLE.knows("TLS_ALERT_HANDSHAKE_FAILURE")
    assert not TABLE.knows("WRONG_VERSION_NUMBER", "X509")
    assert not TABLE.knows("WRONG_VERSON_NUMBER")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("WRONG_VERSON_NUMBER", "WRONG_VERSION_NUMBER"),
        ("wrong_version_nummer", "WRONG_VERSION_NUMBER"),
        ("CERTIFICATE_VERIFY_FAIL", "CERTIFICATE_VERIFY_FAILED"),
        ("SSLV3_ALERT_HANDSHAKE_FAILUR", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        ("NO_SUCH_THING_AT_ALL", None),
        ("VERSION", None),
    ],
)
def test_a_name_that_is_written_wrong_finds_the_one_that_is_meant(
    written: str, meant: str | None
) -> None:
    assert TABLE.nearest(written) == meant


def test_near_name_can_be_held_to_more_likeness() -> None:
    assert TABLE.nearest("wrong_version_nummer", cutoff=0.9) == "WRONG_VERSION_NUMBER"
    assert TABLE.nearest("wrong_version_nummer", cutoff=0.99) is None


def test_the_table_knows_its_names_and_no_part_of_them() -> None:
    assert all(TABLE.knows(reason.name) for reason in TABLE)
    assert all(TABLE.nearest(reason.name) == reason.name for reason in TABLE if "_" in reason.name)
    assert not TABLE.knows("VERSION_NUMBER")


def test_texts_and_libraries_are_found_by_their_words() -> None:
    assert {r.name for r in TABLE.worded("Wrong  version number")} == {"WRONG_VERSION_NUMBER"}
    assert TABLE.find_library("SSL routines") == "SSL"
    assert TABLE.find_library("x509 certificate routines") == "X509"
    assert TABLE.find_library("dance routines") is None


def test_spans_name_releases() -> None:
    assert TABLE.list_releases("1.1.1-3.1") == ("1.1.1", "3.0", "3.1")
    assert TABLE.list_releases("1.0.2,3.6-4.0") == ("1.0.2", "3.6", "4.0")


def test_the_data_is_sorted_compact_and_has_sources() -> None:
    raw = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    order = [(library, name) for library, name, *_ in raw["reasons"]]
    assert order == sorted(order)
    assert len({tuple(record) for record in raw["reasons"]}) == len(raw["reasons"])
    assert set(raw["sources"]) == {"reasons", "numbers", "texts", "libraries"}
    assert DATA_FILE.stat().st_size < 250_000


def test_the_data_is_read_once() -> None:
    assert load_reasons() is TABLE


def test_no_sphinx_is_imported() -> None:
    program = (
        "import sys, sphinx_tlsalerts.registries.openssl_reasons; print('sphinx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "False"
