"""What the documentation takes for granted: names that its code uses, faults that it shows."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any, NamedTuple

from support.building import directive, page
from support.docs_pages import files_of_the_documentation

if TYPE_CHECKING:
    from collections.abc import Callable


class Played(NamedTuple):
    """A block of Python that is a part of a program: what the rest of the program does."""

    has: str  #: a line of the block
    names: Callable[[], dict[str, Any]]
    raises: type[Exception] | None = None


PLAYED = (
    Played(
        'f"{error}\\nhelp: https://docs.example.org/find.html#tls-error={quote(str(error))}"',
        lambda: {"error": ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")},
        ConnectionError,
    ),
)


def _with(name: str, old: str, new: str) -> str:
    """Return a file of the documentation with one fault in it."""
    text = files_of_the_documentation()[name]
    assert text.count(old) == 1
    return text.replace(old, new)


def _entries(file: str) -> str:
    return page("rst", directive("rst", "tls-troubleshooting", file))


#: Files that blocks name as the reader's own.
NAMED = {
    "certificates.yaml": files_of_the_documentation()["troubleshooting/certificates.yaml"],
    "protocol/first.yaml": files_of_the_documentation()["troubleshooting/first.yaml"],
}

#: Projects with a fault, whose warnings pages show.
SCENES: dict[str, dict[str, str]] = {
    "misspelled alert": {
        "index.rst": page("rst", "The server sends :tlsalert:`bad_certifcate`."),
    },
    "misspelled key": {
        "index.rst": _entries("first.yaml"),
        "first.yaml": _with("troubleshooting/first.yaml", "    remedy:", "    remdy:"),
    },
    "unassigned code in an overlay": {
        "index.rst": page("rst", directive("rst", "tls-alert-table", codes="42")),
        "overlays/reading-aids.yaml": _with("overlays/reading-aids.yaml", "close_notify:", "53:"),
    },
    "sections in a list": {
        "index.rst": page(
            "rst",
            "These are\nthe errors\nthat we know\nof:\n\n* first\n* second\n\n"
            "* .. tls-troubleshooting:: first.yaml",
        ),
        "first.yaml": files_of_the_documentation()["troubleshooting/first.yaml"],
    },
}
