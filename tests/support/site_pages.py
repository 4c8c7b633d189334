"""The sources of a site that shows all there is of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.building import directive, page
from support.guide_pages import guide_of
from support.samples import ABOUT, RANKED, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Options of tables, one of each look.
TABLES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("tls-alert-table", "The usual columns", {"filter": ""}),
    ("tls-alert-table", "", {"preset": "meaning", "no_index": "", "filter": ""}),
    ("tls-alert-table", "In IANA's columns", {"preset": "iana", "no_index": "", "codes": "0-45"}),
    ("tls-alert-table", "In Python", {"preset": "python", "no_index": ""}),
    ("tls-alert-table", "Elsewhere", {"preset": "implementations", "no_index": ""}),
    ("tls-verify-table", "Codes", {"filter": ""}),
    ("tls-verify-table", "", {"no_index": "", "codes": "10 20"}),
    ("tls-trust-table", "Trust", {"no_index": ""}),
    ("tls-trust-table", "", {"tools": "pip, uv", "columns": "tool since snippet note source"}),
    ("ssl-enum", "TLSVersion", {}),
    ("ssl-enum", "AlertDescription", {"no_index": ""}),
)

#: Sections come last: nothing but sections may follow them on a page.
STYLES = ("dropdowns", "definitions", "table", "sections")

PLAIN = """\
Nothing of ours.

.. list-table:: A caption

   * - a
     - table

.. code-block:: sh

   a command
"""

LONG = (
    "SSL handshake failed: database-17.internal.example.com:27017: [SSL: SSLV3_ALERT_HANDSHAKE_"
    "FAILURE] ssl/tls alert handshake failure (_ssl.c:1006) while connecting through the proxy"
)


def guide() -> str:
    """Return a file of entries that has every part, and one that is plain."""
    whole = WHOLE | ABOUT | {"remedies": RANKED, "tags": ["client"]}
    plain = {
        "title": "WRONG_VERSION_NUMBER",
        "message": "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)",
        "cause": "The server answered in plain text, not in TLS.",
        "remedy": {
            "text": "Check the port.",
            "code": {"language": "sh", "text": "openssl s_client -connect example.com:443"},
            "platforms": ["linux"],
        },
    }
    long = {"title": "Long message", "message": LONG, "cause": "No cipher in common."}
    named = [
        {"id": "whole", **whole},
        {"id": "wrong-version-number", **plain},
        {"id": "long", **long},
    ]
    return guide_of(*named, substitutions={"tool": "curl"})


def pages() -> dict[str, str]:
    """Return the sources: a page for each kind, one for all, and one without anything of ours."""
    parts = _parts()
    whole = "\n\n".join(_parts(no_index="").values())
    names = [*parts, "builtin", "folder/deep", "catalogue", "all", "plain"]
    toctree = ".. toctree::\n\n" + "".join(f"   {name}\n" for name in names)
    bodies = {
        **parts,
        "index": f"See :tlsalert:`42`, :tlsverify:`20` and :tlserror:`long`.\n\n{toctree}",
        "builtin": directive("rst", "tls-error-finder", "Of this project")
        + "\n\n"
        + directive("rst", "tls-error-finder", "Of Python, too", builtin=""),
        "folder/deep": f"{parts['finder']}\n\n:tlserror:`wrong-version-number`",
        "catalogue": directive(
            "rst", "tls-troubleshooting", "builtin:python", only="certificate-verify-failed"
        ),
        "all": whole,
        "plain": PLAIN,
    }
    sources = {f"{name}.rst": page("rst", body, f"Page {name}") for name, body in bodies.items()}
    return {"guide.yaml": guide(), **sources}


def _parts(**options: str) -> dict[str, str]:
    """Return what shows each kind of thing, entries last: some of them are sections."""
    prefix = "all-" if options else ""
    tables = [
        directive("rst", name, caption, **{**given, **options}) for name, caption, given in TABLES
    ]
    entries = {
        style: directive(
            "rst",
            "tls-troubleshooting",
            "/guide.yaml",
            style=style,
            contents="",
            show="alerts codes exceptions platforms tags status",
            id_prefix=f"{prefix}{style}-",
            **(options if style == "sections" else {"no_index": ""}),
        )
        for style in STYLES
    }
    return {
        "finder": directive("rst", "tls-error-finder"),
        "tables": "\n\n".join(tables),
        "alerts": directive("rst", "tls-alert", "42 46 100", **options),
        "codes": directive("rst", "tls-verify", "10 20", **options),
        "exceptions": directive("rst", "ssl-exceptions", **options),
        **entries,
    }
