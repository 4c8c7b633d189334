"""What a table of the registry costs, against the same table as ``csv-table``.

Run it with ``python tests/benchmarks/table_cost.py``. Each pair of builds is
run one after the other in fresh processes, and the ratio is taken pair by
pair, so that it holds on a noisy machine. Times are CPU seconds of the whole
process, memory is its peak.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sphinx_tlsalerts.registry import load_alerts

PAGES = 100

EXTENSION = "extensions = ['sphinx_tlsalerts']\n"


def csv_table() -> str:
    """Write the default table as an author would without the extension."""
    lines = [".. csv-table::", "   :header: Code, Name, Meaning, Reference", ""]
    for alert in load_alerts():
        rfc, section = alert.reference.rfc, alert.reference.section
        reference = f":rfc:`RFC {rfc} §{section} <{rfc}#section-{section}>`"
        lines.append(f'   ``{alert.code}``, ``{alert.name}``, "{alert.meaning}", "{reference}"')
    return "\n".join(lines) + "\n"


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


def build(source: Path) -> tuple[float, float]:
    """Build *source* in a fresh process; return CPU seconds and peak MiB."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), out]
        pid = os.posix_spawn(sys.executable, command, os.environ)
        _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"the build of {source.name} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def compare(title: str, first: Path, second: Path, runs: int) -> None:
    """Print the figures of *first* against *second*, pair by pair."""
    build(first), build(second)  # warm the caches
    pairs = [(build(first), build(second)) for _ in range(runs)]
    ratios = sorted(a[0] / b[0] for a, b in pairs)
    extra = statistics.median((a[0] - b[0]) * 1000 for a, b in pairs)
    memory = statistics.median(a[1] - b[1] for a, b in pairs)
    median = statistics.median(ratios)
    spread = f"{ratios[0]:.3f} to {ratios[-1]:.3f}"
    print(f"{title}: ratio {median:.3f} ({spread}), {extra:+.0f} ms, {memory:+.1f} MiB")


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
        plain = write_project(root / "plain", "", "Text.\n", 1)
        unused = write_project(root / "unused", EXTENSION, "Text.\n", 1)
        used = write_project(root / "used", EXTENSION, table, 1)
        by_hand = write_project(root / "by_hand", "", csv_table(), 1)
        ours = write_project(root / "ours", EXTENSION, table, PAGES)
        theirs = write_project(root / "theirs", "", csv_table(), PAGES)
        compare(f"{PAGES} pages, table against csv-table", ours, theirs, runs)
        compare("1 page, enabled and unused against absent", unused, plain, 3 * runs)
        compare("1 page, one table against csv-table", used, by_hand, 3 * runs)
        compare("1 page, one table against no table", used, plain, 3 * runs)
        compare("1 page, csv-table against no table", by_hand, plain, 3 * runs)


if __name__ == "__main__":
    main()
