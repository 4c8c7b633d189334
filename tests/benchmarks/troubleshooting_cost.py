"""What troubleshooting sections from YAML cost, against the same pages written by hand.

Run it with ``python tests/benchmarks/troubleshooting_cost.py``. The content stands in each
project once: as YAML under our directive, as reStructuredText, as the same YAML under a
template of sphinxcontrib-datatemplates (where that is installed), and as nodes that only
have to be loaded, which shows what Sphinx itself needs. ``--growth`` compares how the cost grows
with ten times the pages; that takes long.
"""

from __future__ import annotations

import argparse
import html
import importlib.util
import random
import re
import statistics
import subprocess
import sys
import tempfile
import textwrap
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builds import build, compare, show

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 20
ENTRIES = 50

_WORDS = """
    server client certificate root chain proxy handshake version library bundle system package
    module variable setting network address name time clock key curve cipher suite connection
    session peer gateway image container installer administrator vendor release host port
    the a its every this that an old new missing wrong expired local remote own outdated
    reads sends refuses expects returns needs holds checks trusts replaces installs closes
    before after while unless because without behind with from into under again often only
"""
WORDS = _WORDS.split()

LITERALS = ("SSL_CERT_FILE", "openssl.cnf", "verify_mode", "/etc/ssl/certs", "--cacert", "TLSv1.2")


class Remedy(NamedTuple):
    """One way to mend it; two of three have code and a tip."""

    text: str
    code: str
    tip: str


class Entry(NamedTuple):
    """One error, as it stands in each of the projects."""

    id: str
    title: str
    message: str
    summary: str
    cause: str
    remedies: list[Remedy]


class Writer:
    """Makes up entries; the same seed makes up the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - nothing secret hangs on it

    def sentence(self) -> str:
        """Return a sentence; one in six holds a literal, one in twelve a link."""
        words = self.random.choices(WORDS, k=self.random.randint(9, 20))
        place = self.random.randrange(2, len(words) - 1)
        kind = self.random.randrange(12)
        if kind < 2:
            words[place] = f"``{self.random.choice(LITERALS)}``"
        elif kind == 2:
            address = f"https://example.com/issues/{self.random.randrange(10**5)}"
            words[place : place + 2] = [f"`{words[place]} {words[place + 1]} <{address}>`__"]
        return f"{' '.join(words).capitalize() if kind > 2 else 'The ' + ' '.join(words)}."

    def prose(self, sentences: int) -> str:
        """Return a paragraph in lines, as editors wrap it."""
        text = " ".join(self.sentence() for _ in range(sentences))
        return textwrap.fill(text, 88, break_long_words=False, break_on_hyphens=False)

    def code(self) -> str:
        """Return one to three commands."""
        return "\n".join(
            f"openssl s_client -connect {self.random.choice(WORDS)}{self.random.randrange(99)}"
            f".example.com:{self.random.randrange(10**4)} -brief"
            for _ in range(self.random.randint(1, 3))
        )

    def entry(self, number: int) -> Entry:
        """Return an entry that is like no other."""
        words = self.random.choices(WORDS, k=3)
        title = f"{'_'.join(words).upper()}_{number}"
        return Entry(
            id=title.lower().replace("_", "-"),
            title=title,
            message=f"{title}: {' '.join(words)} (_ssl.c:{self.random.randrange(10**4)})",
            summary=self.prose(2),
            cause=self.prose(2),
            remedies=[
                Remedy(self.prose(2), self.code(), self.prose(1)),
                Remedy(self.prose(1), self.code(), self.prose(1)),
                Remedy(self.prose(2), "", ""),
            ],
        )


def indented(text: str, depth: int) -> str:
    """Return *text* with each line indented."""
    return textwrap.indent(text, " " * depth)


def as_yaml(entries: list[Entry]) -> str:
    """Write a file as an author would."""
    return "schema: 1\nmarkup: rst\nentries:\n" + "\n".join(map(_entry_as_yaml, entries))


def _entry_as_yaml(entry: Entry) -> str:
    lines = [
        f"  - id: {entry.id}",
        f"    title: {entry.title}",
        f'    message: {{language: text, text: "{entry.message}"}}',
        f"    summary: |\n{indented(entry.summary, 6)}",
        f"    cause: |\n{indented(entry.cause, 6)}",
        "    remedies:",
    ]
    for remedy in entry.remedies:
        lines.append(f"      - text: |\n{indented(remedy.text, 10)}")
        if remedy.code:
            lines.append("        code:\n          language: sh\n          text: |")
            lines.append(indented(remedy.code, 12))
            lines.append("        notes:\n          - kind: tip\n            text: |")
            lines.append(indented(remedy.tip, 14))
    return "\n".join(lines) + "\n"


def as_rst(entries: list[Entry], *, indexed: bool = False) -> str:
    """Write the same by hand.

    :param indexed: with what our directive puts into the general index, too
    """
    blocks = (block for entry in entries for block in _blocks(entry, indexed=indexed))
    return "\n\n".join(blocks) + "\n"


def _blocks(entry: Entry, *, indexed: bool) -> Iterator[str]:
    if indexed:
        yield f".. index::\n   single: {entry.title}\n   single: {entry.message}"
    yield f"{entry.title}\n{'-' * len(entry.title)}"
    yield f".. code-block:: text\n\n{indented(entry.message, 3)}"
    yield entry.summary
    yield entry.cause
    for remedy in entry.remedies:
        yield remedy.text
        if remedy.code:
            yield f".. code-block:: sh\n\n{indented(remedy.code, 3)}"
            yield f".. tip::\n\n{indented(remedy.tip, 3)}"


#: Prints what ``as_rst`` prints, but for empty lines.
TEMPLATE = """\
{% for entry in data.entries %}
{{ entry.title }}
{{ "-" * entry.title|length }}

