"""How many instructions builds take: a figure that hardly depends on what else the machine does.

Run it with ``python tests/benchmarks/instructions.py``; it needs valgrind, and takes ten minutes.
The projects are those of the other benchmarks, smaller where these are large.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import role_cost
import table_cost
from builds import build
from troubleshooting_cost import write_project

PAGES = 20
VALGRIND = shutil.which("valgrind") or "valgrind"


def count(source: Path, out: Path | None = None) -> int:
    """Return how many instructions a build as HTML executes.

    :param out: the folder of an earlier build, which is continued; else a new one
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counting = ["--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={folder / 'o'}"]
        sphinx = ["-P", "-m", "sphinx", "-q", "-b", "html", str(source), str(out or folder / "b")]
        run = subprocess.run(
            [VALGRIND, *counting, sys.executable, *sphinx],
            capture_output=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONHASHSEED": "0"},
            check=True,
        )
    found = re.search(r"I +refs: +([\d,]+)", run.stderr)
    if not found:
        raise SystemExit(run.stderr)
    return int(found[1].replace(",", ""))


def again(source: Path) -> int:
    """Return how many instructions a build executes where nothing has changed."""
    out = source.with_name(f"{source.name}_out")
    build(source, out)
    build(source, out)
    return count(source, out)


def show(title: str, ours: int, theirs: int) -> None:
    """Print two counts with their ratio."""
    print(f"{title}: {ours / 1e9:.2f} against {theirs / 1e9:.2f}, {ours / theirs:.3f}", flush=True)


def main() -> None:
    """Print the counts, in thousand millions."""
    role_cost.PAGES = PAGES
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        kinds = ("ours", "by_hand", "indexed", "unused")
        entries = {kind: write_project(root / kind, kind, PAGES) for kind in kinds}
        show("entries against by hand", count(entries["ours"]), count(entries["by_hand"]))
        roles = {kind: role_cost.write_project(root, kind) for kind in ("tlsalert", "ref")}
        show("tlsalert against ref", count(roles["tlsalert"]), count(roles["ref"]))
        kinds_of_table = {
            "table": (table_cost.EXTENSION, ".. tls-alert-table::\n"),
            "csv": ("", table_cost.csv_table()),
            "list": ("", table_cost.list_table()),
        }
        tables = {
            kind: table_cost.write_project(root / kind, conf, body, PAGES)
            for kind, (conf, body) in kinds_of_table.items()
        }
        table = count(tables["table"])
        show("table against csv-table", table, count(tables["csv"]))
        show("table against list-table", table, count(tables["list"]))
        plain = again(entries["by_hand"])
        show("nothing changed, enabled and unused", again(entries["unused"]), plain)
        ours = again(entries["ours"])
        show("nothing changed, against indexed", ours, again(entries["indexed"]))
        show("nothing changed, against by hand", ours, plain)


if __name__ == "__main__":
    main()
