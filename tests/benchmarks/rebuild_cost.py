"""What builds after the first cost, and builds with two workers.

Run it with ``python tests/benchmarks/rebuild_cost.py [--entries 100 1000 10000]``. The content
is that of ``troubleshooting_cost.py``: as YAML under our directive, and as reStructuredText in a
project without the extension. Sphinx writes its indices in each build, so the pages by hand are
there with the entries of the general index that ours has, too.

- clean: everything is read and written
- nothing changed: the same folder is built again
- one file changed: one sentence of one file of entries, or of one page by hand
- two workers: the gain is the time on the clock with one over that with two, of the whole build
  and of reading alone. Sphinx hands reading out, and hardly any writing of so few pages; who
  reads faster thus gains less in the whole.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from builds import build, compare, show
from troubleshooting_cost import ENTRIES, write_project

if TYPE_CHECKING:
    from builds import Cost

KINDS = ("ours", "by_hand", "indexed", "unused")

#: A configuration that ends builds once all is read.
ONLY_READ = """
def setup(app):
    if app.tags.has("only_read"):
        app.connect("env-updated", lambda app, env: exit(0), priority=0)
"""


class Subject:
    """A project with the output of its last build."""

    def __init__(self, root: Path, kind: str, pages: int) -> None:
        self.source = write_project(root / kind, kind, pages)
        with (self.source / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(ONLY_READ)
        self.out = root / f"{kind}_out"
        self._edited = self.source / ("page0.yaml" if kind == "ours" else "page0.rst")
        self._text = self._edited.read_text(encoding="utf-8")
        self._edits = 0

    def clean(self) -> Cost:
        """Build everything into a new folder."""
        return build(self.source)

    def again(self) -> Cost:
        """Build where nothing has changed."""
        return build(self.source, self.out)

    def edited(self) -> Cost:
        """Build where one sentence has changed."""
        self._edits += 1
        text = self._text.replace(" the ", f" the {self._edits} ", 1)
        self._edited.write_text(text, encoding="utf-8")
        return build(self.source, self.out)

    def with_two(self) -> Cost:
        """Build everything with two workers."""
        return build(self.source, jobs=2)

    def gain(self, *options: str) -> float:
        """Return how much sooner two workers are done."""
        return (
            build(self.source, options=options).elapsed
            / build(self.source, jobs=2, options=options).elapsed
        )


def measure(entries: int, runs: int, *, workers: bool) -> None:
    """Print the comparisons for a number of entries."""
    with tempfile.TemporaryDirectory() as name:
        ours, theirs, indexed, unused = (
            Subject(Path(name), kind, entries // ENTRIES) for kind in KINDS
        )
        size = f"{entries:,} entries"
        pairs = partial(compare, runs=runs)
        pairs(f"{size}, clean, against by hand", ours.clean, theirs.clean, bound=0.8)
        pairs(f"{size} by hand, nothing changed, unused", unused.again, theirs.again, bound=1.02)
        pairs(f"{size}, nothing changed, against indexed", ours.again, indexed.again, bound=1.02)
        pairs(f"{size}, nothing changed, against by hand", ours.again, theirs.again)
        pairs(f"{size}, one file changed, against indexed", ours.edited, indexed.edited)
        if workers:
            pairs(f"{size}, two workers, against by hand", ours.with_two, theirs.with_two)
            show_gains(size, ours, theirs, runs)


def show_gains(size: str, ours: Subject, theirs: Subject, runs: int) -> None:
    """Print what two workers gain."""
    for what, options in ("all", ()), ("reading", ("-t", "only_read")):
        gains = [(ours.gain(*options), theirs.gain(*options)) for _ in range(runs)]
        show(f"{size}, gain by two workers, {what}", [a for a, _ in gains])
        show(f"{size}, gain by two workers, {what}, by hand", [b for _, b in gains])


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="pairs of builds (default: 5)")
    parser.add_argument("--entries", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--no-workers", dest="workers", action="store_false")
    arguments = parser.parse_args()
    for entries in arguments.entries:
        measure(entries, arguments.runs, workers=arguments.workers)


if __name__ == "__main__":
    main()
