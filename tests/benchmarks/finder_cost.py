"""What the error finder costs: what a browser loads, and how long it takes to answer.

Run with ``python tests/benchmarks/finder_cost.py``. Sizes are those of ``gzip -9``. The data are
those that Sphinx writes for a project with the entries on one page and a finder on another; the
text of the entries is that page in Sphinx's own text format. Times are those of Node.js, whose
engine is Chromium's; ``tests/browser/test_finder.py`` has a browser answer.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from explain_cost import QUERIES, made_up
from support.places import DOCS

from sphinx_tlsalerts.browser import build_findable, build_finder_tables
from sphinx_tlsalerts.matcher import list_messages

if TYPE_CHECKING:
    from collections.abc import Iterable

STATIC = Path(__file__).parents[2] / "sphinx_tlsalerts" / "browser" / "static"

#: Mnemonics with what entries of small projects say of them.
_CAUSES = {
    "WRONG_VERSION_NUMBER": ("The server answered in plain HTTP.", "Check the port of the URL."),
    "NO_SHARED_CIPHER": ("Both sides have no cipher in common.", "Allow one that both have."),
    "UNSUPPORTED_PROTOCOL": ("The server is too old.", "Update the server, or allow TLS 1.2."),
    "HTTP_REQUEST": ("The client spoke plain HTTP to us.", "Use https in the address."),
    "DH_KEY_TOO_SMALL": ("The server has weak parameters.", "Make new ones of 2048 bits."),
    "CERTIFICATE_VERIFY_FAILED": ("The certificate is not trusted.", "Install the root."),
    "BAD_SIGNATURE": ("Something changed the handshake.", "Look for a proxy in between."),
    "NO_START_LINE": ("The file has no certificate.", "Convert the file to PEM."),
    "KEY_VALUES_MISMATCH": ("Key and certificate differ.", "Use the key of the request."),
    "EE_KEY_TOO_SMALL": ("The key of the server is short.", "Have a longer key certified."),
    "CA_MD_TOO_WEAK": ("The authority signs with SHA-1.", "Have it signed with SHA-256."),
    "UNEXPECTED_EOF_WHILE_READING": ("The peer hung up.", "Read the log of the server."),
    "RECORD_LAYER_FAILURE": ("A record came out of order.", "Update the load balancer."),
    "TLSV1_ALERT_UNKNOWN_CA": ("The server does not know us.", "Send the whole chain."),
    "SSLV3_ALERT_HANDSHAKE_FAILURE": ("The server refused.", "Read its log for the reason."),
    "TLSV1_ALERT_PROTOCOL_VERSION": ("The version is too old.", "Allow TLS 1.2 and newer."),
    "UNSAFE_LEGACY_RENEGOTIATION_DISABLED": ("An old server.", "Update its library."),
    "NO_CIPHERS_AVAILABLE": ("The list of ciphers is empty.", "Correct the list."),
    "BAD_DECRYPT": ("The password is wrong.", "Type the password again."),
    "LENGTH_MISMATCH": ("A record was cut.", "Look for a middlebox that cuts records."),
}

#: Loads the scripts, makes a matcher, and times it: the first answers of all, and later ones.
_NODE = r"""
const [folder, fs, vm] = [process.argv[1], require("fs"), require("vm")];
for (const name of ["facts", "lines", "paste", "matcher"].map((part) => `tlsalerts-${part}.js`)) {
  vm.runInThisContext(fs.readFileSync(`${folder}/${name}`, "utf8"), { filename: name });
}
const { tables, texts } = JSON.parse(fs.readFileSync(0, "utf8"));
const timed = (work) => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
let matcher;
const answer = { making: timed(() => { matcher = tlsalertsMatcher(tlsalertsFacts, tables); }) };
for (const [name, text] of Object.entries(texts)) {
  const first = timed(() => matcher.match(text));
  const others = [];
  const rounds = text.length > 100000 ? 3 : 60;
  for (let round = 0; round < rounds; round += 1) {
    others.push(timed(() => matcher.match(text + "x".repeat(round))));
  }
  others.sort((a, b) => a - b);
  answer[name] = [first, others[others.length >> 1], others[others.length - 1]];
}
console.log(JSON.stringify(answer));
"""


def packed(text: str) -> int:
    """Return how many bytes a server sends for a text."""
    return len(gzip.compress(text.encode(), 9))


def simple_file() -> str:
    """Return the file of a small project."""
    return file_of(
        (name, f"[SSL: {name}] {name.lower().replace('_', ' ')}", *advice)
        for name, advice in _CAUSES.items()
    )


def made_up_file(count: int) -> str:
    """Return a file of made-up entries, with a cause and a remedy of twelve words each."""
    chance = random.Random(11)  # noqa: S311 - the same text each time
    words = " ".join(advice for pair in _CAUSES.values() for advice in pair).split()
    return file_of(
        (
            str(entry.title),
            str(next(iter(list_messages([entry])))),
            " ".join(chance.choices(words, k=12)),
            " ".join(chance.choices(words, k=12)),
        )
        for entry in made_up(count)
    )


def file_of(entries: Iterable[tuple[str, str, str, str]]) -> str:
    """Write a file: title, message, cause and remedy of each entry."""
    written = []
    for number, (title, message, cause, remedy) in enumerate(entries):
        name = title.lower().replace("_", "-") if "_" in title else f"entry-{number}"
        keys = {"id": name, "title": title, "message": message, "cause": cause, "remedy": remedy}
        written.append(keys)
    return json.dumps({"schema": 1, "entries": written})


def sphinx(builder: str, folder: Path) -> Path:
    """Build a project; return the folder of the output."""
    output = folder / builder
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, str(folder / "source")]
    subprocess.run([*command, str(output)], check=True)
    return output


def data_and_text(directive: str, file: str = "") -> tuple[str, str]:
    """Return the data of a finder, and the text of the entries that it covers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "source").mkdir()
        for page, text in {
            "conf.py": "extensions = ['sphinx_tlsalerts']\nhtml_theme = 'basic'\n",
            "entries.yaml": file,
            "entries.rst": f"Errors\n======\n\n.. tls-troubleshooting:: {directive}\n",
            "index.rst": "Finder\n======\n\n.. toctree::\n\n   entries\n\n.. tls-error-finder::\n",
        }.items():
            (folder / "source" / page).write_text(text, encoding="utf-8")
        data = sphinx("html", folder) / "_static" / "tlsalerts-entries.js"
        written = sphinx("text", folder) / "entries.txt"
        return data.read_text(encoding="utf-8"), written.read_text(encoding="utf-8")


