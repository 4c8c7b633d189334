"""Advice that weakens protection, and the protection that it gives up."""

from __future__ import annotations

import re
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_tlsalerts.lint.english import (
    MAX_MATCHES,
    find_comment,
    find_line,
    find_sentence,
    is_compared,
    is_denied,
    is_instruction,
    is_searched,
)
from sphinx_tlsalerts.lint.findings import Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.lint.advice import Passage, Scope
    from sphinx_tlsalerts.lint.findings import Finder
    from sphinx_tlsalerts.lint.prefilter import GuideTexts, Words

#: The value of a setting that is turned off, in any language or in words; and of a command.
_VALUE = r"[\"'`]*(?:false|no|off|0)\b"
_OFF = rf"[\"'`\]]*(?:\s*(?:=>|:=|=|:)\s*|\s+to\s+){_VALUE}"
_SET_OFF = rf"[\"'`\]}}]*(?:\s*(?:=>|:=|[=:,])\s*|\s+to\s+|\s+){_VALUE}"

#: Verbs of prose that turn protection off.
_GIVE_UP = (
    r"(?:disabl(?:e|ing)|turn(?:ing)? off|switch(?:ing)? off|deactivat(?:e|ing)"
    r"|skip(?:ping)?|bypass(?:ing)?|ignor(?:e|ing)|suppress(?:ing)?)"
)
_ANY_OF = "the|all|any|its|your|strict|of"
_TLS_WORDS = r"ssl|tls|https|server|peer|ca|x\.?509|certificates?|cert|host ?names?"
_TLS_NOUN = (
    r"(?:certificates?|certs?|chains?|hosts?|host ?names?|servers?|peers?|identity|tls|ssl|https)\b"
)

# The protection that advice gives up, as messages write it after the advice.
_NO_VERIFICATION = "does not verify certificates"
_NO_NAME_CHECK = "does not compare the host name with the certificate"
_RENEGOTIATION = "lets somebody on the way put words into the connection (CVE-2009-3555)"
_ANY_CERTIFICATE = "lets a program accept any certificate"


