"""Advice that weakens protection: what it looks like, and what it gives up."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_tlsalerts.lint.findings import Hit
from sphinx_tlsalerts.lint.wording import (
    MOST,
    comment_before,
    is_denied,
    is_instruction,
    sentence_around,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.lint.passages import Passage
    from sphinx_tlsalerts.lint.words import Words

#: Of a setting in any language, or in words; and of a command.
_VALUE = r"[\"'`]*(?:false|no|off|0)\b"
_OFF = rf"[\"'`\]]*(?:\s*(?:=>|:=|=|:)\s*|\s+to\s+){_VALUE}"
_SET_OFF = rf"[\"'`\]}}]*(?:\s*(?:=>|:=|[=:,])\s*|\s+to\s+|\s+){_VALUE}"

_VERIFIES = "does not verify certificates"
_NAMES = "does not compare the host name with the certificate"
_ANY = "lets a program accept any certificate"


class Weakness:
    r"""One way to weaken protection.

    :param fragments: one of them is a part of a word of each text that has it, in small letters;
        behind ``\n``, it is a whole word
    :param pattern: a regular expression for it, in any case
    :param words: what it does
    :param in_code: whether it is looked for in code as well as in prose
    """

    def __init__(self, fragments: str, pattern: str, words: str, *, in_code: bool = True) -> None:
        self.fragments = [f"{one}\n" if one[0] == "\n" else one for one in fragments.split(" ")]
        self.source = pattern
        self.words = words
        self.in_code = in_code

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression: most files never need it."""
        return re.compile(self.source, re.IGNORECASE)


WEAKNESSES = (
    Weakness(
        "\nfalse --verify",
        r"(?<![\w-])verify(?:_ssl|_certs?|_tls)?[\"'`]*(?:\s*(?:=>|:=|=|:)\s*|\s+to\s+)[\"'`]*false\b"
        r"|(?<!\w)--verify[= ](?:no|false|0)\b",
        _VERIFIES,
    ),
    Weakness("cert_none", r"\b(?:ssl\.)?(?:VerifyMode\.)?CERT_NONE\b", _VERIFIES),
    Weakness("verify_none", r"\b(?:SSL[._])?VERIFY_NONE\b", _VERIFIES),
    Weakness("cert_reqs", r"\b(?:ssl_)?cert_reqs\s*=\s*(?:None\b|[\"']none[\"']|0\b)", _VERIFIES),
    Weakness("_unverified_context", r"\b(?:ssl\.)?_create_unverified_context\b", _VERIFIES),
    Weakness(
        "_create_default_https_context",
        r"\b(?:ssl\.)?_create_default_https_context\b",
        "changes how every HTTPS connection of the program is verified",
    ),
    Weakness(
        "\ncurl",
        r"\bcurl(?:\.exe)?\b(?:[^\n|;&]|\\\n){0,300}?\s(?-i:-[a-zA-Z]*k[a-zA-Z]*)(?![\w-])",
        _VERIFIES,
    ),
    Weakness(
        "--insecure",
        r"(?<![\w-])--insecure(?:-skip-tls-verify|-skip-verify)?(?![\w-])(?!\s*=\s*false)",
        _VERIFIES,
    ),
    Weakness("--no-check-cert", r"--no-check-certificates?\b", _VERIFIES),
    Weakness("--no-verify-ssl --no-ssl-verify", r"--no-(?:verify-ssl|ssl-verify)\b", _VERIFIES),
    Weakness("-skipcertificatecheck", r"(?<!\w)-SkipCertificateCheck\b", _VERIFIES),
    Weakness(
        "check_hostname assert_hostname match_hostname",
        rf"\b(?:ssl_)?(?:check|assert|match)_hostname{_OFF}",
        _NAMES,
    ),
    Weakness(
        "allowinvalid",
        r"\b(?:tls|ssl)_?AllowInvalid(?:Certificates|Hostnames)\b(?!\s*[=:]\s*[\"']?false)",
        _VERIFIES,
    ),
    Weakness(
        "tlsinsecure tls_insecure",
        r"\btls_?Insecure(?:_set)?\b(?!\s*[=:(]\s*[\"']?false)",
        _VERIFIES,
    ),
    Weakness("tls_reject_unauthorized", rf"\bNODE_TLS_REJECT_UNAUTHORIZED{_SET_OFF}", _VERIFIES),
    Weakness("rejectunauthorized", rf"\brejectUnauthorized{_OFF}", _VERIFIES),
    Weakness(
        "strict-ssl strict_ssl strictssl",
        rf"\b(?:strict[-_]ssl|(?:enable)?StrictSsl){_SET_OFF}",
        _VERIFIES,
    ),
    Weakness("seclevel", r"@?\bSECLEVEL\s*=\s*0\b", "allows broken keys and signatures"),
    Weakness("set_security_level", r"\bset_security_level\(\s*0\b", "allows broken keys"),
    Weakness(
        "trusted-host trusted_host",
        r"(?:--|\bglobal\.)trusted-host\b|\btrusted-host\s*=|\bPIP_TRUSTED_HOST\b",
        "lets pip install what anybody on the way sends",
    ),
    Weakness("sslverify", rf"\bhttp\.(?:\"?[^\s\"]+\"?\.)?sslVerify{_SET_OFF}", _VERIFIES),
    Weakness("sslverify", rf"\bsslverify{_OFF}", _VERIFIES),
    Weakness("git_ssl_no_verify", r"\bGIT_SSL_NO_VERIFY\b", _VERIFIES),
    Weakness("pythonhttpsverify", rf"\bPYTHONHTTPSVERIFY{_SET_OFF}", _VERIFIES),
    Weakness("ssl_verify", rf"\bssl_verify(?:peer|host)?{_SET_OFF}", _VERIFIES),
    Weakness("\nfalse", r"\bssl\s*=\s*False\b", "turns off TLS or its verification"),
    Weakness("sslmode", r"\bsslmode[\"']?\s*[=:]\s*[\"']?disable\b", "turns off TLS"),
    Weakness("validate_certs", rf"\bvalidate_certs{_OFF}", _VERIFIES),
    Weakness(
        "insecureskipverify insecure_skip_verify insecure-skip-verify",
        r"\binsecure[-_]?skip[-_]?verify[\"']?\s*(?:=>|:=|=|:)\s*[\"']?(?:true|yes|on|1)\b",
        _VERIFIES,
    ),
    Weakness(
        "trustall trust_all",
        r"\btrust_?all(?:_?(?:certs?|certificates|strategy|trust_?managers?|ssl\w*|hosts))?\b",
        _ANY,
    ),
    Weakness(
        "noophostname allow_all_hostname",
        r"\b(?:NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER)\b",
        _NAMES,
    ),
    Weakness(
        "disable_warnings insecurerequestwarning",
        r"\b(?:urllib3\.)?disable_warnings\b|\bInsecureRequestWarning\b",
        "hides the warning about unverified connections",
    ),
    Weakness(
        "unsafelegacy unsafe_legacy legacy_server_connect",
        r"\bUnsafeLegacy(?:Renegotiation|ServerConnect)\b"
        r"|\b(?:SSL_)?OP_(?:ALLOW_UNSAFE_LEGACY_RENEGOTIATION|LEGACY_SERVER_CONNECT)\b",
        "lets somebody on the way put words into the connection (CVE-2009-3555)",
    ),
    Weakness(
        "update-crypto-policies",
        r"\bupdate-crypto-policies\s+--set\s+LEGACY\b",
        "allows broken keys",
    ),
    Weakness(
        "disabl \noff deactivat skip bypass ignor suppress",
        r"\b(?:disabl(?:e|ing)|turn(?:ing)? off|switch(?:ing)? off|deactivat(?:e|ing)"
        r"|skip(?:ping)?|bypass(?:ing)?|ignor(?:e|ing)|suppress(?:ing)?)\s+"
        r"(?:(?:the|all|any|its|your|ssl|tls|https|strict|server|peer|ca|x\.?509|certificates?|"
        r"cert|host ?name|of)[\s/-]+){0,5}?(?:verification|validation|"
        r"(?:certificate|cert|host ?name) "
        r"(?:check(?:s|ing)?|errors?|warnings?|verification|validation))\b",
        _VERIFIES,
        in_code=False,
    ),
    Weakness(
        "\noff",
        r"\b(?:turn|switch)(?:ing)? (?:\w+ ){0,4}?(?:verification|validation|checks?) off\b",
        _VERIFIES,
        in_code=False,
    ),
    Weakness(
        "accept trust",
        r"\b(?:accept|trust)(?:ing)? (?:any|all) (?:\w+ )?certificates?\b",
        _ANY,
        in_code=False,
    ),
)


