"""What browsers have to know of TLS, whatever the project: patterns, spellings, scores."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.browser.reasons import dump_reasons, with_rivals
from sphinx_tlsalerts.browser.regex import javascript
from sphinx_tlsalerts.matcher import Kind, context, index, lines, load_recognised, phrases
from sphinx_tlsalerts.matcher import reader as signals
from sphinx_tlsalerts.matcher.readers import alerts, sentences
from sphinx_tlsalerts.matcher.readers import reasons as mnemonics
from sphinx_tlsalerts.matcher.readers import verify_codes as verification
from sphinx_tlsalerts.registries import (
    CONSTANT_PREFIX,
    load_alerts,
    load_reasons,
    load_verify_codes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

#: How tables mark what a wording is worth.
MARKS = {
    index.SHOWN: "",
    index.FURTHER: "+",
    index.TITLE: "=",
    index.ELSEWHERE: "~",
}

#: The first character beyond the plane that browsers count like Python does.
_ONE_PLANE = 0x10000


def facts_file() -> Path:
    """Return the script that browsers load."""
    return Path(__file__).parent / "static" / "tlsalerts-facts.js"


def facts_script() -> str:
    """Return the text of that script."""
    facts = json.dumps(constant_facts(), separators=(",", ":"))
    return f"// Written by `python tools/generate.py`.\nglobalThis.tlsalertsFacts = {facts};\n"


@cache
def common_reasons() -> frozenset[str]:
    """Return the reasons that every browser can tell from all others.

    These are the ones of the bundled catalogues, so that tables of most projects need none, and
    those that are alerts.
    """
    from sphinx_tlsalerts.catalogue import CATALOGUES, recognised_file

    found = {reason.name for reason in load_reasons() if alerts.alert_spelled(reason.name)}
    for name in CATALOGUES:
        raw = json.loads(recognised_file(name).read_text(encoding="utf-8"))
        for one in load_recognised(raw).values():
            found |= {key.value for key in one.keys if key.kind == Kind.REASON.value}
    return frozenset(found)


@cache
def known_reasons() -> frozenset[str]:
    """Return all reasons that every browser knows."""
    return with_rivals(common_reasons())


def constant_facts() -> dict[str, Any]:
    """Return all of it, for JSON."""
    return {
        "sizes": _sizes(),
        "scores": _scores(),
        "rules": _rules(),
        "patterns": _patterns(),
        "words": _words(),
        **_of_alerts(),
        **_of_codes(),
        "sentences": _sentences(),
        "libraries": {
            one.name: [one.number, one.text and one.text.lower()]
            for one in load_reasons().libraries
        },
        "reasons": dump_reasons(known_reasons()),
    }


def _sizes() -> dict[str, int]:
    return {
        "limit": lines.LIMIT,
        "longest": lines.LONGEST,
        "overlap": lines.OVERLAP,
        "short": signals.SHORT,
        "alertWords": alerts.MOST_WORDS,
        "tellingWords": mnemonics.TELLING_WORDS,
        "longText": verification.LONG,
        "gap": phrases.GAP,
        "near": phrases.NEAR,
        "most": index.MOST,
    }


def _scores() -> dict[str, Any]:
    return {
        "worth": {kind.value: worth for kind, worth in index.WORTH.items()},
        "phrase": index.PHRASE,
        "perWord": index.PER_WORD,
        "own": index.OWN,
        "longest": index.LONGEST,
        "marks": {mark: factor for factor, mark in MARKS.items()},
        "code": index.CODE,
        "implied": index.IMPLIED,
        "mentioned": index.MENTIONED,
        "agrees": index.AGREES,
        "wholeTitle": index.WHOLE_TITLE,
    }


def _rules() -> list[list[Any]]:
    """Return what is looked for in a line, in this order.

    Each rule has parts of which a line in lower case has one, the form of the line that patterns
    are searched in then, the patterns, and the name of what is made of a match.
    """
    once = ("^",)
    rules: list[tuple[tuple[str, ...], bool, Iterable[str], str]] = [
        (("[",), False, [mnemonics.BRACKETS], "brackets"),
        (("error:",), False, [mnemonics.ERROR_LINE], "errorLine"),
        ((mnemonics.ROUTINES,), False, [mnemonics.TUPLE], "tuple"),
        ((mnemonics.UNKNOWN_PART,), False, [mnemonics.UNKNOWN], "unknown"),
        ((mnemonics.VERIFY_FAILED,), True, once, "verifyFailed"),
        (("",), True, once, "pieces"),
        ((CONSTANT_PREFIX,), False, [f"(?P<rest>{verification.CONSTANT})"], "codeConstant"),
        (verification.ANNOUNCED_PARTS, True, verification.NUMBERED, "codeNumber"),
        (verification.ANNOUNCED_PARTS, True, verification.ANNOUNCED, "codeText"),
        (("",), True, once, "codeWords"),
        *(((part,), True, [pattern], "alert") for part, pattern in alerts.ANNOUNCED),
        (alerts.OPENSSL_PARTS, True, [alerts.OPENSSL], "alert"),
        (("_", "AlertDescription"), False, [f"(?P<rest>{alerts.IDENTIFIER})"], "alertName"),
        (("",), False, [f"(?P<rest>{signals.EXCEPTION})"], "exception"),
        (("",), True, once, "sentences"),
    ]
    return [
        [
            [part.lower() for part in parts],
            "low" if low else "text",
            [*map(javascript, patterns)],
            does,
        ]
        for parts, low, patterns, does in rules
    ]


def _patterns() -> dict[str, str]:
    white = "".join(char for char in map(chr, range(_ONE_PLANE)) if char.isspace())
    patterns = {
        "white": f"[{white}]+",
        "ansi": lines.ANSI,
        "context": context.CONTEXT,
        "name": mnemonics.NAME,
        "prefix": f"^(?:{mnemonics.PREFIX})",
        "node": f"^{mnemonics.NODE}",
        "telling": mnemonics.TELLING,
        "pieces": mnemonics.PIECES,
        "alertSent": alerts.SENT,
        "alertTraced": alerts.TRACED,
        "alertWord": alerts.WORD,
        "notWord": alerts.NOT_WORD,
        "notForAddress": sentences.NOT_FOR_ADDRESS,
        "sentenceWord": sentences.WORD,
        "codeBefore": f"^(?:{verification.BEFORE})",
        "codeHint": verification.HINT,
        "codeWord": verification.WORD,
        "distinctive": verification.DISTINCTIVE,
        "phraseWord": phrases.WORD,
    }
    return {name: javascript(pattern) for name, pattern in patterns.items()}


def _words() -> dict[str, Any]:
    return {
        "blank": lines.BLANK,
        "context": context.CONTEXT_PARTS,
        "others": context.OTHERS,
        "hints": context.HINTS,
        "everyday": sorted(signals.EVERYDAY),
        "reported": signals.REPORTED,
        "wrapped": signals.WRAPPED,
        "verifyFailed": mnemonics.VERIFY_FAILED.upper().replace(" ", "_"),
        "often": mnemonics.OFTEN,
        "aroundReason": mnemonics.AROUND,
        "closeNotify": alerts.CLOSE_NOTIFY,
        "opening": "".join(sorted(verification.OPENING)),
        "closing": "".join(sorted(verification.CLOSING)),
        "aroundCode": verification.AROUND,
        "ordinary": sorted(verification.ORDINARY),
        "validFor": sentences.VALID_FOR[0],
        "forAddress": CONSTANT_PREFIX + sentences.FOR_ADDRESS,
        "codePrefix": CONSTANT_PREFIX,
    }


def _of_alerts() -> dict[str, Any]:
    spelled: dict[str, list[str]] = {}
    for text, name in alerts.alert_texts().items():
        spelled.setdefault(name, []).append(_short(text, name))
    return {
        "alerts": {
            alert.name: [alert.code, alert.meaning, str(alert.reference)] for alert in load_alerts()
        },
        "spellings": {name: ";".join(texts) for name, texts in spelled.items()},
    }


def _short(text: str, name: str) -> str:
    """Write ``*`` for the name of an alert in a spelling, and ``+`` for its words in one."""
    words = name.replace("_", " ")
    return text.replace(words, "*").replace(words.replace(" ", ""), "+")


def _of_codes() -> dict[str, Any]:
    codes = list(load_verify_codes())
    constants = [code.constant for code in codes]
    numbers = verification.code_numbers()
    own = {code.number("3.0"): code.constant for code in codes}
    return {
        "codes": {code.constant: [code.number("3.0"), code.meaning] for code in codes},
        "numbers": {n: constant for n, constant in numbers.items() if own.get(n) != constant},
        "texts": [
            [constants.index(constant), text] for text, constant in verification.code_texts()
        ],
    }


def _sentences() -> list[list[str]]:
    """Return sentences in their parts, before them what they amount to and its kind."""
    codes = [
        ["verification", CONSTANT_PREFIX + name, *parts]
        for parts, name in sentences.VERIFICATION.items()
    ]
    return codes + [["reason", name, *parts] for parts, name in sentences.REASONS.items()]
