"""Short wordings and numbers that the entries of a project claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.finder_vectors import Vector, entries_of
from support.matchers import answers_of_browsers, needs_node

from sphinx_tlsalerts.browser import build_findable, build_finder_tables
from sphinx_tlsalerts.matcher import EntryIndex, explain

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.models import Entry


def entry_of(name: str, *matches: str, title: str = "") -> Entry:
    """Return an entry that is known by nothing but some wordings."""
    lists = ("messages", "verify_codes", "alerts", "exceptions")
    nothing: dict[str, list[str]] = {name: [] for name in lists}
    blank = entries_of("catalogue.yaml")[0]
    return blank.copy_with({"id": name, "title": title, **nothing, "matches": [*matches]})


ENTRIES = [
    entry_of("code", "DB-1234"),
    entry_of("short", "context deadline exceeded"),
    entry_of("end", "OpenSSL.SSL.SysCallError: (-1, 'Unexpected EOF')"),
    entry_of("time-out", "OpenSSL.SSL.SysCallError: (110, 'ETIMEDOUT')"),
    entry_of("class", "SSLZeroReturnError"),
    entry_of("unknown-alert", "error:100004b0:SSL routines:OPENSSL_internal:reason(1200)"),
    entry_of("no-revocation-check", "CRYPT_E_NO_REVOCATION_CHECK"),
    entry_of("no-file", "Caused by SSLError(FileNotFoundError(2, 'No such file or directory'))"),
    entry_of("titled", title="Wrong port"),
]

ANSWERS = {
    "DB-1234": ["code"],
    "10:00:00 ERROR [app] connect: DB-1234 (attempt 3)": ["code"],
    "DB-12345 and XDB-1234": [],
    "context deadline exceeded": ["short"],
    "[app] context deadline exceeded": ["short"],
    "tls: handshake with the broker\nrpc: context deadline exceeded": ["short"],
    "the context deadline exceeded what we had planned": [],
    "OpenSSL.SSL.SysCallError: (-1, 'Unexpected EOF')": ["end"],
    "OpenSSL.SSL.SysCallError: (10060, 'WSAETIMEDOUT')": ["time-out"],
    "SysCallError(60, 'ETIMEDOUT')": ["time-out"],
    "OpenSSL.SSL.SysCallError: (104, 'ECONNRESET')": [],
    "ssl.SSLZeroReturnError": ["class"],
    "error:100004b0:SSL routines:OPENSSL_internal:reason(1200)": ["unknown-alert"],
    "error:100004b1:SSL routines:OPENSSL_internal:reason(1201)": [],
    "schannel: next InitializeSecurityContext failed: Unknown error (0x80092012)": [
        "no-revocation-check"
    ],
    "Win32Exception: -2146885614": ["no-revocation-check"],
    "Caused by SSLError(FileNotFoundError(2, 'Datei nicht gefunden'))": ["no-file"],
    "Caused by SSLError(PermissionError(13, 'Permission denied'))": [],
    "wrong port": ["titled"],
    "TLS handshake of the app\nat a wrong port of the host": [],
}


def test_each_text_leads_to_the_entry_that_claims_it() -> None:
    index = EntryIndex(ENTRIES)
    found = {text: [m.entry.id for m in explain(text, index).matches] for text in ANSWERS}
    assert found == ANSWERS


@needs_node
def test_browsers_give_the_same_answers() -> None:
    tables = build_finder_tables(map(build_findable, ENTRIES))
    vectors = tuple(Vector("own", text) for text in ANSWERS)
    answers = answers_of_browsers(vectors, {"own": tables})
    found = [[ENTRIES[match["entry"]].id for match in answer["matches"]] for answer in answers]
    assert dict(zip(ANSWERS, found, strict=True)) == ANSWERS