def suspected(words: Words) -> list[Weakness]:
    """Return what texts with these words, in small letters, can hold."""
    return [one for one in WEAKNESSES if any(part in words for part in one.fragments)]


def find_insecure(passages: Iterable[Passage], suspects: Iterable[Weakness]) -> Iterator[Hit]:
    """Yield what weakens protection and is not declared to do so."""
    for passage in passages:
        if passage.is_declared:
            continue
        taken = -1
        for hit in sorted(_hits(passage, suspects), key=lambda one: (one.start, -one.end)):
            if hit.start >= taken:  # one finding for one piece of advice
                taken = hit.end
                yield hit


def _hits(passage: Passage, suspects: Iterable[Weakness]) -> Iterator[Hit]:
    text = passage.text
    for weakness in suspects:
        if passage.is_code and not weakness.in_code:
            continue
        for match in islice(weakness.pattern.finditer(text), MOST):
            if _is_advised(passage, *match.span()):
                snippet = " ".join(match[0].split())
                words = f"'{snippet}' {weakness.words}; mark the remedy 'insecure', or leave it out"
                yield Hit(text, *match.span(), words)


def _is_advised(passage: Passage, start: int, end: int) -> bool:
    """Tell whether a passage tells its readers to do what it says there."""
    text = passage.text
    if passage.is_code:
        line = text[text.rfind("\n", 0, start) + 1 : start]
        comment = comment_before(line)
        return comment is None or not is_denied(comment, text[end:].partition("\n")[0])
    before, after = sentence_around(text, start, end)
    if not passage.is_advice and not is_instruction(before + text[start:end]):
        return False
    return not is_denied(before, after)