.. code-block:: {{ entry.message.language }}

   {{ entry.message.text|indent(3) }}

{{ entry.summary }}

{{ entry.cause }}

{% for remedy in entry.remedies %}
{{ remedy.text }}

{% if remedy.code %}
.. code-block:: {{ remedy.code.language }}

   {{ remedy.code.text|indent(3) }}

{% endif %}
{% for note in remedy.notes or [] %}
.. {{ note.kind }}::

   {{ note.text|indent(3) }}

{% endfor %}
{% endfor %}
{% endfor %}
"""

#: Keeps the nodes of each page, as the parser left them.
KEEP_NODES = """
import pickle
from docutils import nodes
from sphinx.transforms import SphinxTransform

class Keep(SphinxTransform):
    default_priority = 1

    def apply(self):
        sections = [node.deepcopy() for node in self.document.findall(nodes.section)][1:]
        for section in sections:
            for node in section.findall():
                node.document = None
        target = self.env.srcdir / f"{self.env.docname}.pickle"
        target.write_bytes(pickle.dumps(sections))

def setup(app):
    app.add_transform(Keep)
"""

#: Puts those nodes into a page.
LOAD_NODES = """
import pickle
from sphinx.util.docutils import SphinxDirective

class Ready(SphinxDirective):
    def run(self):
        source = self.env.srcdir / f"{self.env.docname}.pickle"
        sections = pickle.loads(source.read_bytes())
        for section in sections:
            self.state.document.note_implicit_target(section, section)
        return sections

def setup(app):
    app.add_directive("ready-made", Ready)
