"""What it costs to explain a message: building the index, and one query.

Run with ``python tests/benchmarks/explain_cost.py [ENTRIES]``. The entries are made up: a third
has mnemonics, a third verification codes, a third nothing but words.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from typing import TYPE_CHECKING

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.matcher import EntryIndex, explain
from sphinx_tlsalerts.registries.openssl_reasons import load_reasons
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.guides.models import Entry

ENTRIES = 10_000
ROUNDS = 40

_WORDS = [
    *("server", "client", "proxy", "driver", "session", "certificate", "chain", "handshake"),
    *("store", "bundle", "key", "password", "file", "host", "name", "peer", "close", "open"),
    *("read", "write", "fail", "refuse", "expire", "revoke", "lose", "send", "wait"),
]

_TRACEBACK = """\
Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/urllib3/connectionpool.py", line 466, in _make_request
    self._validate_conn(conn)
  File "/usr/lib/python3.12/ssl.py", line 1319, in do_handshake
    self._sslobj.do_handshake()
{message}

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/requests/adapters.py", line 667, in send
    resp = conn.urlopen(
requests.exceptions.SSLError: HTTPSConnectionPool(host='api.example', port=443): Max retries \
exceeded with url: / (Caused by SSLError({message}))
"""

QUERIES = {
    "one line, mnemonic": "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
    "one line, code": "certificate verify failed: certificate has expired (_ssl.c:1006)",
    "one line, words": "urllib3 v2 only supports OpenSSL 1.1.1+, currently the 'ssl' module",
    "a traceback": _TRACEBACK.format(
        message="ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
        "failed: unable to get local issuer certificate (_ssl.c:1006)"
    ),
    "nothing": "psycopg2.OperationalError: FATAL:  password authentication failed for user",
}


def made_up(count: int) -> Iterator[Entry]:
    """Yield entries that look like those of many projects."""
    chance = random.Random(7)  # noqa: S311 - the same entries each time
    names = sorted({reason.name for reason in load_reasons()})
    texts = sorted({text for code in load_verify_codes() for text in code.texts.values() if text})
    blank = load_catalogue("python").entries[0]
    lists = ("messages", "matches", "verify_codes", "alerts", "exceptions")
    nothing: dict[str, list[str]] = {name: [] for name in lists}
    for number in range(count):
        name, text = chance.choice(names), chance.choice(texts)
        wordings = [
            f"[SSL: {name}] {name.lower().replace('_', ' ')} (_ssl.c:1006)",
            f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {text} (_ssl.c:1006)",
            " ".join(chance.choices(_WORDS, k=9)),
        ]
        changes = {"id": f"entry-{number}", "title": f"Error {number}", **nothing}
        changes["matches"] = [wordings[number % 3], " ".join(chance.choices(_WORDS, k=7))]
        yield blank.copy_with(changes)


def timed(index: EntryIndex, text: str) -> float:
    """Return the median of the milliseconds of one query."""
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        explain(text, index)
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def report(title: str, entries: list[Entry]) -> None:
    """Print the figures of one catalogue."""
    started = time.perf_counter()
    index = EntryIndex(entries)
    print(f"{title}: {len(entries)} entries, index in {time.perf_counter() - started:.3f} s")
    for name, text in QUERIES.items():
        print(f"  {name:<20} {timed(index, text):7.3f} ms")


def main() -> None:
    """Print the figures of the bundled catalogue and of made-up ones."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    report("bundled", list(load_catalogue("python").entries))
    report("made up", list(made_up(count)))
    index = EntryIndex(load_catalogue("python").entries)
    line = "2026-11-21 10:00:00 INFO request 4711 of client 10.0.0.7 took 12 ms, SSL session new\n"
    for megabytes in (1, 2, 10):
        log = line * (megabytes * 1_000_000 // len(line))
        started = time.perf_counter()
        found = explain(log, index)
        seconds = time.perf_counter() - started
        print(f"log of {megabytes} MB: {seconds:.2f} s, {found.skipped} characters left out")


if __name__ == "__main__":
    main()
