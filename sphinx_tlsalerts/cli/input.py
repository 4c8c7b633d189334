"""Read troubleshooting files and streams; a stream can be read only once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.guides import guide_of
from sphinx_tlsalerts.registries import NOT_OURS, kind_of
from sphinx_tlsalerts.util import is_file
from sphinx_tlsalerts.yamltree import MAX_BYTES, Document, Problem, parse_yaml, read_file

if TYPE_CHECKING:
    from typing import BinaryIO

    from sphinx_tlsalerts.guides import Bases, Guide
    from sphinx_tlsalerts.registries import FileKind, ReleaseLine


class UnreadableError(Exception):
    """Raised if a file cannot be read; the text gives the reason."""


class Read(NamedTuple):
    """The content of a file: its text, and the guide if it is one."""

    text: str
    guide: Guide | None
    problems: list[Problem]
    kind: FileKind


def read_named(path: str, openssl: ReleaseLine, bases: Bases) -> Read:
    """Read a file, or a pipe such as shells make of ``<(command)``.

    :raises UnreadableError: it cannot be read, or a pipe does not hold UTF-8
    """
    try:
        with Path(path).open("rb") as stream:
            if not is_file(path):
                return read_stream(stream, path, f"'{path}'", openssl, bases)
            # The parser of the format reports bytes that are not UTF-8.
            text = stream.read(MAX_BYTES).decode("utf-8-sig", errors="replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(f"cannot read '{path}': {reason}") from error
    return _read(text, read_file(Path(path), path), openssl, bases)


def read_stream(
    stream: BinaryIO, path: str, subject: str, openssl: ReleaseLine, bases: Bases
) -> Read:
    """Read all of a stream.

    :param path: as problems name it
    :param subject: as the error names it
    :raises UnreadableError: it is too large, or not UTF-8
    """
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise UnreadableError(f"{subject} is larger than {MAX_BYTES // 1024**2} MiB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{subject} is not UTF-8 ({error.reason})") from error
    return _read(text, parse_yaml(text, path), openssl, bases)


def _read(text: str, document: Document, openssl: ReleaseLine, bases: Bases) -> Read:
    """Read a document as a guide, as an overlay, or as neither."""
    kind = kind_of(document)
    if kind == "guide":
        return Read(text, *guide_of(document, openssl, bases), kind)
    if kind == "overlay":
        from sphinx_tlsalerts.registries import overlay_of

        return Read(text, None, overlay_of(document, None)[1], kind)
    problems = [Problem(document.path, 1, 1, f"the file {NOT_OURS}")]
    if document.exceeds_bound:  # the keys of ours may come after it
        problems += [
            problem._replace(message=f"{problem.message}; nothing after it is read")
            for problem in document.problems
        ]
    return Read(text, None, problems, kind)
