"""The matcher's constants as plain data, for a matcher in another language.

Input: the constants of these readers and of the modules that call them. Output: numbers, words,
and patterns in the language of Python's ``re``; ``browser`` adds what is specific to JavaScript.
A matcher that applies :data:`Constants.rules` to each line, in their order, finds the signals that
:func:`sphinx_tlsalerts.matcher.explain` finds::

    constants = list_portable_constants()
    constants.sizes["gap"]  # 14
    constants.rules[0].does  # "brackets"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sphinx_tlsalerts.matcher import (
    context,
    folding,
    index,
    lines,
    paste,
    phrases,
    places,
    reader,
    search,
    sources,
    wraps,
)
from sphinx_tlsalerts.matcher.evidence import END_OF_OPEN_PART, RULES
from sphinx_tlsalerts.matcher.readers import alerts, numbers, reasons, sentences, verify_codes
from sphinx_tlsalerts.matcher.signal import SignalKind
from sphinx_tlsalerts.registries import CONSTANT_PREFIX, load_tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_tlsalerts.matcher.evidence import Rule as EvidenceRule

#: The factor of a message, by where the entry has it.
PLACE_FACTORS = {
    "shown": index.SHOWN,
    "further": index.FURTHER,
    "title": index.TITLE,
    "elsewhere": index.ELSEWHERE,
}

#: The first character outside the Basic Multilingual Plane. Blanks are all below it.
_ONE_PLANE = 0x10000


class Rule(NamedTuple):
    """A search for one kind of signal in a line."""

    parts: tuple[str, ...]  #: without any of them in the lower-case line, the rule is skipped
    line: Literal["text", "low"]  #: search the line as it is, or in lower case
    patterns: Sequence[str]
    does: str  #: the name of the function that gets each match


class PasteConstants(NamedTuple):
    """The constants of the reader of pastes."""

    sizes: dict[str, int]
    rules: Sequence[EvidenceRule]
    patterns: dict[str, str]
    words: dict[str, Any]
    tools: dict[str, list[Any]]  #: by id, the most specific first: the side, and contained tools


class Constants(NamedTuple):
    """All constants of the matcher; the keys are those of the other matcher."""

    sizes: dict[str, int]
    scores: dict[str, Any]
    rules: list[Rule]
    patterns: dict[str, str]
    words: dict[str, Any]
    sentences: list[list[str]]  #: the kind, the value that the sentence amounts to, its parts
    paste: PasteConstants


def list_portable_constants() -> Constants:
    """Return the constants of the matcher."""
    return Constants(
        _sizes(), _scores(), _rules(), _patterns(), _words(), _sentences(), _paste_constants()
    )


def _paste_constants() -> PasteConstants:
    sizes = {
        "limit": lines.LIMIT,
        "longest": wraps.LONGEST_LINE,
        "read": paste.MOST_CHARACTERS,
        "raw": sources.MOST_CHARACTERS,
        "lines": paste.MOST_LINES,
        "failures": paste.MOST_FAILURES,
        "far": paste.FAR,
        "nearPort": paste.NEAR_PORT,
        "longestName": places.LONGEST_NAME,
        "longestFile": places.LONGEST_FILE,
        "beforeLink": places.BEFORE,
        "lastPort": places.LAST_PORT,
    }
    patterns = {
        "word": places.WORD,
        "slashes": places.SLASHES,
        "controls": folding.CONTROLS,
        "deceptive": sources.DECEPTIVE,
        "space": sources.WHITE,
        "completeFile": places.COMPLETE_FILE,
        "endOfOpenPart": END_OF_OPEN_PART,
        "label": places.LABEL,
        "address4": places.IPV4,
        "address6": places.IPV6,
        "number": places.NUMBER,
        "fileName": places.FILE_NAME,
        "beforeLink": places.BEFORE_LINK,
        "linkedHost": places.LINKED_HOST,
        "linkedPath": places.LINKED_PATH,
        "badInFile": places.BAD_IN_FILE,
        "noFile": places.NO_FILE,
        "certificate": places.CERTIFICATE,
    }
    words = {
        "blank": folding.BLANK,
        "controls": folding.CONTROL_PARTS,
        "failures": paste.FAILURE_PARTS,
        "ports": places.SCHEME_PORTS,
        "unspecified": paste.UNSPECIFIED,
        "proxyFailures": paste.PROXY_FAILURES,
        "distributions": paste.DISTRIBUTIONS,
    }
    tools = {tool.id: [tool.side or "", *tool.contains] for tool in load_tools()}
    return PasteConstants(sizes, RULES, patterns, words, tools)


def _sizes() -> dict[str, int]:
    return {
        "limit": lines.LIMIT,
        "longest": wraps.LONGEST_LINE,
        "overlap": wraps.OVERLAP,
        "short": reader.SHORT,
        "alertWords": alerts.MOST_WORDS,
        "tellingWords": reasons.TELLING_WORDS,
        "longText": verify_codes.LONG,
        "gap": phrases.GAP,
        "near": phrases.NEAR,
        "most": index.MOST,
        "searchWords": search.MOST_WORDS,
        "prefixes": folding.MOST_PREFIXES,
        "narrowest": wraps.NARROWEST,
        "narrowestHanging": wraps.NARROWEST_HANGING,
        "longestWord": wraps.LONGEST_WORD,
        "rows": reader.MOST_ROWS,
        "firstAlert": numbers.FIRST_ALERT,
    }


def _scores() -> dict[str, Any]:
    return {
        "worth": {kind.value: worth for kind, worth in index.WORTH.items()},
        "phrase": index.PHRASE,
        "perWord": index.PER_WORD,
        "own": index.OWN,
        "longest": index.MOST_PHRASE_WORDS,
        "marks": PLACE_FACTORS,  # by place; another matcher marks places in its own way
        "code": index.CODE,
        "implied": index.IMPLIED,
        "mentioned": index.MENTIONED,
        "noticed": index.NOTICED_WORTH,
        "agrees": index.AGREES,
        "wholeTitle": index.WHOLE_TITLE,
        "wholeId": index.WHOLE_ID,
    }


def _rules() -> list[Rule]:
    once = ("^",)
    return [
        Rule(("[",), "text", [reasons.BRACKETS], "brackets"),
        Rule(("error:",), "text", [reasons.ERROR_LINE], "errorLine"),
        Rule((reasons.ROUTINES,), "text", [reasons.TUPLE], "tuple"),
        Rule((reasons.UNKNOWN_PART,), "text", [reasons.UNKNOWN], "unknown"),
        Rule((reasons.VERIFY_FAILED,), "low", once, "verifyFailed"),
        Rule(("",), "low", once, "pieces"),
        Rule((CONSTANT_PREFIX,), "text", [f"(?P<rest>{verify_codes.CONSTANT})"], "codeConstant"),
        Rule(verify_codes.ANNOUNCED_PARTS, "low", verify_codes.NUMBERED, "codeNumber"),
        Rule(verify_codes.ANNOUNCED_PARTS, "low", verify_codes.ANNOUNCED, "codeText"),
        Rule(("",), "low", once, "codeWords"),
        *(Rule((part,), "low", [pattern], "alert") for part, pattern in alerts.ANNOUNCED),
        Rule(alerts.OPENSSL_PARTS, "low", [alerts.OPENSSL], "alert"),
        Rule(("_", "AlertDescription"), "text", [f"(?P<rest>{alerts.IDENTIFIER})"], "alertName"),
        Rule(("",), "text", [f"(?P<rest>{reader.EXCEPTION})"], "exception"),
        Rule(numbers.WINDOWS_PARTS, "text", [numbers.WINDOWS_ERROR], "windows"),
        Rule(numbers.SYSTEM_PARTS, "text", [numbers.SYSTEM_ERROR], "system"),
        Rule(numbers.FILE_PARTS, "text", [numbers.FILE_ERROR], "file"),
        Rule(numbers.BORINGSSL_PARTS, "text", [numbers.BORINGSSL], "boringssl"),
        Rule(("",), "low", once, "sentences"),
    ]


def _patterns() -> dict[str, str]:
    white = "".join(char for char in map(chr, range(_ONE_PLANE)) if char.isspace())
    return {
        "white": f"[{white}]+",
        "controls": folding.CONTROLS,
        "entity": folding.ENTITY,
        "escape": folding.ESCAPE,
        "frame": f"^(?:{folding.FRAME})",
        "record": f"^(?:{folding.RECORD})",
        "afterTime": f"^(?:{folding.AFTER_TIME})",
        "edge": folding.EDGE,
        "place": folding.PLACE,
        "fence": f"^(?:{folding.FENCE})",
        "beginning": f"^(?:{wraps.BEGINNING})",
        "complete": wraps.COMPLETE,
        "hyphenated": wraps.HYPHENATED,
        "lastWord": wraps.LAST_WORD,
        "closingMark": wraps.CLOSING,
        "sentence": wraps.SENTENCE,
        "firstWord": wraps.FIRST_WORD,
        "knownWord": wraps.WORD,
        "context": context.CONTEXT,
        "name": reasons.NAME,
        "prefix": f"^(?:{reasons.PREFIX})",
        "node": f"^{reasons.NODE}",
        "telling": reasons.TELLING,
        "pieces": reasons.PIECES,
        "alertSent": alerts.SENT,
        "alertTraced": alerts.TRACED,
        "alertWord": alerts.WORD,
        "notWord": alerts.NOT_WORD,
        "notForAddress": sentences.NOT_FOR_ADDRESS,
        "sentenceWord": sentences.WORD,
        "codeBefore": f"^(?:{verify_codes.BEFORE})",
        "codeHint": verify_codes.HINT,
        "codeWord": verify_codes.WORD,
        "distinctive": verify_codes.DISTINCTIVE,
        "phraseWord": phrases.WORD,
        "askedAlert": f"^(?:{reader.ASKED_ALERT})$",
        "askedCode": f"^(?:{reader.ASKED_CODE})$",
        "search": f"^(?:{search.SEARCH})$",
        "searchOwn": search.OWN_WORD,
        "searchWord": search.SEARCH_WORD,
    }


def _words() -> dict[str, Any]:
    return {
        "blank": folding.BLANK,
        "controls": folding.CONTROL_PARTS,
        "folded": folding.FOLDED,
        "entities": folding.ENTITIES,
        "rule": folding.RULE,
        "tightEnds": wraps.TIGHT_ENDS,
        "tightBeginnings": wraps.TIGHT_BEGINNINGS,
        "more": wraps.MORE_WORDS,
        "noticed": alerts.NOTICED,
        "ofSystem": numbers.OF_SYSTEM,
        "ofFile": numbers.OF_FILE,
        "ofEnd": numbers.OF_END,
        "wsa": numbers.WSA,
        "system": numbers.SYSTEM_NAMES,
        "context": context.CONTEXT_PARTS,
        "others": context.OTHERS,
        "hints": context.HINTS,
        "everyday": sorted(reader.EVERYDAY),
        "reported": reader.REPORTED,
        "wrapped": reader.WRAPPED,
        "verifyFailed": reasons.VERIFY_FAILED.upper().replace(" ", "_"),
        "often": reasons.OFTEN,
        "aroundReason": reasons.AROUND,
        "closeNotify": alerts.CLOSE_NOTIFY,
        "opening": "".join(sorted(verify_codes.OPENING)),
        "closing": "".join(sorted(verify_codes.CLOSING)),
        "aroundCode": verify_codes.AROUND,
        "ordinary": sorted(verify_codes.ORDINARY),
        "validFor": sentences.VALID_FOR[0],
        "forAddress": CONSTANT_PREFIX + sentences.FOR_ADDRESS,
        "codePrefix": CONSTANT_PREFIX,
        "verified": reader.VERIFIED,
        "empty": sorted(search.EMPTY),
    }


def _sentences() -> list[list[str]]:
    codes = [
        [SignalKind.VERIFICATION.value, CONSTANT_PREFIX + name, *parts]
        for parts, name in sentences.VERIFICATION.items()
    ]
    return codes + [
        [SignalKind.REASON.value, name, *parts] for parts, name in sentences.REASONS.items()
    ]
