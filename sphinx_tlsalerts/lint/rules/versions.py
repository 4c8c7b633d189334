"""Advice to use protocol versions that are forbidden: SSL 2.0 and 3.0, TLS 1.0 and 1.1.

RFC 6176 forbids SSL 2.0, RFC 7568 SSL 3.0, RFC 8996 TLS 1.0 and 1.1.
"""

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
)
from sphinx_tlsalerts.lint.findings import Hit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_tlsalerts.lint.advice import Passage, Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts, Words

#: Words of texts that can name an old version.
_HINT = re.compile(
    r"(?:tls|ssl)[-_]?v?(?:1(?![._]?[23](?!\d))|[23](?![._]?\d))|\n1\.[01]\n|tls-m(?:ax|in)"
    r"|securityprotocoltype|versionssl|minimum_supported"
)
_NUMBERS_OF_SSL = re.compile(r"\n[23](?:\.0)?\n")


def prepare_versions(texts: GuideTexts) -> Finder | None:
    """Return a finder of forbidden versions, or None if no text can name one."""
    return find_forbidden if _may_name_old(texts.words) else None


def _may_name_old(words: Words) -> bool:
    if _HINT.search(words.lines):
        return True
    return "\nssl\n" in words and _NUMBERS_OF_SSL.search(words.lines) is not None


#: A version in the spelling of a library or a tool, 1.2 and 1.3 excluded.
_OLD = r"(?:TLSv1(?:[._][01])?(?![._]?\d)|SSLv[23](?!\d))"

#: The settings and options that choose a version. A bare name may as well turn it off.
_CODE = (
    rf"\b(?:ssl\.)?PROTOCOL_{_OLD}\b",
    rf"(?:(?:[<>!=]=|[<>])\s*)?\b(?:ssl\.)?TLSVersion\.(?:{_OLD}|MINIMUM_SUPPORTED)\b",
    rf"&=\s*~\s*(?:ssl\.|SSL\.)?OP_NO_{_OLD}\b",
    r"(?<![\w-])--(?:tlsv1(?:\.[01])?|sslv[23])(?![\w.])",
    r"(?<![\w-])-(?:tls1(?:_1)?|ssl[23])(?![\w.])",
    r"--tls-max[ =]1\.[01]\b",
    r"--tls-min-v1\.[01]\b",
    rf"\bMinProtocol\s*=\s*{_OLD}",
    rf"\b(?:min|max)Version[\"']?\s*[:=]\s*[\"']{_OLD}",
    rf"\b{_OLD}_(?:server_|client_)?method\b",
    r"\bVersionTLS1[01]\b|\bVersionSSL30\b",
    r"\b(?:SSL\.)?(?:TLS1(?:_1)?|SSL3)_VERSION\b",
    rf"https\.protocols\s*=\s*[^\s]*{_OLD}",
    rf"\bssl_protocols\s[^;\n]*?{_OLD}",
    rf"\bSSLProtocol\s(?:[^\n]*\s)?\+?(?<!-){_OLD}",
    r"\bSecurityProtocolType(?:\.|\]::)(?:Tls11|Tls|Ssl3)\b",
)
_IN_CODE = re.compile("|".join(_CODE))

#: A version in prose: ``TLS 1.0``, ``TLSv1.1``, ``SSL 3``, ``SSLv3``.
_NAME = re.compile(r"\b(?:TLS ?v?\.? ?1\.[01]|TLSv1|SSL ?v?[23](?:\.0)?)(?!\d|_|\.\d)")

