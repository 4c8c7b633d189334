"""Entries and builders that several tests use."""

from __future__ import annotations

from typing import Any

BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "text",
    "man",
    "texinfo",
    "xml",
    "gettext",
)


#: Each construct in both languages, and what a browser gets of it.
RST = {
    "footnote": "A claim [#]_ here.\n\n.. [#] The small print.",
    "named footnote": "A claim [#own]_ here.\n\n.. [#own] The small print.",
    "named link": "See `the site`_ now.\n\n.. _the site: https://example.com/named",
    "anonymous link": "See `this place`__ now.\n\n__ https://example.com/anonymous",
    "embedded link": "See `this place <https://example.com/embedded>`_ now.",
    "substitution": "Call |tool| now.\n\n.. |tool| replace:: *the tool*",
    "target": "Go on to it: own-label_.\n\n.. _own-label:\n\nThe goal.",
    "math": "The sum :math:`a+b` and\n\n.. math:: c = d",
    "image": ".. image:: pic.svg\n   :alt: a picture",
    "table": "====  ====\none   two\n====  ====\nmore  less\n====  ====",
    "nested": "* An item.\n\n  .. note:: Nested.",
    "heading": "Its heading\n-----------\n\nBelow it.",
    "paragraphs": "The first.\n\nThe *second*.\n\nThe third.",
    "literal": ".. highlight:: text\n\nRun this::\n\n   some code",
    "roles": "See :tlsalert:`42` and :rfc:`5246`.",
}


MYST = {
    "footnote": "A claim[^n] here.\n\n[^n]: The small print.",
    "named footnote": "A claim[^own] here.\n\n[^own]: The small print.",
    "named link": "See [the site] now.\n\n[the site]: https://example.com/named",
    "anonymous link": "See [this place](https://example.com/anonymous) now.",
    "embedded link": "See <https://example.com/embedded> now.",
    "substitution": "Call {{ tool }} now.",
    "target": "Go on to it: [](#own-label).\n\n(own-label)=\nThe goal.",
    "math": "The sum $a+b$ and\n\n$$\nc = d\n$$",
    "image": "![a picture](pic.svg)",
    "table": "| one  | two  |\n|------|------|\n| more | less |",
    "nested": "* An item.\n\n  :::{note}\n  Nested.\n  :::",
    "heading": "## Its heading\n\nBelow it.",
    "paragraphs": "The first.\n\nThe *second*.\n\nThe third.",
    "literal": "Run this:\n\n```text\nsome code\n```",
    "roles": "See {tlsalert}`42` and {rfc}`5246`.",
}


PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'


WHOLE: dict[str, Any] = {
    "title": "A title",
    "intro": "The intro.",
    "messages": [
        {
            "intro": "The client says:",
            "text": "[SSL: NO_CIPHER_MATCH] z",
            "language": "pytb",
            "after": "So.",
        },
        {"text": "other words", "where": "server", "when": "OpenSSL 3.2"},
        {"text": "short", "inline": True},
    ],
    "when": {"text": "with a proxy", "requires": [{"component": "Python", "version": "3.13"}]},
    "summary": "The summary.",
    "causes": [
        {
            "title": "A cause",
            "when": {"requires": {"component": "curl", "op": "<", "version": "8"}},
            "text": "The cause.",
            "code": "the code of the cause",
            "diagnostics": "curl --version",
            "notes": "A note of the cause.",
            "remedies": "A remedy of the cause.",
            "after": "After the cause.",
        }
    ],
    "diagnostics": [
        {
            "text": "Look at it:",
            "run": "openssl version",
            "language": "console",
            "intro": "It prints:",
            "expect": "OpenSSL 3",
            "when": "on Linux",
            "after": "That is all.",
            "notes": "A note of the diagnostic.",
        }
    ],
    "remedies": {"intro": "Do this:", "items": ["First.", "Second."], "after": "Restart."},
    "notes": "A note.",
    "after": "After it.",
    "references": [{"title": "An issue", "url": "https://example.com/1", "text": "Solved."}],
    "escalate": "Ask us.",
}


RANKED: list[Any] = [
    {"text": "Insecure and last.", "insecure": "It gives *all* up.", "preference": "last-resort"},
    {"text": "Insecure.", "insecure": True},
    {"text": "Last.", "preference": "last-resort"},
    {"text": "Otherwise.", "preference": "fallback"},
    {"text": "* A list.", "preference": "preferred"},
    "Plain.",
]


ABOUT = {
    "alerts": [40, "bad_certificate"],
    "verify_codes": [20],
    "exceptions": ["SSLError", "requests.exceptions.SSLError"],
    "platforms": ["macos", "linux"],
    "applies_to": ["pip", "{+tool+}"],
    "tags": ["client"],
    "status": "unsolved",
    "verified": ["2026-11-21"],
}
