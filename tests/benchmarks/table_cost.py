"""What a table of the registry costs, against the same as ``csv-table`` and ``list-table``.

Run it with ``python tests/benchmarks/table_cost.py``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from builds import build, compare

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 100

EXTENSION = "extensions = ['sphinx_tlsalerts']\n"


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield the default table as an author would write it."""
    for alert in load_alerts():
        rfc, section = alert.reference.rfc, alert.reference.section
        reference = f":rfc:`RFC {rfc} §{section} <{rfc}#section-{section}>`"
        yield f"``{alert.code}``", f"``{alert.name}``", alert.meaning, reference


def csv_table() -> str:
    """Write the table as comma-separated values."""
    lines = [f'   {code}, {name}, "{meaning}", "{where}"' for code, name, meaning, where in rows()]
    head = [".. csv-table::", "   :header: Code, Name, Meaning, Reference", ""]
    return "\n".join([*head, *lines]) + "\n"


def list_table() -> str:
    """Write the table as a list of lists."""
    all_rows = [("Code", "Name", "Meaning", "Reference"), *rows()]
    lines = ["   * - " + "\n     - ".join(row) for row in all_rows]
    return "\n".join([".. list-table::", "   :header-rows: 1", "", *lines]) + "\n"


def write_project(folder: Path, conf: str, body: str, pages: int) -> Path:
    """Write a project of *pages* pages with the same *body*."""
    folder.mkdir()
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    names = [f"page{number}" for number in range(pages)]
    for name in names:
        # Orphans: a toctree of 100 pages in every sidebar would hide the tables.
        text = f":orphan:\n\n{name}\n{'=' * len(name)}\n\n{body}"
        (folder / f"{name}.rst").write_text(text, encoding="utf-8")
    (folder / "index.rst").write_text("Index\n=====\n", encoding="utf-8")
    return folder


def reading() -> float:
    """Return the seconds that it takes to read the registry."""
    start = time.perf_counter()
    load_alerts.__wrapped__()
    return time.perf_counter() - start


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="pairs of builds (default: 7)")
    runs = parser.parse_args().runs
    table = ".. tls-alert-table::\n"
    print(f"reading the registry: {1000 * min(reading() for _ in range(10)):.1f} ms")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        made = {
            "plain": write_project(root / "plain", "", "Text.\n", 1),
            "unused": write_project(root / "unused", EXTENSION, "Text.\n", 1),
            "used": write_project(root / "used", EXTENSION, table, 1),
            "by_hand": write_project(root / "by_hand", "", csv_table(), 1),
            "ours": write_project(root / "ours", EXTENSION, table, PAGES),
            "csv": write_project(root / "csv", "", csv_table(), PAGES),
            "list": write_project(root / "list", "", list_table(), PAGES),
        }
        cost = {name: partial(build, source) for name, source in made.items()}
        for kind in "csv", "list":
            title = f"{PAGES} pages, table against {kind}-table"
            compare(title, cost["ours"], cost[kind], runs, 0.8)
        for words, first, second in (
            ("enabled and unused against absent", "unused", "plain"),
            ("one table against csv-table", "used", "by_hand"),
            ("one table against no table", "used", "plain"),
            ("csv-table against no table", "by_hand", "plain"),
        ):
            compare(f"1 page, {words}", cost[first], cost[second], 3 * runs)


if __name__ == "__main__":
    main()
