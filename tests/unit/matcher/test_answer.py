"""The remedies of an entry in the order in which the reader of a paste needs them."""

from __future__ import annotations

import pytest

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides import Entry, parse_guide
from sphinx_tlsalerts.matcher import EntryIndex, Fit, choose_remedies, explain, read_paste
from sphinx_tlsalerts.matcher.answer import compare_versions

GUIDE = """\
schema: 1
entries:
  - id: one
    title: One
    message: "one of the TLS errors of a test"
    remedies:
      choose: any
      items:
        - {id: windows, text: a, platforms: [windows]}
        - {id: debian, text: a, platforms: [debian]}
        - {id: pip, text: a, applies_to: [pip]}
        - {id: pip-on-windows, text: a, applies_to: [pip], platforms: [windows]}
        - {id: new-python, text: a, when: {requires: {component: Python, version: "3.13"}}}
        - {id: general, text: a}
        - {id: in-words, text: a, when: behind a proxy}
        - {id: pip-last, text: a, applies_to: [pip], preference: last-resort}
        - {id: pip-insecure, text: a, applies_to: [pip], insecure: true}
"""


def entry() -> Entry:
    guide, problems = parse_guide(GUIDE, "g.yaml", "3.0")
    assert guide is not None
    assert problems == []
    return guide.entries[0]


def order(paste: str) -> tuple[list[str | None], list[str | None]]:
    """Return the ids of the remedies that can apply, and of those that cannot."""
    chosen = choose_remedies(entry(), read_paste(paste))
    return (
        [one.remedy.id for one in chosen if one.fit is not Fit.CANNOT],
        [one.remedy.id for one in chosen if one.fit is Fit.CANNOT],
    )


def test_without_context_what_needs_no_condition_comes_first() -> None:
    possible, excluded = order("one of the TLS errors of a test")
    assert possible == [
        *("general", "in-words", "windows", "debian", "pip", "pip-on-windows", "new-python"),
        *("pip-last", "pip-insecure"),
    ]
    assert excluded == []


def test_what_fits_comes_first_and_what_cannot_apply_last() -> None:
    paste = (
        'File "C:\\Users\\eva\\venv\\Lib\\site-packages\\pip\\_vendor\\urllib3\\a.py"\n'
        "Python 3.12.4\n"
        "Could not fetch URL https://pypi.example/simple/: SSLError"
    )
    possible, excluded = order(paste)
    # What is for the tool, then what is for the platform, where it may be for other tools.
    assert possible[:3] == ["pip-on-windows", "pip", "windows"]
    assert possible[-2:] == ["pip-last", "pip-insecure"]
    assert set(excluded) == {"debian", "new-python"}


def test_a_wider_platform_does_not_exclude() -> None:
    possible, excluded = order("/usr/lib/python3.13/ssl.py on linux\nssl.SSLError")
    assert "debian" in possible
    assert set(excluded) >= {"windows", "pip-on-windows"}
    assert possible[0] == "new-python"


@pytest.mark.parametrize(
    ("left", "op", "right", "expected"),
    [
        ("3.13.1", ">=", "3.13", True),
        ("3.9", "<", "3.13", True),
        ("3.13", ">=", "3.13", True),
        ("3", ">=", "3.13", None),
        ("3.13", "==", "3.13.1", None),
        ("2.32", ">", "2.4", True),
        ("3.12.0rc1", "<", "3.13", True),
    ],
)
def test_versions_are_compared_by_number(
    left: str,
    op: str,
    right: str,
    expected: bool | None,  # noqa: FBT001 -- a column of the table
) -> None:
    assert compare_versions(left, op, right) is expected


FAILED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {} (_ssl.c:1006)"
ISSUER = FAILED.format("unable to get local issuer certificate")
PROBLEM = "SSL certificate problem: unable to get local issuer certificate"

#: Pastes of tools that do not trust a CA: the first remedy is the setting of the tool.
TOOLS = {
    "pip": f"pip._vendor.urllib3.exceptions.SSLError: {ISSUER}",
    "requests": f"requests.exceptions.SSLError: HTTPSConnectionPool(host='a.example'): {ISSUER}",
    "git": f"fatal: unable to access 'https://git.example/a.git/': {PROBLEM}",
    "curl": f"curl: (60) {PROBLEM}",
    "node": (
        "Error: unable to get local issuer certificate\n"
        "    at TLSSocket.onConnectSecure (node:_tls_wrap:1659:34)"
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_setting_of_the_readers_tool_comes_first(tool: str) -> None:
    explanation = explain(TOOLS[tool], EntryIndex(load_catalogue("python").entries))
    best = explanation.matches[0].entry
    assert best.id == "unable-to-get-local-issuer-certificate"
    first = choose_remedies(best, explanation.context)[0]
    assert first.fit is Fit.FITS
    assert first.remedy.id == f"trust-{tool}"
