"""Verification codes: the data against the libraries at hand, and what finds a code."""

from __future__ import annotations

import ctypes
import ctypes.util
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography.hazmat.bindings.openssl.binding import Binding
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.openssl_versions import LAST_NUMBER, texts_of, version_of
from support.rows import each

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.openssl_releases import RELEASE_LINES
from sphinx_tlsalerts.registries.verify_codes import (
    CONSTANT_PREFIX,
    NO_TEXT,
    VerifyLookupError,
    load_verify_codes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries.openssl_releases import ReleaseLine
    from sphinx_tlsalerts.registries.verify_codes import VerifyCode

    NoteCompared = Callable[[str, str, int], None]

CODES = load_verify_codes()

every_code = each("code", CODES)
every_line = pytest.mark.parametrize("line", RELEASE_LINES)

#: The same constant under another number: first in 1.1.1, then from 3.0 on.
RENUMBERED = {
    "INVALID_CA": (24, 79),
    "NO_ISSUER_PUBLIC_KEY": (77, 24),
    "SIGNATURE_ALGORITHM_MISMATCH": (76, 77),
    "UNSUPPORTED_SIGNATURE_ALGORITHM": (78, 76),
    "EC_KEY_EXPLICIT_PARAMS": (79, 94),
}


# Against libraries


class Library(NamedTuple):
    """An OpenSSL at hand."""

    name: str
    text: Callable[[int], str]

    @property
    def version(self) -> tuple[int, ...]:
        return version_of(self.name)


def _system_library() -> Library:
    found = ctypes.util.find_library("crypto")
    if found is None:
        pytest.skip("this machine has no libcrypto that the loader finds")
    crypto = ctypes.CDLL(found)
    if not hasattr(crypto, "OpenSSL_version"):
        pytest.skip(f"{found} is no OpenSSL of today")
    crypto.OpenSSL_version.restype = ctypes.c_char_p
    crypto.X509_verify_cert_error_string.restype = ctypes.c_char_p
    crypto.X509_verify_cert_error_string.argtypes = [ctypes.c_long]
    name = crypto.OpenSSL_version(0).decode()
    if not name.startswith("OpenSSL "):
        pytest.skip(f"{found} is {name}, not OpenSSL")
    return Library(name, lambda n: crypto.X509_verify_cert_error_string(n).decode())


def _bundled_library() -> Library:
    binding = Binding()
    lib, ffi = binding.lib, binding.ffi
    name = ffi.string(lib.OpenSSL_version(0)).decode()
    if not name.startswith("OpenSSL "):
        pytest.skip(f"cryptography has {name}, not OpenSSL")
    return Library(name, lambda n: ffi.string(lib.X509_verify_cert_error_string(n)).decode())


LIBRARIES = {"system": _system_library, "cryptography": _bundled_library}


@pytest.mark.parametrize("which", LIBRARIES)
def test_every_text_is_that_of_the_library(which: str, note_compared: NoteCompared) -> None:
    library = LIBRARIES[which]()
    live = {number: library.text(number) for number in range(LAST_NUMBER + 1)}
    if (3, 0) <= library.version < (3, 0, 19) or (3, 1) <= library.version < (3, 1, 4):
        # A slip of the pen in 3.0.8 and 3.1.0 that is mended in 3.0.19 and 3.1.4.
        live[78] = live[78].replace("siganature", "signature")
    short = " ".join(library.name.split()[:2])
    note_compared("verification texts", f"{short} ({which})", len(live))
    assert live == texts_of(library.version)


@pytest.mark.parametrize("which", LIBRARIES)
def test_no_library_has_texts_beyond_the_last_number(which: str) -> None:
    library = LIBRARIES[which]()
    last = max(code.newest_number for code in CODES)
    assert last == LAST_NUMBER
    # 104 differs between trees that were never released.
    assert {library.text(number) for number in range(105, 130)} == {NO_TEXT}


# Completeness


def test_every_number_of_the_newest_line_is_there_once() -> None:
    assert [code.numbers["4.0"] for code in CODES] == list(range(LAST_NUMBER + 1))
    assert len({code.constant for code in CODES}) == 104


@every_line
def test_numbers_are_unique_within_a_line_and_in_order(line: ReleaseLine) -> None:
    numbers = [code.number(line) for code in CODES.in_line(line)]
    assert numbers == sorted(set(numbers), key=lambda n: n or 0)
    counts = {"1.1.1": 80, "3.0": 95, "3.5": 96, "4.0": 104}
    assert (numbers[0], len(numbers)) == (0, counts[line])


@every_code
def test_records_are_complete(code: VerifyCode) -> None:
    assert code.constant == "X509_V_OK" or code.constant.startswith(CONSTANT_PREFIX)
    assert re.fullmatch(r"[A-Z0-9_]+", code.short)
    assert 2 <= len(code.meaning.split()) <= 14
    assert code.meaning[-1] not in ".!?:"
    assert not re.search(r"[`*|<>\\]", code.meaning), "a meaning is text without markup"
    assert code.check.endswith(".")
    assert 3 <= len(re.findall(r"[.!?](?=\s|$)", code.explanation)) <= 6
    assert code.explanation.endswith(".")
    for line in RELEASE_LINES:
        assert (code.numbers[line] is None) == (code.texts[line] is None)
    assert code.alert is None or code.alert in load_alerts()


def test_every_field_says_where_it_comes_from() -> None:
    assert {"numbers", "texts", "since", "alert", "strict", "python_default"} <= set(CODES.sources)
    assert all(CODES.sources.values())


def test_the_renumbering_between_111_and_30() -> None:
    moved = {
        code.short: (code.numbers["1.1.1"], code.numbers["3.0"])
        for code in CODES
        if code.numbers["1.1.1"] not in {None, code.numbers["3.0"]}
    }
    assert moved == RENUMBERED


def test_numbers_stay_the_same_from_30_on() -> None:
    for code in CODES:
        assert len({n for line, n in code.numbers.items() if line != "1.1.1"} - {None}) == 1


# Look-ups


@every_code
def test_every_spelling_of_a_code_reaches_it(code: VerifyCode) -> None:
    texts = {text for text in code.texts.values() if text and text != NO_TEXT}
    spellings = {code.constant, code.short, *texts}
    spellings |= {spelling.upper() for spelling in spellings}
    spellings |= {f"  {spelling.lower()}\n" for spelling in spellings}
    for line in RELEASE_LINES:
        for spelling in spellings:
            assert CODES.lookup(spelling, line) is code, spelling
        number = code.numbers[line]
        if number is not None:
            for spelling in (f"{number}", f"0{number}"):
                assert CODES.lookup(spelling, line) is code
            for other in RELEASE_LINES:
                assert CODES.lookup(f"{line}:{number}", other) is code
    assert CODES.named(code.constant) is code


@pytest.mark.parametrize(("short", "numbers"), RENUMBERED.items())
def test_a_number_means_what_its_line_says(short: str, numbers: tuple[int, int]) -> None:
    old, new = numbers
    assert CODES.lookup(str(old), "1.1.1").short == short
    assert CODES.lookup(str(new), "3.0").short == short
    assert CODES.lookup(f"1.1.1:{old}", "4.0").short == short
    assert CODES.lookup(f"4.0:{new}", "1.1.1").short == short
    assert CODES.lookup(str(new), "1.1.1").short != short if new < 80 else True


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *(("104", "4.0"), ("95", "3.0"), ("80", "1.1.1"), ("96", "3.5"), ("9" * 5000, "4.0")),
        *(("1.1.1:94", "1.1.1"), ("3.0:95", "3.0")),
    ],
)
def test_a_number_that_a_line_does_not_have_says_so(text: str, line: ReleaseLine) -> None:
    with pytest.raises(VerifyLookupError) as caught:
        CODES.lookup(text, "4.0" if ":" in text else line)
    assert (caught.value.text, caught.value.openssl) == (text, line)
    assert caught.value.suggestions == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", ":", "-1", "+20", "1.1.1:", "1.1.1:None", "1.1.1:x", "2.0:20", "3.0", "²", "١٢"),
        *("20.0", "0x14", "None", "1.1.1:3.0:20", CONSTANT_PREFIX),
        NO_TEXT,  # what OpenSSL says of any number that it does not know
        NO_TEXT.upper(),
    ],
)
def test_what_names_no_code_is_unknown(text: str) -> None:
    with pytest.raises(VerifyLookupError):
        CODES.lookup(text, "4.0")


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("CERT_HAS_EXPIERD", "X509_V_ERR_CERT_HAS_EXPIRED"),
        ("X509_V_ERR_HOSTNAME_MISMACH", "X509_V_ERR_HOSTNAME_MISMATCH"),
        ("unable to get local issuer certficate", "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        ("self signed certificat", "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT"),
    ],
)
def test_a_misspelt_code_is_unknown_with_suggestions(text: str, constant: str) -> None:
    with pytest.raises(VerifyLookupError) as caught:
        CODES.lookup(text, "4.0")
    assert caught.value.suggestions[0] == constant
    assert len(caught.value.suggestions) <= 3


