"""The sources of a project that has each directive and each role, for the tests of builders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.building import HAS_MYST, directive, page, role
from support.guide_pages import guide_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the builder of changes looks for.
NEWS = ".. versionadded:: 1\n   Everything."

STYLES = ("dropdowns", "definitions", "table", "sections")

#: The id that a reference to each kind of object leads to, by the role and its text.
LINKS: Mapping[tuple[str, str], str] = {
    ("tlsalert", "42"): "tlsalerts-alert-bad_certificate",
    ("tlsalert", "43"): "tlsalerts-alert-row-unsupported_certificate",
    ("tlsverify", "20"): "tlsalerts-verify-X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    ("tlsverify", "21"): "tlsalerts-verify-row-X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ("ssl", "TLSVersion"): "tlsalerts-ssl-row-TLSVersion",
    ("ssl", "TLSVersion.TLSv1_2"): "tlsalerts-ssl-row-TLSVersion.TLSv1_2",
    ("ssl", "SSLError"): "tlsalerts-ssl-SSLError",
    ("ssl", "SSLError.reason"): "tlsalerts-ssl-SSLError.reason",
    **{("tlserror", f"in-{style}"): f"own-in-{style}" for style in STYLES},
    ("tlserror", "titled"): "tlsalerts-error-titled",
    ("tlserror", "untitled"): "tlsalerts-error-untitled",
    ("tlserror", "certificate-verify-failed"): "tlsalerts-error-certificate-verify-failed",
}

#: Words that each format has to show: of a row, a description, an enum and entries of each style.
WORDS = (
    "unsupported_certificate",
    "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "MINIMUM_SUPPORTED",
    "SSLCertVerificationError",
    *(f"Title in {style}" for style in STYLES),
    "A titled passage",
    "An untitled passage",
)


def sources() -> dict[str, str]:
    """Return the pages, one of them in Markdown where that can be read."""
    language = "md" if HAS_MYST else "rst"
    names = ["things", "entries", "again", "catalogue", "links"]
    toctree = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in names)
    links = "\n\n".join(role(language, name, text) for name, text in LINKS)
    return {
        "index.rst": page(
            "rst", f":tls:alert:`42` and :tlsalert:`own words <44>`\n\n{NEWS}\n\n{toctree}"
        ),
        "things.rst": page("rst", _things(), "Things"),
        "entries.rst": page("rst", _entries(), "Entries"),
        "again.rst": page("rst", _again(), "Again"),
        "catalogue.rst": page(
            "rst",
            directive(
                "rst",
                "tls-troubleshooting",
                "builtin:python",
                only="certificate-verify-failed wrong-version-number",
                style="dropdowns",
            ),
            "Catalogue",
        ),
        f"links.{language}": page(language, f"{_roles(language)}\n\n{links}", "Links"),
        **{f"{style}.yaml": _guide(style) for style in STYLES},
    }


def _roles(language: str) -> str:
    """Return a reference by each role in its forms, described or not."""
    texts = {
        "tlsalert": ("0", "~42", "!42", "own words <bad_certificate>"),
        "tlsverify": ("24", "~20", "!20", "own words <20>"),
        "ssl": ("SSLContext", "CERT_NONE", "~SSLError.reason", "RAND_egd"),
        "tlserror": ("~titled", "own words <titled>"),
    }
    short = [role(language, name, text) for name, forms in texts.items() for text in forms]
    pairs = {"alert": "42", "verify": "20", "ssl": "SSLError", "error": "titled"}
    whole = [role(language, f"tls:{name}", text) for name, text in pairs.items()]
    named = ("named-table", "The finder <named-finder>")
    labels = [role(language, "ref", name) for name in named]
    labels += [role(language, "ref", "tls-error-titled")]
    return " ".join([*short, *whole, *labels])


def _guide(style: str) -> str:
    entry = {
        "id": f"in-{style}",
        "title": f"Title in {style}",
        "message": f"[SSL: WRONG_VERSION_NUMBER] message in {style} (_ssl.c:1006)",
        "alerts": ["bad_certificate", "unsupported_certificate"],
        "verify_codes": [20, 21],
        "exceptions": ["ssl.SSLError"],
        "cause": f"It broke in {style}.",
        "remedy": f"Mend it in {style}.",
    }
    return guide_of(entry)


def _things() -> str:
    return "\n\n".join(
        [
            directive("rst", "tls-alert", "42", "The author's body."),
            directive("rst", "tls-alert-table", "Rows", codes="43-46", name="named-table"),
            directive("rst", "tls-verify", "20"),
            directive("rst", "tls-verify-table", "Codes", codes="21 22", columns="code entries"),
            directive("rst", "ssl-enum", "TLSVersion"),
            directive("rst", "ssl-exceptions"),
            directive("rst", "tls-trust-table", tools="pip, windows, Go", columns="tool snippet"),
        ]
    )


def _entries() -> str:
    return "\n\n".join(
        [
            directive("rst", "tls-error", "untitled", "An untitled passage.", alerts="48"),
            directive("rst", "tls-error-finder", name="named-finder"),
            *(
                directive(
                    "rst",
                    "tls-troubleshooting",
                    f"{style}.yaml",
                    style=style,
                    contents="",
                    id_prefix="own-",
                    show="alerts codes exceptions platforms tags status",
                )
                for style in STYLES
            ),
            directive("rst", "tls-error", "titled", "More.", title="A titled passage"),
        ]
    )


def _again() -> str:
    """Return what the other pages have, as that to which nothing leads."""
    return "\n\n".join(
        [
            directive("rst", "tls-alert", "42", no_index=""),
            directive("rst", "tls-alert-table", preset="implementations", no_index="", filter=""),
            directive("rst", "tls-verify", "20", no_index=""),
            directive("rst", "tls-verify-table", codes="21 22", no_index=""),
            directive("rst", "ssl-enum", "TLSVersion", no_index=""),
            directive("rst", "ssl-exceptions", no_index=""),
            directive("rst", "tls-trust-table", tools="uv, Requests", filter="", no_index=""),
            directive("rst", "tls-error", "untitled", "Nothing more.", no_index=""),
            directive("rst", "tls-error-finder", builtin=""),
            *(
                directive(
                    "rst",
                    "tls-troubleshooting",
                    f"{style}.yaml",
                    style=style,
                    contents="",
                    no_index="",
                    id_prefix="again-",
                )
                for style in STYLES
            ),
        ]
    )


def without_space(text: str) -> str:
    """Return *text* without what formats put between and before characters."""
    return re.sub(r"[\s\\]", "", text)
