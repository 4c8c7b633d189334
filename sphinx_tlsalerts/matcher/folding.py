r"""Fold the lines of a paste: characters, escapes, and what programs put around each line.

Input: one line of a text. Output: the parts that it has without its frame, each with its width.
Copying turns spaces into no-break spaces, editors turn quotation marks, logs escape them, terminals
and build tools put boxes, names and times before each line. The words stay: nothing but white
space, quotation marks, hyphens, escapes, boxes and prefixes changes.

Invariants: linear time; folding a folded line changes nothing but prefixes that were nested deeper
than :data:`MOST_PREFIXES`; a line without any of that is returned as it is.

Example: ``│ [app] certificate\xa0has expired  │`` becomes ``certificate has expired``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.regex import compile_once

if TYPE_CHECKING:
    import re

#: Characters that are stripped from both ends of a line.
BLANK = "\r\0\t "

#: Sequences that control a terminal, also escaped or without their first character.
CONTROLS = (
    r"\x1b\[[0-9;?]{0,40}[A-Za-z]|\x1b\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)"
    r"|(?:\\{1,4}(?:u001[bB]|x1[bB]|033|e))?\[[0-9;]{1,12}m(?!\])"
)

#: A text with control sequences has one of these parts.
CONTROL_PARTS = ("\x1b", "[0m")

#: Characters beyond ASCII that stand for another one, by that one: white space of any width,
#: characters without a width, quotation marks, hyphens.
FOLDED = {
    " ": "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028"
    "\u2029\u202f\u205f\u2800\u3000",
    "": "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062"
    "\u2063\u2064\u2066\u2067\u2068\u2069\ufeff",
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "-": "\u2010\u2011\u2012\u2013\u2212",
}

_TABLE = {ord(char): to for to, chars in FOLDED.items() for char in chars}

#: Entities of HTML, also escaped repeatedly.
ENTITY = (
    r"&(?:amp;){0,3}(?:(?P<name>quot|apos|lt|gt|amp|nbsp)|#(?P<number>\d{2,4})"
    r"|#[xX](?P<hex>[0-9a-fA-F]{2,4}));"
)

ENTITIES = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "nbsp": " "}

#: Escapes of JSON, of programming languages and of Markdown. Paths of Windows have none.
ESCAPE = (
    r"(?P<path>(?<![A-Za-z0-9])[A-Za-z]:\\[^\s\"'<>|]{0,300})"
    r"|\\{1,8}(?:(?P<char>[\"'`/_*<>|#\[\]])|u(?P<hex>(?:00|20)[0-9a-fA-F]{2})"
    r"|(?P<line>(?:r\\{1,8})?n)|(?P<tab>t(?=at\b|[^a-z]|$)))"
)

#: Lines and corners of boxes, and signs that trees and tracebacks put before a line.
EDGES = "".join(map(chr, range(0x2500, 0x25A0))) + "|\xa6\u25b6\u276f"
EDGE = r"[\u2500-\u259f|\xa6\u25b6\u276f]"

#: Characters of rules, which lines of a table or of an underlined text consist of.
RULE = "-=_~^+*.:#`| "

_LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL|SEVERE)"

#: What transports put before each line: a message may continue after it.
FRAME = (
    r" {0,200}(?:"
    rf"{EDGE}{{1,200}} ?"  # boxes, tables, trees
    r"|>>?(?!>) ?(?!>>)"  # mail; three signs are Python's prompt and OpenSSL's trace
    r"|E {2,8}"  # pytest
    r"|\[(?=[^\]\s]{0,60}[a-z])(?![^\]\s]{0,60}(?:ssl|tls|x509|cert|asn1|pem))"
    r"[^\]\s]{1,60}\]:? "  # a tool, a pod, a thread
    rf"|\[{_LEVEL}\]:? "  # Maven
    r"|[A-Za-z][\w./-]{0,40} {0,20}\| "  # Compose
    r"|#\d{1,4} (?:\d{1,6}\.\d{1,3} )?"  # BuildKit
    r"|(?:remote|stderr|stdout): |npm (?:ERR!|error) "
    r"|##\[\w{1,20}\]|::(?:error|warning|notice)[^:]{0,200}::"  # GitHub, Azure
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) "
    r"(?:(?:stdout|stderr) [FP] |\d\d[OE] )?"  # containers, GitHub, GitLab
    r")"
)

#: What a logger puts before the first line of a message.
RECORD = (
    r" {0,200}(?:"
    r"\[?\d{4}[-/.]\d\d[-/.]\d\d(?:T|[ \t]{1,2}|, )\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"(?: ?(?:Z|[A-Z]{3,4}|[+-]\d\d:?\d\d)(?=[\]: \t]))?\]?:?(?:[ \t]|$)"
    r"|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?:?(?:[ \t]|$)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d "
    r"[\w.-]{1,80} [\w./-]{1,60}(?:\[\d{1,9}\])?: "
    r")"
)

#: What follows the time: a level, the name of a logger, separators.
AFTER_TIME = (
    r"[-| \t]{0,3}(?:"
    rf"\[?{_LEVEL}\b(?!:)\]?[-| \t]{{0,12}}"
    r"|(?!\w{1,60}Result )[\w.-]{1,60} [-|] "  # ldap3 names results like exceptions
    r"|(?!\S{0,80}(?:Error|Exception|Warning|Failure|Timeout|error(?:_\w{1,20})?|exception"
    r"|timeout):)"
    r"[a-z_]\w{0,40}(?:\.\w{1,40}){1,6}: "
    r")"
)

#: First characters of prefixes that are no letters, and the words that begin the others.
_SIGNS = frozenset("[#>:0123456789" + EDGES)
_WORDS = (
    "E  ", "remote: ", "stderr: ", "stdout: ", "npm ", "Jan ", "Feb ", "Mar ", "Apr ", "May ",
    "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec ",
)  # fmt: skip

#: A Compose prefix ends before this column.
_NAME = 64

#: The most prefixes of a line, one after the other.
MOST_PREFIXES = 6

#: The column at the right where Rich puts the place of a log message.
PLACE = r" {2}[\w-]{1,80}\.py:\d{1,6}$"

#: Fences of Markdown.
FENCE = r"(?:```|~~~)\w{0,20}$"


class Row(NamedTuple):
    """A line of the paste, or a part of one, without its frame."""

    number: int  #: the line of the paste, from 1
    text: str
    lead: int = 0  #: how many spaces are before the text, after the frame
    end: int = 0  #: the column in which the text ends in the paste; 0 if it is part of a line
    limit: int = 0  #: the column in which it has to end because of an edge; 0 without one
    edge: int = 0  #: the column of the right edge of a box; 0 without one
    begins: bool = False  #: whether a logger begins a message with it
    spaced: bool = False  #: whether white space follows the text


def drop_controls(text: str) -> str:
    """Drop the sequences that control a terminal."""
    if CONTROL_PARTS[0] in text or CONTROL_PARTS[1] in text:
        return compile_once(CONTROLS).sub("", text)
    return text


def fold_line(number: int, line: str) -> list[Row]:
    """Return the parts of a line of a paste: several if line breaks in it are escaped."""
    if not line.isascii():
        line = line.translate(_TABLE)
    if "&" in line:
        line = compile_once(ENTITY).sub(_decode_entity, line)
    if "\\" in line:
        line = compile_once(ESCAPE).sub(_decode_escape, line)
        if "\n" in line:
            rows = [row for part in line.split("\n") for row in _fold_part(number, part)]
            return [row._replace(end=0) for row in rows]
    return _fold_part(number, line)


def _decode_entity(match: re.Match[str]) -> str:
    name, number, digits = match.group("name", "number", "hex")
    return ENTITIES[name] if name else _fold_code(int(number) if number else int(digits, 16), match)


def _decode_escape(match: re.Match[str]) -> str:
    path, char, digits, line = match.group("path", "char", "hex", "line")
    if path or char:
        return path or char
    if digits:
        return _fold_code(int(digits, 16), match)
    return "\n" if line else " "


def _fold_code(code: int, match: re.Match[str]) -> str:
    """Return the character of a number if it is a sign, and else what the text has."""
    char = chr(code)
    if char.isascii() and char.isprintable():
        return char
    return _TABLE.get(code, match[0])


def _fold_part(number: int, line: str) -> list[Row]:
    """Return a part of a line without its frame; nothing if nothing is left."""
    text = line.rstrip(BLANK)
    end, limit, edge = len(text), 0, 0
    if not end:
        return []
    spaced = line[end : end + 1] == " "
    if text[-1] in EDGES:
        inner = text.rstrip(EDGES)
        text = inner.rstrip(BLANK)
        edge = len(inner)
        end, limit = len(text), edge - (text != inner)
        spaced = False
    elif ".py:" in text and (place := compile_once(PLACE).search(text)):
        text = text[: place.start()].rstrip(BLANK)
        end, limit = len(text), place.start() + 1
    text, begins = _strip_prefixes(text)
    lead = len(text)
    text = text.lstrip(BLANK)
    lead -= len(text)
    if not text.strip(RULE) or (text[0] in "`~" and compile_once(FENCE).match(text)):
        return []
    if "  " in text or "\t" in text or "\v" in text or "\f" in text or "\r" in text:
        text = " ".join(text.split())
    return [Row(number, text, lead, end, limit, edge, begins, spaced)]


def _strip_prefixes(text: str) -> tuple[str, bool]:
    """Return a line without its prefixes, and whether one of them begins a message."""
    begins = after_time = False
    if not _may_have_prefix(text.lstrip(" ")):
        return text, begins
    for _ in range(MOST_PREFIXES):
        match = compile_once(FRAME).match(text)
        if match:
            after_time = after_time or match["time"] is not None
        elif record := compile_once(RECORD).match(text):
            match, begins, after_time = record, True, True
        elif after_time and (after := compile_once(AFTER_TIME).match(text)):
            match, begins = after, True
        else:
            break
        text = text[match.end() :]
    return text, begins


def _may_have_prefix(text: str) -> bool:
    """Return whether a text may have a prefix, by cheap searches: most lines have none."""
    first = text[:1]
    if first == "[":  # ``[SSL: REASON]`` is none: names have no space
        return text[1:2].isdecimal() or " " not in text[: text.find("]") + 1]
    return first in _SIGNS or "|" in text[:_NAME] or text.startswith(_WORDS)