@given(
    st.one_of(
        st.text(),
        st.tuples(
            st.sampled_from(["", *(f"{line}:" for line in RELEASE_LINES)]),
            st.integers().map(str) | st.text(max_size=4),
        ).map("".join),
    ),
    st.sampled_from(RELEASE_LINES),
)
@example("\0", "4.0")
@example("None", "1.1.1")
@settings(deadline=None, max_examples=150, database=None)
def test_any_text_is_a_code_or_a_lookup_error(text: str, line: ReleaseLine) -> None:
    try:
        code = CODES.lookup(text, line)
    except VerifyLookupError:
        return
    named, colon, number = " ".join(text.split()).partition(":")
    if colon:
        assert code.numbers[next(one for one in RELEASE_LINES if one == named)] == int(number)
    elif named.isdigit():
        assert code.numbers[line] == int(named)


# Loading

COUNT_READS = """
import sys
read = []
sys.addaudithook(
    lambda event, args: event == "open" and str(args[0]).endswith("verify.json") and read.append(1)
)
from sphinx_tlsalerts.registries import verify_codes
print(len(read))
assert verify_codes.load_verify_codes() is verify_codes.load_verify_codes()
for text in ("20", "1.1.1:24", "CERT_HAS_EXPIRED", "self signed certificate"):
    verify_codes.load_verify_codes().lookup(text, "3.5")
print(len(read))
"""


def test_the_file_is_read_on_first_use_and_only_once() -> None:
    run = subprocess.run(
        [sys.executable, "-c", COUNT_READS],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == ["0", "1"]
