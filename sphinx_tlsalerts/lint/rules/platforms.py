"""Advice to install or use what gets no security updates any more."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_tlsalerts.lint.english import (
    MAX_MATCHES,
    cut_main_clause,
    find_comment,
    find_line,
    find_sentence,
    is_denied,
    is_instruction,
)
from sphinx_tlsalerts.lint.findings import Hit
from sphinx_tlsalerts.lint.rules.support import PRODUCTS, Product

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.lint.advice import Passage, Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts, Words


#: Words that contain a version, with or without a name before it.
_NUMBER = re.compile(r"[a-z-]*v?\d|xp\b|vista\b")


def prepare_platforms(texts: GuideTexts) -> Finder | None:
    """Return a finder of dead platforms, or None if no text can name one."""
    return find_dead if _may_name_dead(texts.words) else None


def _may_name_dead(words: Words) -> bool:
    products = [product for product in PRODUCTS if any(hint in words for hint in product.hints)]
    if not products:
        return False
    numbers = "\n".join(filter(_NUMBER.match, words))
    return any(
        re.search(
            rf"(?:^|[a-z-])(?:{'|'.join(product.ended)})$", numbers, re.MULTILINE | re.IGNORECASE
        )
        for product in products
    )


#: The text on a line between a command and a name. Bounded: a line may hold many commands.
_WORDS = r"[^\n]{0,200}?"

_PACKAGES = (
    r"\b(?:apt|apt-get|dnf|yum|brew|choco|winget|pkg|zypper|apk)\s"
    rf"(?>{_WORDS}(?:install|add)\s){_WORDS}\b"
)
_IMAGE = (
    rf"\b(?:(?:FROM|docker (?:run|pull)\b{_WORDS})\s++|image[\s`\"':]{{1,20}})(?:\S{{1,200}}/)?"
)

#: Commands that install a product.
_COMMANDS = {
    "Python": (
        r"\bpyenv (?:install|global|local|shell)(?: -\S+)*\s+(?P<version>[\d.]+)",
        (
            rf"\b(?:uv|rye|hatch)\s{_WORDS}"
            r"(?:--python|-p|python (?:install|pin))[ =](?P<version>[\d.]+)"
        ),
        r"\bpy -(?P<version>[23]\.\d+)\b",
        rf"\b(?:conda|mamba|micromamba)\s{_WORDS}\bpython=+(?P<version>[\d.]+)",
        rf"{_PACKAGES}python@?(?P<version>[23]\.\d+)\b",
        rf"{_IMAGE}python:(?P<version>[\d.]+)",
        r"(?:^|[\s/])python(?P<version>2(?:\.7)?|3\.\d+)(?=\s+-m\b|\s+-c\b|\s+\S+\.py\b)",
        r"\bpython-version[\"']?\s*[:=]\s*[\"']?(?P<version>[\d.]+)",
    ),
    "OpenSSL": (
        r"\bopenssl@(?P<version>1\.[01])\b",
        r"\blibssl(?P<version>1\.[01])\S*",
        r"\bopenssl==?(?P<version>[01]\.[\da-z.]+)",
    ),
    "Ubuntu": (rf"{_IMAGE}ubuntu:(?P<version>[\d.]+)",),
    "Debian": (rf"{_IMAGE}debian:(?P<version>[\d.]+)",),
    "CentOS": (rf"{_IMAGE}centos:(?:centos)?(?P<version>[\d.]+)",),
}

_INSTALL = re.compile(
    r"\b(?:install(?:ing)?|us(?:e|ing)|downgrad(?:e|ing)|switch(?:ing)?|mov(?:e|ing)|run(?:ning)?|"
    r"go back|return|revert|pin|stay on|stick (?:with|to)|keep|choose|select|try|get|build|"
    r"upgrad(?:e|ing)|updat(?:e|ing)|migrat(?:e|ing)|deploy|set up)\b(?P<object>[^;:()]*)$",
    re.IGNORECASE,
)
_UPGRADES = re.compile(r"\b(?:upgrad|updat|migrat|mov|switch)\w*\b", re.IGNORECASE)

#: Words before a name that make it a condition instead of something to install.
_CONDITION = re.compile(
    r"\b(?:on|for|of|from|under|in|inside|since|before|until|below|than|if|when|where|as of|"
    r"away from|against|between|after|by|and on|or on|unless|without)\W+(?:an? |the |old |older |"
    r"versions? of |systems? (?:like|such as) |any |all |your |existing )*[`*]*$",
    re.IGNORECASE,
)
_OR_NEWER = re.compile(
    r"^(?:\.x)?[`*]*\s*"
    r"(?:\+|(?:(?:or|and)(?: any)?|\()\s*(?:newer|later|above|higher|greater|up)\b)",
    re.IGNORECASE,
)


def _build_pattern(product: Product) -> str:
    # "Downgrade Python to version 3.9" as well as "Python 3.9"
    between = r"[`*]*(?:\s+(?:back\s+)?to)?(?:\s+version)?\s+v?"
    versions = "|".join(product.ended)
    return rf"\b{product.spellings}{between}(?P<version>{versions})(?!\w|\.\d|-\d)"


_IN_PROSE = [(re.compile(_build_pattern(product), re.IGNORECASE), product) for product in PRODUCTS]
_IN_CODE = [
    (re.compile(pattern, re.IGNORECASE | re.MULTILINE), name)
    for name, patterns in _COMMANDS.items()
    for pattern in patterns
]


def find_dead(scope: Scope) -> Iterator[Hit]:
    """Yield the platforms without security updates that readers are advised to use."""
    for passage in scope.passages:
        if passage.is_advice:
            yield from _find_in_code(passage)
        if not passage.is_code:
            yield from _find_in_prose(passage)


def _find_in_code(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for pattern, name in _IN_CODE:
        for match in islice(pattern.finditer(text), MAX_MATCHES):
            version = match["version"].rstrip(".")
            product = next(product for product in PRODUCTS if product.name == name)
            ended = _find_end(product, version)
            if ended and not _is_denied(passage, *match.span()):
                yield Hit(
                    text, *match.span("version"), _describe(f"{name} {version}", ended, product)
                )


def _find_end(product: Product, version: str) -> str | None:
    months = (
        month
        for known, month in product.ended.items()
        if re.fullmatch(known, version, re.IGNORECASE)
    )
    return next(months, None)


def _is_denied(passage: Passage, start: int, end: int) -> bool:
    text = passage.text
    if passage.is_code:
        comment = find_comment(find_line(text, start, end)[0])
        return comment is not None and is_denied(comment, "")
    return is_denied(*find_sentence(text, start, end))


def _find_in_prose(passage: Passage) -> Iterator[Hit]:
    text = passage.text
    for pattern, product in _IN_PROSE:
        for match in islice(pattern.finditer(text), MAX_MATCHES):
            ended = _find_end(product, match["version"])
            if ended and _is_to_be_used(passage, *match.span()):
                shown = f"{product.name} {match['version']}"
                yield Hit(text, *match.span(), _describe(shown, ended, product))


def _is_to_be_used(passage: Passage, start: int, end: int) -> bool:
    before, after = find_sentence(passage.text, start, end)
    if not passage.is_advice and not is_instruction(before):
        return False
    install = _INSTALL.search(cut_main_clause(before))
    if not install or _CONDITION.search(before) or _OR_NEWER.match(after):
        return False
    if is_denied(before, after):
        return False
    # "Upgrade A to B" leaves A behind and uses B.
    named = passage.text[start:end]
    return not _UPGRADES.match(install[0]) or bool(
        re.search(r"\bto\b", f"{install['object']} {named}")
    )


def _describe(shown: str, ended: str, product: Product) -> str:
    return f"'{shown}' has had no security updates since {ended} ({product.source})"
