"""What hostile texts are made of, and how texts are spoilt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

#: A tag and an attribute that no page has, unless a text has got out of its place.
TAG, ATTRIBUTE = "tlsx", "onhostile"

HOSTILE = (
    f"<{TAG} {ATTRIBUTE}=1>",
    f"\"'><{TAG}>",
    f"</script><{TAG}>",
    f"</textarea></noscript><{TAG}>",
    f"<!--<script><{TAG}>-->",
    f"&lt;{TAG}&gt;",
    f'" {ATTRIBUTE}="1',
    f"' {ATTRIBUTE}='1",
    "&#60;&amp;&nbsp;",
    "]]>",
    "\0",
    "\x01",
    "\x07\x08\x0b\x0c\x1b[31m",
    "\x7f\x80\x85\x9f",
    "\u2028\u2029",
    "\u202eesrever\u202c",
    "\u2066\u200f\u200b\ufeff",
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff\ufffd",
    "😀\U0010ffff",
    "e\u0301" * 5,
    "ﬁßİıſ",
    "٤٢",
    "$x$ \\input{x} % # ^^M ~ _ {",
    "\\end{verbatim}\\end{document}",
    "\\def\\x{\\x}\\x",
    ".so x\n'br\n\\fB\\n(.x",
    "@end ifset @{ @@ @c",
    "{+driver+}",
    "{+",
    "{+x+}{+y.z-1+}",
    "%s %n %(x)s {0} {x!r:>9999}",
    "${x} `y` $(z)",
    "../" * 4,
    "C:\\x\\u0041\\N{DASH}",
    "a" * 300,
    "(" * 40,
    "9" * 50,
    "-1",
    "0x",
    "1e999",
    "NaN",
    "*",
    "**bold",
    "``",
    "`x <y>`__",
    "|sub|",
    "[1]_",
    "::",
    ":ref:`x`",
    ":tlsalert:`42`",
    "{tlsalert}`42`",
    "- ",
    "? ",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "<<: *a",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "# ",
    ": ",
    "|2-\n",
    ">+\n",
    "\t",
    "'",
    '"',
    "\\",
    "\r\n",
    "\r",
    "\n",
    "\n\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "~",
    " ",
    "",
)

#: What the package knows: it leads further in than noise does.
KNOWN = (
    "42",
    "0x2A",
    "40-49",
    "all",
    "bad_certificate",
    "ALERT_DESCRIPTION_BAD_CERTIFICATE",
    "SEC_E_ILLEGAL_MESSAGE",
    "handshake_failure",
    "20",
    "1.1.1:24",
    "X509_V_ERR_CERT_HAS_EXPIRED",
    "certificate has expired",
    "TLSVersion.TLSv1_3",
    "ssl.SSLError",
    "AlertDescription",
    "Options",
    "SSLContext.wrap_socket",
    "wrong-version-number",
    "builtin:python/wrong-version-number",
    "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate",
    "error:0A000086:SSL routines::certificate verify failed",
    "SSL alert number 48",
    "verify error:num=20:unable to get local issuer certificate",
    "remote error: tls: bad certificate",
    "Set ``verify=False``, or run curl -k with TLS 1.0 on Python 3.6.",
    "curl --insecure https://example.com/",
    "EOF occurred in violation of protocol",
)


def a_word(random: Random) -> str:
    """Return something hostile, something known, or noise."""
    match random.randrange(5):
        case 0 | 1:
            return random.choice(HOSTILE)
        case 2 | 3:
            return random.choice(KNOWN)
        case _:
            return "".join(chr(_code_point(random)) for _ in range(random.randrange(1, 6)))


def _code_point(random: Random) -> int:
    return random.randrange(random.choice((0x80, 0x100, 0x3000, 0x110000)))


def some_words(random: Random, most: int = 4) -> str:
    """Return words, one after the other."""
    gap = random.choice(("", " ", " ", "\n"))
    return gap.join(a_word(random) for _ in range(random.randint(1, most)))


def spoilt(random: Random, text: str, others: tuple[str, ...], most: int = 5) -> str:
    """Return *text* with a few slips: cuts, repetitions, words of other texts, hostile ones."""
    for _ in range(random.randint(1, most)):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice((0, 1, 3, 10, 80)))
        piece = text[start:end]
        match random.randrange(7):
            case 0:
                piece = ""
            case 1:
                piece *= random.choice((2, 3, 30))
            case 2:
                piece = a_word(random)
            case 3:
                piece += a_word(random)
            case 4:
                other = random.choice(others)
                begin = random.randint(0, len(other))
                piece = other[begin : begin + random.choice((1, 10, 100))]
            case 5:
                piece = "".join(reversed(piece))
            case _:
                piece = piece.swapcase() + " " * random.randrange(3)
        text = text[:start] + piece + text[end:]
    return text
