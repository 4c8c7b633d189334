"""Names of two passages of Python's documentation of ``ssl``: each is one role away.

The passages cover alert descriptions, purposes, error numbers and versions,
and the exceptions with the functions that follow them. Which names stand
there, and which anchors they link to, is stated here as fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import LANGUAGES, Project, directive, page, role
from support.inventories import PYTHON_INVENTORY

if TYPE_CHECKING:
    from support.building import Build

MIRROR = "https://mirror.example/python/"
PYTHON = "https://docs.python.org/3/"

#: Every name that a passage documents or links to: its own anchor is ``ssl.NAME``.
FIRST = [
    "ALERT_DESCRIPTION_HANDSHAKE_FAILURE",
    "ALERT_DESCRIPTION_INTERNAL_ERROR",
    "SSLContext.set_servername_callback",
    "AlertDescription",
    "Purpose.SERVER_AUTH",
    "Purpose.CLIENT_AUTH",
    "create_default_context",
    "SSLContext.load_default_certs",
    "SSLErrorNumber",
    "TLSVersion",
    "SSLContext.maximum_version",
    "SSLContext.minimum_version",
    "TLSVersion.MINIMUM_SUPPORTED",
    "TLSVersion.MAXIMUM_SUPPORTED",
    "TLSVersion.SSLv3",
    "TLSVersion.TLSv1",
    "TLSVersion.TLSv1_1",
    "TLSVersion.TLSv1_2",
    "TLSVersion.TLSv1_3",
]
SECOND = [
    "SSLEOFError",
    "SSLError",
    "SSLCertVerificationError",
    "SSLCertVerificationError.verify_code",
    "SSLCertVerificationError.verify_message",
    "CertificateError",
    "RAND_bytes",
    "RAND_status",
    "RAND_add",
    "cert_time_to_seconds",
]
#: Mentioned without a link: Python no longer has it.
REMOVED = ["RAND_egd"]

CALLED = {
    "create_default_context",
    "SSLContext.load_default_certs",
    "SSLContext.set_servername_callback",
    *SECOND[6:],
    *REMOVED,
}

#: Where the names of our own tables and trees stand.
DESCRIBED = {
    *(name for name in FIRST if name.startswith(("TLSVersion", "Purpose", "SSLErrorNumber"))),
    *("AlertDescription", *FIRST[:2], *SECOND[:6]),
}


def body(language: str) -> str:
    """Return references to every name, in each spelling that fits it."""
    return "\n".join(
        role(language, "ssl", spelling)
        for name in [*FIRST, *SECOND, *REMOVED]
        for spelling in (name, f"ssl.{name}", *([f"{name}()"] if name in CALLED else []))
    )


def found(build: Build) -> list[tuple[str, str]]:
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    return [
        (
            link.astext().removeprefix("ssl.").removesuffix("()"),
            link.get("refuri", "#" + link.get("refid", "")),
        )
        for link in paragraph.findall(nodes.reference)
    ]


def expected(base: str) -> dict[str, set[str]]:
    address = f"{base}library/ssl.html"
    own = {name: {f"{address}#ssl.{name}"} for name in [*FIRST, *SECOND]}
    return own | {name: {f"{PYTHON}library/ssl.html#module-ssl"} for name in REMOVED}


def collected(links: list[tuple[str, str]]) -> dict[str, set[str]]:
    places: dict[str, set[str]] = {}
    for name, address in links:
        places.setdefault(name, set()).add(address)
    return places


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_resolves_without_intersphinx(project: Project, language: str) -> None:
    project.write({f"index.{language}": page(language, body(language))})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    assert collected(found(build)) == expected(PYTHON)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("python_anchors")
def test_every_name_resolves_with_intersphinx(project: Project, language: str) -> None:
    project.write({f"index.{language}": page(language, body(language))})
    project.extensions = ["sphinx.ext.intersphinx"]
    build = project.build(
        nitpicky=True, intersphinx_mapping={"python": (MIRROR, str(PYTHON_INVENTORY))}
    )
    assert build.warnings == []
    assert collected(found(build)) == expected(MIRROR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_leads_to_its_description_in_the_project(
    project: Project, language: str
) -> None:
    enums = ("AlertDescription", "Purpose", "SSLErrorNumber", "TLSVersion")
    described = [directive(language, "ssl-enum", enum) for enum in enums]
    described.append(directive(language, "ssl-exceptions"))
    text = "\n\n".join([body(language), *described])
    project.write({f"index.{language}": page(language, text)})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    places = collected(found(build))
    assert {name for name, where in places.items() if all("#tls" in a for a in where)} == DESCRIBED
    assert all(len(where) == 1 for where in places.values())


def test_removed_name_says_since_when(project: Project) -> None:
    project.write({"index.rst": page("rst", ":ssl:`RAND_egd`")})
    assert 'entropy-gathering daemon (removed in Python 3.10)"' in project.build().text(
        "index.html"
    )