#: Words that put a version to use, and words that leave it behind. The last of them before the
#: version counts.
_USE = (
    r"enabl(?:e|ing)|re-?enabl(?:e|ing)|us(?:e|ing)|allow(?:ing)?|permit(?:ting)?|accept(?:ing)?|"
    r"activat(?:e|ing)|turn(?:ing)? on|switch(?:ing)? (?:on|to|back to)|forc(?:e|ing)|"
    r"fall(?:ing)? back to|downgrad(?:e|ing)|lower(?:ing)?|select|choose|configure|set|add|speak|"
    r"support|connect|limit|restrict|pin|offer|go back to|revert to|try"
)
_LEAVE = (
    r"disabl(?:e|es|ed|ing)|turn(?:s|ed|ing)? off|switch(?:es|ed|ing)? off|upgrad(?:e|ed|ing)|"
    r"forbid(?:s|den)?|remov(?:e|es|ed|ing)|drop(?:s|ped)?|refus(?:e|es|ed|ing)|reject(?:s|ed)?|"
    r"instead of|rather than|not|never|no longer|without|beyond|above|newer than|later than|"
    r"from|away|deprecat\w+|replac(?:e|es|ed|ing)|than|"
    r"whether|stop|until|avoid|don[\u2019']t|exclude|block|for|between"
)
#: To upgrade to a version is to use it; to upgrade something is to leave it behind.
_UPGRADE_TO = r"upgrad(?:e|ing)\b(?:(?!\bwhat\b|\bconnect)[^,;:])*?\bto(?: at least)?(?=\W*$)"
_ACTION = re.compile(
    rf"\b(?:(?P<use>{_UPGRADE_TO}|{_USE})|(?P<leave>{_LEAVE}))\b",
    re.IGNORECASE,
)


def find_forbidden(scope: Scope) -> Iterator[Hit]:
    """Yield the settings and the sentences that make readers use a forbidden version."""
    for passage in scope.passages:
        text = passage.text
        spans = set()
        if passage.is_advice:
            chosen = islice(_IN_CODE.finditer(text), MAX_MATCHES)
            spans |= {match.span() for match in chosen if _is_chosen(passage, match)}
        if not passage.is_code:
            named = islice(_NAME.finditer(text), MAX_MATCHES)
            spans |= {match.span() for match in named if _is_used(passage, *match.span())}
        taken = -1
        for start, end in sorted(spans):
            if start >= taken:
                taken = end
                yield Hit(text, start, end, _describe(text[start:end]))


def _describe(snippet: str) -> str:
    shown = " ".join(snippet.split())
    number = "7568" if "SSL" in shown.upper() and "3" in shown else "8996"
    if re.search("SSL ?v?2", shown, re.IGNORECASE):
        number = "6176"
    if "MINIMUM_SUPPORTED" in shown:
        return f"'{shown}' allows versions that RFC {number} forbids"
    return f"'{shown}' uses a version that RFC {number} forbids"


def _is_chosen(passage: Passage, match: re.Match[str]) -> bool:
    """Return whether a setting in code, or named in prose, is advised."""
    text, (start, end) = passage.text, match.span()
    if match[0][:1] in "<>!=":
        return False  # a comparison
    if passage.is_code:
        before, after = find_line(text, start, end)
        comment = find_comment(before)
        return comment is None or not is_denied(comment, after)
    before, after = find_sentence(text, start, end)
    return _read_last_action(before) != "leave" and not is_denied(before, after)


def _is_used(passage: Passage, start: int, end: int) -> bool:
    """Return whether a sentence advises the version that it names."""
    text = passage.text
    if re.match(r"_|``? (?:is|are) ", text[end:]):
        return False
    before, after = find_sentence(text, start, end)
    if not passage.is_advice and not re.search(
        rf"^\W*(?:{_USE})\b|\byou (?:can|could|may|should|must|have to)\b", before, re.IGNORECASE
    ):
        return False
    return _read_last_action(before) == "use" and not is_denied(before, after)


def _read_last_action(before: str) -> str:
    """Return the effect of the last verb before a version: ``use``, ``leave``, or none."""
    clause = re.split(r"[;:(]|\bbut\b", cut_main_clause(before))[-1]
    effects = [str(match.lastgroup) for match in _ACTION.finditer(clause)]
    return effects[-1] if effects else ""
