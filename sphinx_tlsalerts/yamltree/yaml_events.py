"""Parse events of YAML text, with the same errors from both parsers of PyYAML.

PyYAML has two parsers: libyaml, which not every build includes, and one in Python. They stop
at the same places but word their errors differently. Authors read libyaml's messages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_tlsalerts.yamltree.tree import BREAKS, find_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.yamltree.hints import Mark

#: The most characters of a parser's message that are compared; the words come at its beginning.
MAX_MESSAGE = 600

#: Patterns of the parsers' messages (after the context, where several errors share a message)
#: with the messages that authors read: usually libyaml's.
_WORDS = [
    (re.compile(f"(?:.*: )?{pattern}", re.DOTALL), message)
    for pattern, message in (
        ("while [^:]*directive: .*", "found a directive that cannot be read"),
        ("while [^:]* a tag: .*", "found a tag that cannot be read"),
        ("found character .* cannot start .*", "found character that cannot start any token"),
        ("found a tab character .*", "found character that cannot start any token"),
        ("sequence entries .* here", "block sequence entries are not allowed in this context"),
        ("mapping keys .* here", "mapping keys are not allowed in this context"),
        ("mapping values .* here", "mapping values are not allowed in this context"),
        ("found unexpected document separator", "found unexpected document indicator"),
        ("found unknown escape character .*", "found unknown escape character"),
        ("expected escape sequence .*", "did not find expected hexdecimal number"),
        ("expected indentation indicator .*", "found an indentation indicator equal to 0"),
        ("expected chomping .*", "did not find expected comment or line break"),
        ("expected a comment .*", "did not find expected comment or line break"),
        ("expected '<document start>'.*", "did not find expected <document start>"),
        ("expected the node content.*", "did not find expected node content"),
        (".*block collection: expected <block end>.*", "did not find expected '-' indicator"),
        ("expected <block end>.*", "did not find expected key"),
        ("expected ',' or ']'.*", "did not find expected ',' or ']'"),
        ("expected ',' or '}'.*", "did not find expected ',' or '}'"),
        ("expected alphabetic .*", "did not find expected alphabetic or numeric character"),
        ("found undefined tag handle .*", "found undefined tag handle"),
        ("duplicate tag handle .*", "found duplicate %TAG directive"),
        ("found duplicate YAML directive", "found duplicate %YAML directive"),
        ("found incompatible YAML document .*", "found incompatible YAML document"),
    )
]

#: libyaml's message, since 0.2.6, at its own limit of 1,000 levels.
_LIMIT = "exceeded maximum nesting depth"

#: Brackets, and the texts in quotes and comments that may contain brackets.
_MARKS = re.compile(
    r"""(?<![^\s,\[{:])(?:"(?:[^"\\]|\\.)*+"|'[^']*+')|(?<!\S)\#[^\n]*+|[\[\]{}]""", re.DOTALL
)

MAX_DEPTH = 64
TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"
NO_KEY = "a list or a mapping cannot be a key"

#: The digits of an escape for half of a character or for one beyond Unicode.
_NO_CHARACTER = re.compile("(?:0000)?[dD][89a-fA-F][0-9a-fA-F]{2}|(?!000|0010)[0-9a-fA-F]{8}")


class _PythonLoader(yaml.SafeLoader):
    """The parser in Python, made to read tabs, escapes and directives as libyaml does."""

    def scan_to_next_token(self) -> None:
        """Skip blanks and comments, and tabs where they indent nothing."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str]:
        """Return the blanks and tabs inside or after a text without quotes."""
        length = 0
        while self.peek(length) in {" ", "\t"}:
            length += 1
        blanks = self.prefix(length)
        if "\t" in blanks:
            self.forward(length)
            if self.peek() not in BREAKS:
                return [blanks]
        return super().scan_plain_spaces(indent, start_mark) or []

    def prefix(self, length: int = 1) -> str:
        """Return the next characters; refuse the digits of an escape that names no character."""
        text: str = super().prefix(length)
        escaped = self.buffer.endswith(("\\u", "\\U"), 0, self.pointer)
        if escaped and _NO_CHARACTER.fullmatch(text):
            raise yaml.scanner.ScannerError(
                "while parsing a quoted scalar",
                None,
                "found invalid Unicode character escape code",
                self.get_mark(),
            )
        return text

    def scan_directive_name(self, start_mark: yaml.Mark) -> str:
        """Return the name of a directive; refuse those that YAML does not define."""
        # types-PyYAML has no signature of this method.
        name: str = super().scan_directive_name(start_mark)  # type: ignore[no-untyped-call]
        if name not in {"YAML", "TAG"}:
            raise yaml.scanner.ScannerError(
                "while scanning a directive", start_mark, "found unknown directive name", start_mark
            )
        return name


#: The parsers by name; libyaml's is None where PyYAML was built without it.
PARSERS = {"libyaml": getattr(yaml, "CSafeLoader", None), "pure Python": _PythonLoader}
_LOADER: Any = PARSERS["libyaml"] or PARSERS["pure Python"]


def read_yaml_events(text: str) -> Iterator[yaml.Event]:
    """Yield the events of *text*; raise MarkedYAMLError or ReaderError if it is not YAML."""
    loader = _LOADER(text)
    try:
        yield from iter(loader.get_event, None)
    except yaml.MarkedYAMLError as error:
        error.problem = _choose_message(error)
        raise
    finally:
        loader.dispose()


def _choose_message(error: yaml.MarkedYAMLError) -> str:
    message = error.problem or error.context or "not valid"
    described = f"{error.context}: {message}"[:MAX_MESSAGE]  # it may quote the file
    return next((to for pattern, to in _WORDS if pattern.fullmatch(described)), message)


def find_refusal(
    error: yaml.MarkedYAMLError, text: str, start: int, depth: int
) -> tuple[int, int, str] | None:
    """Return the place and message of a refusal that comes before *error*; None without one.

    Parsers read up to 1,024 characters of a line ahead of their events, since a colon may turn
    them into a key. An error in that part, such as libyaml's own limit of depth, hides that the
    brackets before it exceed MAX_DEPTH. *start* is the end of the last event, *depth* the number
    of levels open there.
    """
    mark: Mark | None = error.problem_mark or error.context_mark
    context: Mark | None = error.context_mark
    if mark is None:
        return None
    stop = context.index if context and context.index >= start else mark.index
    last, end = "", start
    for match in _MARKS.finditer(text, start, stop):
        bracket = match[0]
        if bracket in {"[", "{"}:
            depth += 1
            if last == "{" and not text[end : match.start()].strip():
                return *find_end(text[: match.start()]), NO_KEY
            if depth > MAX_DEPTH:
                return *find_end(text[: match.start()]), TOO_DEEP
        elif bracket in {"]", "}"}:
            depth -= 1
        last, end = bracket, match.end()
    return (mark.line + 1, mark.column + 1, TOO_DEEP) if error.problem == _LIMIT else None
