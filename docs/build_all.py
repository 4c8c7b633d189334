"""Build the documentation in every builder; warnings are errors.

``python docs/build_all.py`` builds all, ``python docs/build_all.py html latex`` the named ones.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

DOCS = Path(__file__).resolve().parent
OUTPUT = DOCS / "_build"
BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "text",
    "man",
    "texinfo",
    "xml",
    "gettext",
)

#: Builders that cannot share doctrees: gettext numbers the nodes of its own, epub
#: overrides options. The others share, as they do in projects that build html and latex.
OWN_DOCTREES = ("epub", "gettext")


def say(line: str) -> None:
    """Print *line* at once, for readers who watch the builders run."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Build; return the number of builders that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builders", nargs="*", metavar="BUILDER", help=", ".join(BUILDERS))
    chosen = parser.parse_args(arguments).builders or list(BUILDERS)
    unknown = sorted(set(chosen) - set(BUILDERS))
    if unknown:
        parser.error(f"unknown builders: {', '.join(unknown)}")

    # Old doctrees would hide the warnings of pages that have not changed.
    for folder in {doctrees_of(builder) for builder in chosen}:
        shutil.rmtree(folder, ignore_errors=True)
    start = time.perf_counter()
    failed = [builder for builder in chosen if not build(builder)]
    summary = f"{len(chosen) - len(failed)} of {len(chosen)} builders without warnings"
    say(f"{summary}, {time.perf_counter() - start:.1f} s, output in docs/_build")
    return len(failed)


def doctrees_of(builder: str) -> Path:
    """Return the folder of the doctrees of *builder*."""
    return OUTPUT / (f"doctrees-{builder}" if builder in OWN_DOCTREES else "doctrees")


def build(builder: str) -> bool:
    """Run one builder and print a line about it; on failure also what it printed."""
    target = OUTPUT / builder
    shutil.rmtree(target, ignore_errors=True)
    options = ["-q", "-n", "-W", "--keep-going", "-j", "auto"]
    folders = ["-d", str(doctrees_of(builder)), str(DOCS), str(target)]
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 -- every part is fixed or checked above
        [sys.executable, "-m", "sphinx", "-b", builder, *options, *folders],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    say(f"{builder:<10} {time.perf_counter() - start:6.1f} s  {verdict}")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
