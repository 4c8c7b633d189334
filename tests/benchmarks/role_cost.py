"""What references to alerts cost, against as many references of Sphinx's own.

Run it with ``python tests/benchmarks/role_cost.py``. One project says ``:tlsalert:`` ten thousand
times, another ``:ref:``, a third the same words as literals, which shows what is not the roles'.
All have a page with the targets: as a table of ours, as sections with labels.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from builds import build, compare

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_tlsalerts.registries.alert_records import Alert

PAGES = 100
ROLES = 100  #: on each page

KINDS: dict[str, Callable[[Alert], str]] = {
    "tlsalert": lambda alert: f":tlsalert:`{alert.code}`",
    "ref": lambda alert: f":ref:`{alert.name} ({alert.code}) <{alert.name}>`",
    "literal": lambda alert: f"``{alert.name} ({alert.code})``",
}


def write_project(root: Path, kind: str) -> Path:
    """Write the project of a kind."""
    folder = root / kind
    folder.mkdir()
    ours = kind == "tlsalert"
    conf = "extensions = ['sphinx_tlsalerts']\n" if ours else ""
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    alerts = list(load_alerts())
    sections = [
        f".. _{alert.name}:\n\n{alert.name}\n{'-' * len(alert.name)}\n\n{alert.meaning}\n"
        for alert in alerts
    ]
    targets = ".. tls-alert-table::\n" if ours else "\n".join(sections)
    _write_page(folder, "index", targets)
    for number in range(PAGES):
        chosen = [alerts[(number + place) % len(alerts)] for place in range(ROLES)]
        lines = [f"Word {KINDS[kind](alert)} and word." for alert in chosen]
        _write_page(folder, f"page{number}", "\n\n".join(lines))
    return folder


def _write_page(folder: Path, name: str, body: str) -> None:
    text = f":orphan:\n\n{name}\n{'=' * len(name)}\n\n{body}\n"
    (folder / f"{name}.rst").write_text(text, encoding="utf-8")


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="pairs of builds (default: 7)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        cost = {kind: partial(build, write_project(Path(name), kind)) for kind in KINDS}
        count = f"{PAGES * ROLES:,}"
        compare(f"{count} tlsalert against ref", cost["tlsalert"], cost["ref"], runs, 1.1)
        compare(f"{count} ref against literals", cost["ref"], cost["literal"], runs)


if __name__ == "__main__":
    main()