def print_sizes() -> None:
    """Print what a browser loads."""
    for file in sorted(STATIC.iterdir()):
        print(f"{file.name:<24} {packed(file.read_text(encoding='utf-8')):6} bytes")
    example = DOCS / "example" / "errors.yaml"
    for name, sources in {
        "bundled catalogue": ("builtin:python",),
        f"{len(_CAUSES)} simple entries": ("entries.yaml", simple_file()),
        "the example of the docs": ("entries.yaml", example.read_text(encoding="utf-8")),
        "1,000 made-up entries": ("entries.yaml", made_up_file(1000)),
    }.items():
        data, text = map(packed, data_and_text(*sources))
        print(f"{name:<24} {data:6} bytes of data, text {text}: {data / text:.2f}")


def print_times(count: int) -> None:
    """Print how long answers take with so many entries."""
    line = "2026-11-21 10:00:00 INFO request {} of client 10.0.0.7 took 12 ms, SSL session new\n"
    log = "".join(map(line.format, range(24_000)))
    texts = {**QUERIES, "a log of 200 lines": log[: 200 * len(line)], "a log of 2 MB": log}
    tables = build_finder_tables(map(build_findable, made_up(count)))
    node = shutil.which("node")
    if node is None:
        print("there is no node to take the time with")
        return
    done = subprocess.run(
        [node, "-e", _NODE, str(STATIC)],
        input=json.dumps({"tables": tables, "texts": texts}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    times = json.loads(done.stdout)
    print(f"{count} entries: matcher made in {times.pop('making'):.1f} ms")
    for name, (first, median, longest) in times.items():
        print(f"  {name:<20} first {first:8.2f}  median {median:8.2f}  longest {longest:8.2f} ms")


def main() -> None:
    """Print sizes and times."""
    print_sizes()
    for count in [*map(int, sys.argv[1:])] or [1_000, 10_000]:
        print_times(count)


if __name__ == "__main__":
    main()
