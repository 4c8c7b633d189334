"""Names of Python's ``ssl``: the data against the running interpreter, and what finds a name."""

from __future__ import annotations

import platform
import re
import ssl
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rows import each

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.ssl_names import (
    FIRST_PYTHON,
    LAST_PYTHON,
    Member,
    SslName,
    UnknownNameError,
    load_ssl_names,
    parse_python,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_tlsalerts.registries.ssl_names import SslEnum, SslException, SslObject

    NoteCompared = Callable[[str, str, int], None]

NAMES = load_ssl_names()
PYTHON = sys.version_info[:2]
OPENSSL = ssl.OPENSSL_VERSION_INFO[:3]
OPENSSL_LINE = "1.1.1" if OPENSSL < (3, 0) else "3.0"

FACTS = "ssl facts"
INTERPRETER = f"Python {platform.python_version()} ({' '.join(ssl.OPENSSL_VERSION.split()[:2])})"

#: The enums with the number of members that any version of Python had since 3.9.
ENUMS = {
    "AlertDescription": 27,
    "SSLErrorNumber": 9,
    "TLSVersion": 7,
    "Purpose": 2,
    "VerifyMode": 3,
    "VerifyFlags": 7,
    "Options": 17,
    "_SSLMethod": 7,
}

EXCEPTIONS = [
    *("SSLError", "SSLZeroReturnError", "SSLWantReadError", "SSLWantWriteError"),
    *("SSLSyscallError", "SSLEOFError", "SSLCertVerificationError", "CertificateError"),
]

#: For debugging (``SSLContext._msg_callback``), in no documentation.
PRIVATE_ENUMS = {"_TLSContentType", "_TLSAlertType", "_TLSMessageType"}

#: What a class of the interpreter does not show: attributes that only its instances have.
ONLY_ON_INSTANCES = {"SSLSocket.server_side", "SSLSocket.server_hostname"}
ONLY_ON_WINDOWS = {"enum_certificates", "enum_crls"}

#: Every name of ``ssl`` in the two excerpts of Python's documentation that the project began with,
#: as they write it.
NAMES_OF_THE_EXCERPTS = [
    *("ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE", "ssl.ALERT_DESCRIPTION_INTERNAL_ERROR"),
    *("SSLContext.set_servername_callback()", "ssl.AlertDescription", "ssl.Purpose.SERVER_AUTH"),
    *("Purpose.SERVER_AUTH", "ssl.Purpose.CLIENT_AUTH", "Purpose.CLIENT_AUTH"),
    *("create_default_context()", "SSLContext.load_default_certs()", "ssl.SSLErrorNumber"),
    *("ssl.TLSVersion", "SSLContext.maximum_version", "SSLContext.minimum_version"),
    *("TLSVersion.MINIMUM_SUPPORTED", "TLSVersion.MAXIMUM_SUPPORTED", "TLSVersion.SSLv3"),
    *("TLSVersion.TLSv1", "TLSVersion.TLSv1_1", "TLSVersion.TLSv1_2", "TLSVersion.TLSv1_3"),
    *("ssl.SSLEOFError", "SSLError", "ssl.SSLCertVerificationError", "ssl.CertificateError"),
    *("SSLCertVerificationError.verify_code", "SSLCertVerificationError.verify_message"),
    *("ssl.RAND_bytes()", "ssl.RAND_status()", "ssl.RAND_egd()", "ssl.RAND_add()"),
    "ssl.cert_time_to_seconds()",
]

#: Further names that prose may refer to.
OTHER_WANTED_NAMES = [
    *("SSLContext.sni_callback", "OPENSSL_VERSION", "match_hostname", "SSLError.library"),
    *("SSLError.reason", "SSLWantReadError", "CERT_REQUIRED", "VERIFY_X509_STRICT", "OP_ALL"),
    *("PROTOCOL_TLS_CLIENT", "SSL_ERROR_ZERO_RETURN", "SSLContext", "SSLSocket", "MemoryBIO"),
]

every_enum = pytest.mark.parametrize("enum", NAMES.enums.values(), ids=lambda enum: str(enum.name))
every_exception = pytest.mark.parametrize(
    "error", NAMES.exceptions.values(), ids=lambda error: str(error.name)
)


def _members() -> Iterator[Member]:
    for enum in NAMES.enums.values():
        yield from enum.members


def _objects() -> dict[str, SslObject]:
    """Return everything that the data has, by canonical name."""
    found: list[SslObject] = [*NAMES.names.values(), *_members()]
    found += [enum for enum in NAMES.enums.values() if not enum.name.startswith("_")]
    for error in NAMES.exceptions.values():
        found += [error, *error.attributes]
    return {one.dotted: one for one in found}


# Against the interpreter that runs the tests


def _openssl_has(member: Member) -> bool:
    if member.openssl is None:
        return True
    numbers = re.findall(r"\d+", member.openssl)
    return tuple(map(int, numbers)) <= OPENSSL


@every_enum
def test_members_values_and_aliases_are_those_of_the_interpreter(
    enum: SslEnum, note_compared: NoteCompared
) -> None:
    live = getattr(ssl, enum.name).__members__
    expected = {
        member.name: member
        for member in enum.members
        if member.exists_in(PYTHON)
        and _openssl_has(member)
        and (not member.optional or member.name in live)
    }
    # Is it there, its value, its place among the others, what it is an alias of: each a fact.
    note_compared(FACTS, INTERPRETER, 4 * len(expected))
    assert list(expected) == list(live)
    for name, member in expected.items():
        value = live[name].value
        shown = value.oid if enum.name == "Purpose" else int(value)
        assert shown == member.value_with(OPENSSL_LINE), name
        assert live[name].name == (member.alias_of or name)


@every_enum
def test_members_that_came_later_or_went_are_not_in_the_interpreter(
    enum: SslEnum, note_compared: NoteCompared
) -> None:
    live = getattr(ssl, enum.name).__members__
    absent = [m.name for m in enum.members if not m.exists_in(PYTHON) or not _openssl_has(m)]
    note_compared(FACTS, INTERPRETER, len(absent))
    assert not set(absent) & set(live)


@every_enum
def test_constants_of_the_module_are_the_members(
    enum: SslEnum, note_compared: NoteCompared
) -> None:
    live = getattr(ssl, enum.name).__members__
    there = [member for member in enum.members if member.name in live]
    note_compared(FACTS, INTERPRETER, len(there))
    for member in there:
        if member.constant is None:
            assert not hasattr(ssl, member.name)
        else:
            assert getattr(ssl, member.constant) is live[member.name]


def test_the_module_has_no_enum_that_the_data_lacks() -> None:
    live = {
        name
        for name, value in vars(ssl).items()
        if isinstance(value, type) and hasattr(value, "__members__") and value.__module__ == "ssl"
    }
    assert live - PRIVATE_ENUMS == set(NAMES.enums)


@every_exception
def test_exceptions_have_the_bases_and_the_names_of_the_interpreter(
    error: SslException, note_compared: NoteCompared
) -> None:
    live = getattr(ssl, error.name)
    note_compared(FACTS, INTERPRETER, 2)
    assert tuple(base.__name__ for base in live.__bases__) == error.bases
    assert live.__name__ == (error.alias_of or error.name)
    if error.alias_of:
        assert live is getattr(ssl, error.alias_of)


def test_the_module_has_no_exception_that_the_data_lacks() -> None:
    live = {
        name
        for name, value in vars(ssl).items()
        if isinstance(value, type) and issubclass(value, ssl.SSLError)
    }
    assert live == set(NAMES.exceptions) == set(EXCEPTIONS)


def _failed_handshake() -> ssl.SSLError:
    """Return what a client raises that got an answer which is not TLS."""
    incoming = ssl.MemoryBIO()
    context = ssl.create_default_context()
    client = context.wrap_bio(incoming, ssl.MemoryBIO(), server_hostname="a.example")
    incoming.write(b"220 mail.example ESMTP\r\n")
    with pytest.raises(ssl.SSLError) as caught:
        client.do_handshake()
    return caught.value


def test_attributes_of_exceptions_are_there_when_they_are_raised(
    note_compared: NoteCompared,
) -> None:
    attributes = NAMES.exceptions["SSLError"].attributes
    error = _failed_handshake()
    note_compared(FACTS, INTERPRETER, len(attributes))
    assert [(a.name, getattr(error, a.name)) for a in attributes] == [
        ("library", "SSL"),
        ("reason", "WRONG_VERSION_NUMBER"),
    ]
    # Those of SSLCertVerificationError: see the handshakes in test_verify_handshakes.py.
    certificate_error = NAMES.exceptions["SSLCertVerificationError"]
    assert [a.name for a in certificate_error.attributes] == ["verify_code", "verify_message"]


def _exists(name: SslName) -> bool:
    if name.added and parse_python(name.added) > PYTHON:
        return False
    return not (name.removed and parse_python(name.removed) <= PYTHON)


def test_other_names_exist_where_the_data_says_so(note_compared: NoteCompared) -> None:
    unseen = ONLY_ON_INSTANCES | (set() if sys.platform == "win32" else ONLY_ON_WINDOWS)
    names = [name for name in NAMES.names.values() if name.name not in unseen]
    note_compared(FACTS, INTERPRETER, len(names))
    wrong = {}
    for name in names:
        owner, _, attribute = name.name.rpartition(".")
        found = hasattr(getattr(ssl, owner) if owner else ssl, attribute)
        if found != _exists(name):
            wrong[name.name] = found
    assert wrong == {}


def test_kinds_are_those_of_the_interpreter(note_compared: NoteCompared) -> None:
    plain = [n for n in NAMES.names.values() if "." not in n.name and hasattr(ssl, n.name)]
    note_compared(FACTS, INTERPRETER, len(plain))
    for name in plain:
        live = getattr(ssl, name.name)
        kind = "class" if isinstance(live, type) else "function" if callable(live) else "data"
        assert (name.name, name.kind) == (name.name, kind)


# Completeness


def test_every_enum_is_there_with_all_members() -> None:
    assert {name: len(enum.members) for name, enum in NAMES.enums.items()} == ENUMS


def test_aliases_and_zero_values_are_members_like_any_other() -> None:
    options = {member.name: member for member in NAMES.enums["Options"].members}
    zero = [name for name, member in options.items() if member.value == 0]
    assert zero == ["OP_NO_SSLv2", "OP_SINGLE_DH_USE", "OP_SINGLE_ECDH_USE"]
    assert [options[name].alias_of for name in zero] == [None, "OP_NO_SSLv2", "OP_NO_SSLv2"]
    assert NAMES.enums["VerifyFlags"].members[0].value == 0


def test_a_value_follows_the_release_of_openssl() -> None:
    differing = [member for member in _members() if member.values]
    assert [member.dotted for member in differing] == ["ssl.Options.OP_ALL"]
    values = [differing[0].value_with(line) for line in ("1.1.1", "3.0", "3.5", "4.0")]
    assert values == [0x80000054, 0x80000050, 0x80000050, 0x80000050]


@pytest.mark.parametrize(
    ("name", "versions"),
    [
        ("Options.OP_ENABLE_KTLS", "3.12 3.13 3.14 3.15"),
        ("Options.OP_IGNORE_UNEXPECTED_EOF", "3.10 3.11 3.12 3.13 3.14 3.15"),
        ("VerifyFlags.VERIFY_X509_PARTIAL_CHAIN", "3.10 3.11 3.12 3.13 3.14 3.15"),
        ("VerifyFlags.VERIFY_X509_TRUSTED_FIRST", "3.9 3.10 3.11 3.12 3.13 3.14 3.15"),
    ],
)
def test_differences_between_versions_of_python_are_in_the_data(name: str, versions: str) -> None:
    member = NAMES.lookup(name)
    assert isinstance(member, Member)
    every = range(FIRST_PYTHON[1], LAST_PYTHON[1] + 1)
    assert " ".join(f"3.{minor}" for minor in every if member.exists_in((3, minor))) == versions


@pytest.mark.parametrize(
    ("name", "removed", "instead"),
    [
        ("RAND_egd", "3.10", "RAND_add"),
        ("RAND_pseudo_bytes", "3.12", "RAND_bytes"),
        ("match_hostname", "3.12", "SSLContext.check_hostname"),
        ("wrap_socket", "3.12", "SSLContext.wrap_socket"),
    ],
)
def test_removed_names_say_since_when_and_what_takes_their_place(
    name: str, removed: str, instead: str
) -> None:
    found = NAMES.lookup(name)
    assert isinstance(found, SslName)
    assert (found.removed, found.instead) == (removed, instead)
    assert f"ssl.{instead}" in NAMES


@each("text", [*NAMES_OF_THE_EXCERPTS, *OTHER_WANTED_NAMES])
def test_every_name_that_documentation_of_tls_uses_is_known(text: str) -> None:
    found = NAMES.lookup(text)
    wanted = text.removeprefix("ssl.").removesuffix("()")
    constant = found.constant if isinstance(found, Member) else None
    assert found.dotted == f"ssl.{wanted}" or constant == wanted


def test_alert_members_stand_for_alerts_of_the_registry() -> None:
    for member in NAMES.enums["AlertDescription"].members:
        alert = load_alerts()[int(str(member.value))]
        assert alert.python.constant == member.name
    described = {member.name for member in NAMES.enums["AlertDescription"].members}
    assert {a.python.constant for a in load_alerts() if a.python.constant} == described


@each("name", _objects())
def test_records_are_complete(name: str) -> None:
    found = _objects()[name]
    assert found.meaning == " ".join(found.meaning.split())
    assert 2 <= len(found.meaning.split()) <= 14
    assert found.meaning[-1] not in ".!?:"
    assert not re.search(r"[`*|<>\\]", found.meaning), "a meaning is text without markup"
    assert found.added is None or re.fullmatch(r"3\.\d+(\.\d+)?", found.added)


@each("member", _members())
def test_deprecations_name_what_to_use_where_there_is_something(member: Member) -> None:
    if member.deprecated:
        assert re.fullmatch(r"3\.\d+", member.deprecated.since)
        for name in re.findall(r"\w[\w.]*_\w+", member.deprecated.instead or ""):
            assert NAMES.lookup(name)


def test_everything_says_where_it_comes_from() -> None:
    assert {"members, values, bases", "anchors", "removed", "meanings"} <= set(NAMES.sources)
    assert all(NAMES.sources.values())


# Look-ups


@each("dotted", _objects())
def test_every_spelling_of_a_name_reaches_the_same_object(dotted: str) -> None:
    found = _objects()[dotted]
    bare = dotted.removeprefix("ssl.")
    spellings = {dotted, bare, f"{dotted}()", f"{bare}()", f"  {bare} "}
    if isinstance(found, Member):
        spellings |= {f"{found.enum}.{found.name}", f"ssl.{found.enum}.{found.name}"}
        if found.constant:
            spellings |= {found.constant, f"ssl.{found.constant}"}
    for spelling in spellings:
        assert NAMES.lookup(spelling) is NAMES.named(dotted), spelling
    assert NAMES.named(dotted) == found
    assert dotted in NAMES
    assert bare not in NAMES, "a canonical name begins with the module"


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("TLSVersion.CERT_NONE", "VerifyMode"),
        ("ssl.Options.VERIFY_X509_STRICT", "VerifyFlags"),
        ("ssl.AlertDescription.SSL_ERROR_EOF", "SSLErrorNumber"),
        ("VerifyMode.PROTOCOL_TLS", "_SSLMethod"),
        ("_SSLMethod.OP_ALL", "Options"),
        ("Purpose.TLSv1_3", "TLSVersion"),
    ],
)
def test_a_member_of_another_enum_is_unknown_and_says_whose_it_is(text: str, owner: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        NAMES.lookup(text)
    assert (caught.value.text, caught.value.owner) == (text, owner)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("ssl.TLSVersion.TLSv1_4", "TLSVersion.TLSv1_3"),
        ("TLSVersion.TLSV1_3", "TLSVersion.TLSv1_3"),
        ("ssl.SSLCertVerifcationError", "SSLCertVerificationError"),
        ("create_defualt_context()", "create_default_context"),
        ("minimum_version", "SSLContext.minimum_version"),
        ("CERT_REQUIERD", "VerifyMode.CERT_REQUIRED"),
        ("OP_NO_TLSv1_4", "Options.OP_NO_TLSv1_3"),
    ],
)
def test_a_misspelt_name_is_unknown_with_suggestions_that_are_known(
    text: str, suggestion: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        NAMES.lookup(text)
    assert caught.value.owner is None
    assert len(caught.value.suggestions) <= 3
    found = [NAMES.lookup(spelling) for spelling in caught.value.suggestions]
    assert NAMES.lookup(suggestion) in found


@pytest.mark.parametrize("text", ["", "ssl", "ssl.", "()", ".", "42", "_SSLMethod", "_SSLMethod."])
def test_what_is_no_name_is_unknown(text: str) -> None:
    with pytest.raises(UnknownNameError):
        NAMES.lookup(text)


@given(
    st.one_of(
        st.text(),
        st.tuples(
            st.sampled_from(["", "ssl.", "TLSVersion.", "_SSLMethod.", "ssl.Options."]),
            st.sampled_from([m.name for m in _members()]) | st.text(max_size=5),
            st.sampled_from(["", "()", ".", "\0"]),
        ).map("".join),
    )
)
@settings(deadline=None, max_examples=150, database=None)
def test_any_text_is_a_name_or_a_lookup_error(text: str) -> None:
    try:
        found = NAMES.lookup(text)
    except UnknownNameError as error:
        for suggestion in error.suggestions:  # none of them is unknown in its turn
            NAMES.lookup(suggestion)
        return
    assert found.dotted.rpartition(".")[2] in text


# Loading

COUNT_READS = """
import sys
read = []
sys.addaudithook(
    lambda event, args: event == "open" and str(args[0]).endswith("ssl.json") and read.append(1)
)
from sphinx_tlsalerts.registries import ssl_names
print(len(read))
assert ssl_names.load_ssl_names() is ssl_names.load_ssl_names()
for text in ("ssl.TLSVersion.TLSv1_3", "CERT_NONE", "RAND_egd()"):
    ssl_names.load_ssl_names().lookup(text)
print(len(read), "ssl" in sys.modules)
"""


def test_the_file_is_read_on_first_use_and_only_once_and_ssl_itself_not_at_all() -> None:
    """The data is not read from the interpreter that builds the documentation."""
    run = subprocess.run(
        [sys.executable, "-c", COUNT_READS],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == ["0", "1", "False"]


@pytest.mark.parametrize(
    ("text", "dotted"),
    [
        ("SSLCertVerificationError.reason", "ssl.SSLError.reason"),
        ("ssl.SSLEOFError.library", "ssl.SSLError.library"),
        ("CertificateError.verify_code", "ssl.SSLCertVerificationError.verify_code"),
        ("CertificateError.reason", "ssl.SSLError.reason"),
    ],
)
def test_an_inherited_attribute_leads_to_the_class_that_has_it(text: str, dotted: str) -> None:
    assert load_ssl_names().lookup(text).dotted == dotted


@pytest.mark.parametrize("text", ["3", "3.9.1.4", "3.x", "three", "3.", "-3.9"])
def test_what_is_no_version_of_python(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_python(text)