"""

OURS = "extensions = ['sphinx_tlsalerts']\n"
TEMPLATES = "extensions = ['sphinxcontrib.datatemplates']\ntemplates_path = ['templates']\n"
KINDS = ("ours", "by_hand", "templates", "ready")


def write_project(folder: Path, kind: str, pages: int) -> Path:
    """Write the project of one *kind*.

    Besides :data:`KINDS` there are ``indexed``, by hand with the general index that ours has,
    and ``unused``, by hand with the extension enabled.
    """
    confs = {"ours": OURS, "unused": OURS, "templates": TEMPLATES, "ready": KEEP_NODES}
    conf = confs.get(kind, "")
    folder.mkdir()
    (folder / "templates").mkdir()
    (folder / "templates" / "entries.jinja").write_text(TEMPLATE, encoding="utf-8")
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    (folder / "index.rst").write_text("Index\n=====\n", encoding="utf-8")
    for number in range(pages):
        name = f"page{number}"
        writer = Writer(number)
        entries = [writer.entry(number * ENTRIES + place) for place in range(ENTRIES)]
        bodies = {
            "ours": f".. tls-troubleshooting:: {name}.yaml\n",
            "templates": f".. datatemplate:yaml:: {name}.yaml\n   :template: entries.jinja\n",
        }
        body = bodies.get(kind) or as_rst(entries, indexed=kind == "indexed")
        if kind in bodies:
            (folder / f"{name}.yaml").write_text(as_yaml(entries), encoding="utf-8")
        # Orphans: a toctree of all pages in every sidebar would hide the entries.
        heading = f":orphan:\n\n{name}\n{'=' * len(name)}\n\n"
        (folder / f"{name}.rst").write_text(heading + body, encoding="utf-8")
    if kind == "ready":
        make_ready(folder, pages)
    return folder


def make_ready(folder: Path, pages: int) -> None:
    """Replace what the pages say by the nodes that come of it."""
    build(folder)
    (folder / "conf.py").write_text(LOAD_NODES, encoding="utf-8")
    for number in range(pages):
        page = folder / f"page{number}.rst"
        heading = page.read_text(encoding="utf-8").split("\n\n", 2)[:2]
        page.write_text("\n\n".join([*heading, ".. ready-made::\n"]), encoding="utf-8")


def text_of(source: Path) -> str:
    """Return what a reader sees of the first page."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(source), out]
        subprocess.run(command, check=True)
        page = (Path(out) / "page0.html").read_text(encoding="utf-8")
    body = page.partition('<div class="body"')[2].partition('<div class="sphinxsidebar"')[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def compare_growth(root: Path, small: dict[str, Path], runs: int) -> None:
    """Print how the cost grows with ten times the pages, against the pages by hand."""
    kinds = ("ours", "by_hand")
    large = {kind: write_project(root / f"{kind}_large", kind, 10 * PAGES) for kind in kinds}
    ratios, peaks = [], []
    for _ in range(runs):
        grown = {}
        for kind in kinds:
            few, many = build(small[kind]), build(large[kind])
            grown[kind] = many.seconds / few.seconds
            peaks.append((kind, many.peak))
        print(f"    growth {grown['ours']:.2f} against {grown['by_hand']:.2f}", flush=True)
        ratios.append(grown["ours"] / grown["by_hand"])
    show(f"growth from {PAGES} to {10 * PAGES} pages against by hand", ratios, 1.05)
    memory = [statistics.median(peak for name, peak in peaks if name == kind) for kind in kinds]
    print(f"    peak {memory[0]:.0f} MiB against {memory[1]:.0f} MiB")


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--runs", type=int, default=7, help="pairs of builds (default: 7)")
    parser.add_argument("--growth", action="store_true", help="compare growth only (slow)")
    parser.add_argument("--skip", nargs="*", choices=KINDS, default=[], help="leave kinds out")
    arguments = parser.parse_args()
    kinds = [kind for kind in KINDS if kind not in arguments.skip]
    if not importlib.util.find_spec("sphinxcontrib.datatemplates") and "templates" in kinds:
        print("sphinxcontrib-datatemplates is not installed: left out")
        kinds.remove("templates")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        projects = {kind: write_project(root / kind, kind, PAGES) for kind in kinds}
        texts = {kind: text_of(project) for kind, project in projects.items()}
        if len({*texts.values()}) != 1:
            raise SystemExit("the projects do not say the same")
        if arguments.growth:
            compare_growth(root, projects, arguments.runs)
            return
        size = f"{PAGES} pages of {ENTRIES} entries"
        for first, second, bound in (
            ("ours", "by_hand", 0.8),
            ("ours", "templates", 0.65),
            ("ready", "by_hand", None),
            ("templates", "by_hand", None),
        ):
            if first in projects and second in projects:
                one, other = (partial(build, projects[kind]) for kind in (first, second))
                title = f"{size}, {first} against {second}"
                compare(title, one, other, arguments.runs, bound)


if __name__ == "__main__":
    main()
