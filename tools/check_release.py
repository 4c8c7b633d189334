"""Tell whether the tree is ready for a release.

    python tools/check_release.py v1.2.3

The tag has to be the version of the package, the changelog has to begin with it and a date, and
pages that pin the package have to pin it. Exit code: 0 if all of it holds, 1 if something does not.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]

#: How pages pin the package: as a hook, by its tag, and in a file of requirements.
PIN = re.compile(r"^(?: +rev: |sphinx-tlsalerts)(v|==)(\S+)$", re.MULTILINE)


def version_of(root: Path) -> str:
    """Return the version, read from the one place where it stands. Nothing has to be installed."""
    text = (root / "sphinx_tlsalerts" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return found[1] if found else ""


def faults(tag: str, root: Path = ROOT) -> Iterator[str]:
    """Yield what stands in the way of a release under *tag*."""
    version = version_of(root)
    if tag != f"v{version}":
        yield f"the tag is {tag!r}, the version is {version!r}"
    changelog = (root / "docs" / "changelog.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (.+)$", changelog, re.MULTILINE)
    heading = newest[1] if newest else ""
    if not re.fullmatch(rf"{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)", heading):
        yield f"docs/changelog.md begins with {heading!r}, not with '{version} (YYYY-MM-DD)'"
    for page in sorted((root / "docs").rglob("*.md")):
        for sign, pin in PIN.findall(page.read_text(encoding="utf-8")):
            if pin != version:
                yield f"{page.relative_to(root).as_posix()} pins {sign}{pin}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tag", help="such as v1.2.3")
    found = [*faults(parser.parse_args(arguments).tag)]
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