class Weakness:
    r"""One way to weaken protection.

    :param fragments: alternatives in lower case, separated by spaces, for the prefilter: each text
        with the weakness has all parts of one of them. ``+`` joins parts; a part that begins with
        ``\n`` is a whole word.
    :param pattern: a regular expression for the weakness; case is ignored
    :param loss: the protection that it gives up
    :param in_code: whether code is searched as well as prose
    :param unless: a regular expression; a sentence of prose that matches it means something else
    """

    def __init__(
        self, fragments: str, pattern: str, loss: str, *, in_code: bool = True, unless: str = ""
    ) -> None:
        self.fragments = [
            [f"{part}\n" if part[0] == "\n" else part for part in parts.split("+")]
            for parts in fragments.split(" ")
        ]
        self.source = pattern
        self.loss = loss
        self.in_code = in_code
        self.unless = unless

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled on first use: most files use none."""
        return re.compile(self.source, re.IGNORECASE)

    def may_be_in(self, words: Words) -> bool:
        """Return whether texts with these words, in lower case, can have the weakness."""
        return any(all(part in words for part in parts) for parts in self.fragments)


WEAKNESSES = (
    Weakness(
        "\nfalse --verify verify+\n0 verify+\nnot+\ntrue",
        r"(?<![\w-])verify(?:_ssl|_certs?|_tls)?[\"'`]*"
        r"(?:(?:\s*(?:=>|:=|=|:)\s*|\s+to\s+)[\"'`]*(?:false|not\s+true)\b"
        r"|\s*=\s*0\b|(?<=[\"'])\s*:\s*0\b)"
        r"|(?<!\w)--verify[= ](?:no|false|0)\b",
        _NO_VERIFICATION,
    ),
    Weakness("verify_mode", rf"\bverify_mode{_OFF}", _NO_VERIFICATION),
    Weakness(
        "cert_optional",
        r"\b(?:ssl\.)?(?:VerifyMode\.)?CERT_OPTIONAL\b",
        "lets clients without a certificate into a server",
    ),
    Weakness(
        "verify_x509_strict",
        r"&=\s*~\s*(?:ssl\.)?(?:VerifyFlags\.)?VERIFY_X509_STRICT\b",
        "accepts certificates that break RFC 5280",
    ),
    Weakness("cert_none", r"\b(?:ssl\.)?(?:VerifyMode\.)?CERT_NONE\b", _NO_VERIFICATION),
    Weakness("verify_none", r"\b(?:SSL[._])?VERIFY_NONE\b", _NO_VERIFICATION),
    Weakness(
        "cert_reqs",
        r"\b(?:ssl_)?cert_reqs[\"'`\]]*\s*[=:]\s*(?:None\b|[\"']none[\"']|0\b)",
        _NO_VERIFICATION,
    ),
    Weakness(
        "_unverified_context _stdlib_context",
        r"\b(?:ssl\.)?_create_(?:unverified|stdlib)_context\b",
        _NO_VERIFICATION,
    ),
    Weakness(
        "set_verify+\nlambda",
        r"\bset_verify\([^\n]{0,100}?\blambda\b[^:\n]{0,100}:\s*(?:True|1)\b",
        _ANY_CERTIFICATE,
    ),
    Weakness(
        "servercertificate",
        r"\bServerCertificate(?:Custom)?ValidationCallback\b(?!\s*=\s*null\b)",
        "puts code of your own in the place of verification",
    ),
    Weakness(
        "hostnameverifier+\ntrue",
        r"\bset(?:Default)?HostnameVerifier\([^;]{0,200}?\btrue\b",
        _NO_NAME_CHECK,
    ),
    Weakness(
        "match_hostname+\nlambda",
        r"\b(?:ssl\.)?match_hostname\s*=\s*lambda\b",
        _NO_NAME_CHECK,
    ),
    Weakness(
        "_create_default_https_context",
        r"\b(?:ssl\.)?_create_default_https_context\b",
        "changes how every HTTPS connection of the program is verified",
    ),
    Weakness(
        "\ncurl \ncurl.exe",
        r"\bcurl(?:\.exe)?\b(?:[^\n|;&]|\\\n){0,300}?\s(?-i:-[a-zA-Z]*k[a-zA-Z]*)(?![\w-])",
        _NO_VERIFICATION,
    ),
    Weakness(
        "--insecure",
        r"(?<![\w-])--insecure(?:-skip-tls-verify|-skip-verify)?(?![\w-])(?!\s*=\s*false)",
        _NO_VERIFICATION,
    ),
    Weakness("--no-check-cert", r"--no-check-certificates?\b", _NO_VERIFICATION),
    Weakness(
        "--no-verify-ssl --no-ssl-verify", r"--no-(?:verify-ssl|ssl-verify)\b", _NO_VERIFICATION
    ),
    Weakness("-skipcertificatecheck", r"(?<!\w)-SkipCertificateCheck\b", _NO_VERIFICATION),
    Weakness(
        "check_hostname assert_hostname match_hostname",
        rf"\b(?:ssl_)?(?:check|assert|match)_hostname{_OFF}",
        _NO_NAME_CHECK,
    ),
    Weakness(
        "allowinvalid",
        r"\b(?:tls|ssl)_?AllowInvalid(?:Certificates|Hostnames)\b(?!\s*[=:]\s*[\"']?false)",
        _NO_VERIFICATION,
    ),
    Weakness(
        "tlsinsecure tls_insecure",
        r"\btls_?Insecure(?:_set)?\b(?!\s*[=:(]\s*[\"']?false)",
        _NO_VERIFICATION,
    ),
    Weakness(
        "tls_reject_unauthorized", rf"\bNODE_TLS_REJECT_UNAUTHORIZED{_SET_OFF}", _NO_VERIFICATION
    ),
    Weakness("rejectunauthorized", rf"\brejectUnauthorized{_OFF}", _NO_VERIFICATION),
    Weakness(
        "strict-ssl strict_ssl strictssl",
        rf"\b(?:strict[-_]ssl|(?:enable)?StrictSsl){_SET_OFF}",
        _NO_VERIFICATION,
    ),
    Weakness(
        "anull enull \nadh adh- null+cipher",
        r"(?<![!\w-])(?-i:(?:aNULL|eNULL|AECDH|ADH)(?!\w)(?::(?:aNULL|eNULL|AECDH|ADH)(?!\w))*)"
        r"|(?<![a-z])cipher[^\n]{0,100}?(?:[\"'`:](?-i:NULL)(?=[\"'`:])|[\"'`:\s](?-i:NULL-[A-Z0-9]+))",
        "allows ciphers that authenticate or encrypt nothing",
    ),
    Weakness("seclevel", r"@?\bSECLEVEL\s*=\s*0\b", "allows broken keys and signatures"),
    Weakness("set_security_level", r"\bset_security_level\(\s*0\b", "allows broken keys"),
    Weakness(
        "trusted-host trusted_host",
        r"(?:--|\bglobal\.)trusted-host\b|\btrusted-host\s*=|\bPIP_TRUSTED_HOST\b",
        "lets pip install what anybody on the way sends",
    ),
    Weakness(
        "sslverify", rf"\bhttp\.(?:\"?[^\s\"]{{1,200}}\"?\.)?sslVerify{_SET_OFF}", _NO_VERIFICATION
    ),
    Weakness("sslverify", rf"\bsslverify{_OFF}", _NO_VERIFICATION),
    Weakness("git_ssl_no_verify", r"\bGIT_SSL_NO_VERIFY\b", _NO_VERIFICATION),
    Weakness("pythonhttpsverify", rf"\bPYTHONHTTPSVERIFY{_SET_OFF}", _NO_VERIFICATION),
    Weakness(
        "ssl_verify",
        r"\b(?:CURLOPT_)?(?:PROXY_)?ssl_verify(?:peer|host|_cert|_identity)?"
        rf"(?:{_SET_OFF}|[\"'`]*\s*,\s*0L\b)",
        _NO_VERIFICATION,
    ),
    Weakness("\nfalse", r"\b(?:use_)?ssl\s*=\s*False\b", "turns off TLS or its verification"),
    Weakness(
        "sslmode",
        r"\bsslmode[\"'`]*(?:\s*[=:]\s*|\s+to\s+)[\"'`]*(?:disable|allow|prefer)\b",
        "lets a program do without TLS",
    ),
    Weakness(
        "curl_ca_bundle requests_ca_bundle",
        r"\b(?:CURL|REQUESTS)_CA_BUNDLE[\"'`\]]*"
        r"(?:\s*=\s*(?:\"\"|'')(?![\"'])|=[ \t]*(?=\n|\Z)|\s+to\s+(?:an|the)\s+empty\b)",
        _NO_VERIFICATION,
    ),
    Weakness("validate_certs", rf"\bvalidate_certs{_OFF}", _NO_VERIFICATION),
    Weakness(
        "insecureskipverify insecure_skip_verify insecure-skip-verify",
        r"\binsecure[-_]?skip[-_]?verify[\"']?\s*(?:=>|:=|=|:)\s*[\"']?(?:true|yes|on|1)\b",
        _NO_VERIFICATION,
    ),
    Weakness(
        "trustall trust_all",
        r"\btrust_?all(?:_?(?:certs?|certificates|strategy|trust_?managers?|ssl\w*|hosts))?\b",
        _ANY_CERTIFICATE,
    ),
    Weakness(
        "noophostname allow_all_hostname",
        r"\b(?:NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER)\b",
        _NO_NAME_CHECK,
    ),
    Weakness(
        "disable_warnings insecurerequestwarning ignore+unverified",
        r"\b(?:urllib3\.)?disable_warnings\b"
        r"|\b(?:ignor|suppress|hid|silenc|disabl|filter)\w*\b(?:(?!\berror\b)[^;]){0,120}?"
        r"\bInsecureRequestWarning\b"
        r"|\bignore:Unverified HTTPS\b",
        "hides the warning about unverified connections",
    ),
    # What merely lets a client connect to servers without RFC 5746, as OpenSSL 1.1.1 did anyway,
    # is the usual last resort and no finding.
    Weakness(
        "unsafelegacy unsafe_legacy",
        r"\bUnsafeLegacyRenegotiation\b|\b(?:SSL_)?OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION\b",
        _RENEGOTIATION,
    ),
    Weakness(
        "options+0x",
        r"\boptions\s*\|=\s*0x0*40000\b",
        _RENEGOTIATION,
    ),
    Weakness(
        "update-crypto-policies",
        r"\bupdate-crypto-policies\s+--set\s+LEGACY\b",
        "allows broken keys",
    ),
    Weakness(
        "disabl \noff deactivat skip bypass ignor suppress",
        rf"\b{_GIVE_UP}\s+"
        rf"(?:(?:{_ANY_OF})[\s/-]+){{0,5}}?"
        rf"(?:(?:{_TLS_WORDS})[\s/-]+(?:(?:{_ANY_OF}|{_TLS_WORDS})[\s/-]+){{0,4}}?"
        r"(?:verification|validation|check(?:s|ing)?|errors?|warnings?|mismatch(?:es)?)\b"
        # "Verification" and "validation" of other things: of a file, against a schema.
        rf"|(?:verification|validation)\b(?:(?!\s+(?:of|against|with|by|in|on|for|from)\b)"
        rf"|(?=\s+(?:of|for|in|on)\s+(?:[\w'\u2019-]+\s+){{0,4}}?{_TLS_NOUN})))",
        _NO_VERIFICATION,
        in_code=False,
    ),
    Weakness(
        "\noff",
        r"\b(?:turn|switch)(?:ing)? (?:\w+ ){0,4}?(?:verification|validation|checks?) off\b",
        _NO_VERIFICATION,
        in_code=False,
    ),
    Weakness(
        "disabl+\nssl disabl+\ntls disabl+\nhttps \noff+\nssl \noff+\ntls \noff+\nhttps",
        r"\b(?:disabl(?:e|ing)|(?:turn|switch)(?:ing)? off)\s+"
        r"(?:ssl/tls|ssl|tls|https)"
        r"(?=[`\"']*(?:\s*[.,;:!)]|\s*\Z|\s+(?:on|in|at|for|and|or|to|entirely|altogether)\b))"
        r"|\b(?:turn|switch)(?:ing)? (?:ssl/tls|ssl|tls|https) off\b",
        "turns off TLS",
        in_code=False,
        # SSL beside TLS is an old version of it.
        unless=r"\bssl\b(?!/).{0,200}?\btls\b|\btls\b.{0,200}?\bssl\b",
    ),
    Weakness(
        "accept trust",
        r"\b(?:accept|trust)(?:ing)? (?:any|all|every|each) (?:\w+ )?certificates?\b",
        _ANY_CERTIFICATE,
        in_code=False,
    ),
    Weakness(
        "\ncurl",
        r"(?<![\w-])(?-i:-k)[`\"']*\s+(?:\w+\s+){0,3}?[`\"']*curl\b",
        _NO_VERIFICATION,
        in_code=False,
    ),
    Weakness(
        "\nlevel+\n0 \nlevel+\nzero",
        r"\b(?:lower|set|reduc|decreas|drop|chang|us|go)(?:e|t?ing)?\b[^.;]{0,60}?"
        r"\bsecurity level\b[^.;,]{0,40}?\b(?:to|of|=)?\s*[`\"']*\b(?:0|zero)\b",
        "allows broken keys and signatures",
        in_code=False,
    ),
    Weakness(
        "\nhttp+\nhttps",
        r"\bhttp(?:://[^\s`\"']{0,200})?[`\"']*\s+(?:instead of|rather than|in place of)"
        r"\s+[`\"']*https\b"
        r"|(?:\b(?:chang|replac)(?:e|ing)\s+[`\"']*)?\bhttps(?:://)?[`\"']*\s+(?:to|with|by)\s+[`\"']*http\b(?!s)",
        "sends all in the clear",
        in_code=False,
        unless="proxy",  # one for HTTPS is itself reached with plain HTTP
    ),
)


def prepare_insecure(texts: GuideTexts) -> Finder | None:
    """Return a finder of undeclared weaknesses, or None if no text can hold one."""
    suspects = [weakness for weakness in WEAKNESSES if weakness.may_be_in(texts.words)]
    return partial(find_insecure, suspects=suspects) if suspects else None


def find_insecure(scope: Scope, suspects: Iterable[Weakness]) -> Iterator[Hit]:
    """Yield the advice that weakens protection and is not declared insecure."""
    for passage in scope.passages:
        if passage.is_declared:
            continue
        taken = -1
        for hit in sorted(_find_hits(passage, suspects), key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= taken:  # one finding for one piece of advice
                taken = hit.end
                yield hit


def _find_hits(passage: Passage, suspects: Iterable[Weakness]) -> Iterator[Hit]:
    text = passage.text
    for weakness in suspects:
        if passage.is_code and not weakness.in_code:
            continue
        for match in islice(weakness.pattern.finditer(text), MAX_MATCHES):
            if _is_advised(passage, *match.span(), weakness.unless):
                snippet = " ".join(match[0].split())
                message = (
                    f"'{snippet}' {weakness.loss}; mark the remedy 'insecure', or leave it out"
                )
                yield Hit(text, *match.span(), message)


def _is_advised(passage: Passage, start: int, end: int, unless: str) -> bool:
    """Return whether a passage advises its readers to do what a part of it names."""
    text = passage.text
    if passage.is_code:
        before, after = find_line(text, start, end)
        if (
            is_compared(before, after, in_code=True)
            or is_searched(before)
            or passage.is_removed(before)
        ):
            return False
        comment = find_comment(before)
        return comment is None or not is_denied(comment, after)
    before, after = find_sentence(text, start, end)
    if is_searched(before) or is_compared(before, after):
        return False
    named = text[start:end]
    if not passage.is_advice and not is_instruction(before + named):
        return False
    if unless and re.search(unless, before + named + after, re.IGNORECASE | re.DOTALL):
        return False
    return not is_denied(before, after)
