"""Dump the facts of TLS that all browsers need: patterns, spellings, scores.

Input: the matcher's constants and the registries. Output: ``static/tlsalerts-facts.js``, which
``tools/generate.py`` writes; the same input always gives the same bytes. Patterns are translated by
:func:`sphinx_tlsalerts.browser.regex.javascript`::

    build_constant_facts()["sizes"]["gap"]  # 14
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_tlsalerts.browser.reasons import add_rivals, dump_reasons
from sphinx_tlsalerts.browser.regex import translate_regex
from sphinx_tlsalerts.matcher import (
    PLACE_FACTORS,
    SignalKind,
    list_portable_constants,
    load_recognised,
)
from sphinx_tlsalerts.matcher.readers import (
    WINDOWS,
    find_spelled_alert,
    load_alert_texts,
    load_code_numbers,
    load_code_texts,
)
from sphinx_tlsalerts.registries import (
    CONSTANT_PREFIX,
    load_alerts,
    load_reasons,
    load_verify_codes,
)

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher import Rule
    from sphinx_tlsalerts.matcher.readers import PasteConstants

#: The mark of each factor in tables.
MARKS = {
    PLACE_FACTORS["shown"]: "",
    PLACE_FACTORS["further"]: "+",
    PLACE_FACTORS["title"]: "=",
    PLACE_FACTORS["elsewhere"]: "~",
}


def find_facts_file() -> Path:
    """Return the script that browsers load."""
    return Path(__file__).parent / "static" / "tlsalerts-facts.js"


def build_facts_script() -> str:
    """Return the text of that script."""
    facts = json.dumps(build_constant_facts(), separators=(",", ":"))
    return f"// Written by `python tools/generate.py`.\nglobalThis.tlsalertsFacts = {facts};\n"


@cache
def list_common_reasons() -> frozenset[str]:
    """Return the reasons that every browser distinguishes from all others.

    They are those of the bundled catalogues, so that tables of most projects need none, and those
    that report alerts.
    """
    from sphinx_tlsalerts.catalogue import CATALOGUES, recognised_file

    names = {reason.name for reason in load_reasons() if find_spelled_alert(reason.name)}
    for name in CATALOGUES:
        raw = json.loads(recognised_file(name).read_text(encoding="utf-8"))
        for fingerprint in load_recognised(raw).values():
            names |= {key.value for key in fingerprint.keys if key.kind == SignalKind.REASON.value}
    return frozenset(names)


@cache
def list_known_reasons() -> frozenset[str]:
    """Return all reasons that every browser knows."""
    return add_rivals(list_common_reasons())


def build_constant_facts() -> dict[str, Any]:
    """Return all facts, for JSON."""
    constants = list_portable_constants()
    return {
        "sizes": constants.sizes,
        "scores": _scores(constants.scores),
        "rules": [_rule(rule) for rule in constants.rules],
        "patterns": {
            name: translate_regex(pattern) for name, pattern in constants.patterns.items()
        },
        "words": constants.words,
        **_of_alerts(),
        **_of_codes(),
        "sentences": constants.sentences,
        "windows": {
            name: [number, kind.value, _full_name(kind, value)]
            for name, (number, kind, value) in WINDOWS.items()
        },
        "libraries": {
            library.name: [library.number, library.text and library.text.lower()]
            for library in load_reasons().libraries
        },
        "reasons": dump_reasons(list_known_reasons()),
        "paste": _of_pastes(constants.paste),
    }


def _full_name(kind: SignalKind, value: str) -> str:
    return CONSTANT_PREFIX + value if kind is SignalKind.VERIFICATION else value


def _scores(scores: dict[str, Any]) -> dict[str, Any]:
    """Return *scores* with the factors by their :data:`MARKS`."""
    return scores | {"marks": {mark: factor for factor, mark in MARKS.items()}}


def _rule(rule: Rule) -> list[Any]:
    """Return *rule* as a row: its parts, the form of the line, its patterns, and its function."""
    return [
        [part.lower() for part in rule.parts],
        rule.line,
        [*map(translate_regex, rule.patterns)],
        rule.does,
    ]


def _of_pastes(paste: PasteConstants) -> dict[str, Any]:
    """Return the constants of the reader of pastes; rules without their empty last fields."""
    rows: dict[str, list[list[Any]]] = {}
    for rule in paste.rules:
        row: list[Any] = [
            rule.gives,
            rule.parts[0] if len(rule.parts) == 1 else rule.parts,
            translate_regex(rule.pattern),
            rule.weight,
            rule.flags,
        ]
        while not row[-1]:
            row.pop()
        rows.setdefault(rule.kind, []).append(row)
    patterns = {name: translate_regex(pattern) for name, pattern in paste.patterns.items()}
    return {
        "sizes": paste.sizes,
        "rules": rows,
        "patterns": patterns,
        "words": paste.words,
        "tools": paste.tools,
    }


def _of_alerts() -> dict[str, Any]:
    spelled: dict[str, list[str]] = {}
    for text, name in load_alert_texts().items():
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
    numbers = load_code_numbers()
    own = {code.number("3.0"): code.constant for code in codes}
    return {
        "codes": {code.constant: [code.number("3.0"), code.meaning] for code in codes},
        "numbers": {n: constant for n, constant in numbers.items() if own.get(n) != constant},
        "texts": [[constants.index(constant), text] for text, constant in load_code_texts()],
    }
