"""References across projects, through the inventories that intersphinx loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

import pytest
from docutils import nodes
from support.building import LANGUAGES, Project, directive, one, page, role, rows
from support.inventories import PYTHON_INVENTORY, _read

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build

LIBRARY = "https://lib.example/docs/"
PYTHON = "https://docs.python.org/3/"
RFC = "https://datatracker.ietf.org/doc/html/"
IANA = "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the inventory of a project that describes some alerts and lists others."""
    project = Project(tmp_path_factory.mktemp("library"))
    rows_of_table = directive("rst", "tls-alert-table", codes="40-44")
    described = directive("rst", "tls-alert", "0x2A 46", no_contents_entry="")
    project.write(
        {
            "index.rst": page("rst", ".. toctree::\n\n   alerts\n   table"),
            "alerts.rst": page("rst", described, "Alerts"),
            "table.rst": page("rst", rows_of_table, "Table"),
        }
    )
    build = project.build()
    assert build.warnings == []
    return build.outdir / "objects.inv"


def _build(
    project: Project, body: str, inventory: Path, language: str = "rst", **config: Any
) -> Build:
    """Build a page of a project that knows the library by the name ``lib``."""
    project.write({f"index.{language}": page(language, body)})
    project.extensions = ["sphinx.ext.intersphinx"]
    return project.build(
        intersphinx_mapping={"lib": (LIBRARY, str(inventory))}, nitpicky=True, **config
    )


def _links(build: Build, docname: str = "index") -> list[tuple[str, str]]:
    """Return text and address of each link of a page as its writer got it."""
    return [
        (link.astext(), link.get("refuri", "#" + link.get("refid", "")))
        for link in build.resolved[docname].findall(nodes.reference)
    ]


def test_the_inventory_has_the_canonical_name_of_every_object(library: Path) -> None:
    page_of_rows = "table.html#tlsalerts-alert-row-"
    assert _read(library, "tls:") == {
        "bad_certificate": "alerts.html#tlsalerts-alert-bad_certificate",
        "certificate_unknown": "alerts.html#tlsalerts-alert-certificate_unknown",
        "handshake_failure": f"{page_of_rows}handshake_failure",
        "no_certificate": f"{page_of_rows}no_certificate",
        "unsupported_certificate": f"{page_of_rows}unsupported_certificate",
        "certificate_revoked": f"{page_of_rows}certificate_revoked",
    }


SPELLINGS = (
    *("42", "0x2a", "bad_certificate", "SSL_AD_BAD_CERTIFICATE", "Certificate is bad"),
    "ssl/tls alert bad certificate",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["tlsalert", "tls:alert", "external+lib:tls:alert", "external:tls:alert"]
)
def test_any_spelling_leads_into_another_project(
    project: Project, library: Path, language: str, name: str
) -> None:
    body = "\n\n".join(role(language, name, spelling) for spelling in SPELLINGS)
    build = _build(project, body, library, language)
    assert build.warnings == []
    link = ("bad_certificate (42)", f"{LIBRARY}alerts.html#tlsalerts-alert-bad_certificate")
    assert _links(build) == [link] * len(SPELLINGS)


def test_titles_and_short_forms_are_kept(project: Project, library: Path) -> None:
    body = ":tlsalert:`that alert <42>` :external+lib:tls:alert:`~SSL_AD_HANDSHAKE_FAILURE`"
    build = _build(project, body, library)
    assert build.warnings == []
    assert _links(build) == [
        ("that alert", f"{LIBRARY}alerts.html#tlsalerts-alert-bad_certificate"),
        ("handshake_failure", f"{LIBRARY}table.html#tlsalerts-alert-row-handshake_failure"),
    ]


def test_an_object_of_the_project_comes_before_the_inventory(
    project: Project, library: Path
) -> None:
    body = f"{directive('rst', 'tls-alert', '42', fields='none')}\n\n:tlsalert:`42` :tlsalert:`40`"
    build = _build(project, body, library)
    assert build.warnings == []
    assert _links(build) == [
        ("bad_certificate (42)", "#tlsalerts-alert-bad_certificate"),
        ("handshake_failure (40)", f"{LIBRARY}table.html#tlsalerts-alert-row-handshake_failure"),
    ]


def test_external_passes_over_the_object_of_the_project(project: Project, library: Path) -> None:
    body = f"{directive('rst', 'tls-alert', '42', fields='none')}\n\n:external+lib:tls:alert:`42`"
    build = _build(project, body, library)
    assert build.warnings == []
    assert _links(build) == [
        ("bad_certificate (42)", f"{LIBRARY}alerts.html#tlsalerts-alert-bad_certificate")
    ]


@pytest.mark.parametrize(
    ("fallback", "links"),
    [
        ("rfc", [("unknown_ca (48)", f"{RFC}rfc9846.html#section-6.2")]),
        ("iana", [("unknown_ca (48)", IANA)]),
        ("none", []),
    ],
)
def test_the_external_address_comes_after_the_inventory(
    project: Project, library: Path, fallback: str, links: list[tuple[str, str]]
) -> None:
    body = ":tlsalert:`42` :tls:alert:`48`"
    build = _build(project, body, library, tlsalerts_alert_fallback=fallback)
    assert build.warnings == []
    assert _links(build) == [
        ("bad_certificate (42)", f"{LIBRARY}alerts.html#tlsalerts-alert-bad_certificate"),
        *links,
    ]
    assert "unknown_ca (48)" in build.resolved["index"].astext()


def test_an_explicit_external_reference_that_is_not_there_warns(
    project: Project, library: Path
) -> None:
    build = _build(project, ":external+lib:tls:alert:`48`", library)
    assert build.warnings == [
        (
            "index.rst:4: WARNING: external tls:alert reference target not found: unknown_ca "
            "[ref.alert]"
        )
    ]


def test_an_unknown_alert_is_unknown_whatever_the_inventories_hold(
    project: Project, library: Path
) -> None:
    build = _build(project, ":external+lib:tls:alert:`bad_certifcate`", library)
    assert build.warnings == [
        (
            "index.rst:4: WARNING: unknown TLS alert 'bad_certifcate' "
            "(did you mean 'bad_certificate'?); rendered as text [tlsalerts.unknown-alert]"
        )
    ]
    assert _links(build) == []


def test_any_does_not_look_into_inventories(project: Project, library: Path) -> None:
    """What intersphinx itself finds for ``:any:`` it may find; a number or an alias is no name."""
    build = _build(project, ":any:`42` :any:`SSL_AD_BAD_CERTIFICATE`", library)
    assert _links(build) == []
    assert len(build.warnings) == 2
    assert all("[ref.any]" in line for line in build.warnings)


# Python's documentation


TABLE = directive("rst", "tls-alert-table", columns="code python")
MEMBERS = [alert.python.constant for alert in load_alerts() if alert.python.constant]


def test_the_inventory_of_python_is_the_one_that_we_measured(
    python_anchors: dict[str, str],
) -> None:
    assert len(python_anchors) == 157
    assert {name for name in python_anchors if "ALERT_DESCRIPTION" in name} == {
        "ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE",
        "ssl.ALERT_DESCRIPTION_INTERNAL_ERROR",
    }
    for name, address in python_anchors.items():
        assert address == f"library/ssl.html#{name}"


def test_every_anchor_that_we_make_up_exists_in_the_documentation_of_python(
    project: Project, python_anchors: dict[str, str]
) -> None:
    project.write({"index.rst": page("rst", TABLE)})
    build = project.build(nitpicky=True)
    assert build.warnings == []
    links = dict(_links(build))
    assert list(links) == MEMBERS
    for member, address in links.items():
        base, anchor = urldefrag(address)
        assert base == f"{PYTHON}library/ssl.html"
        # A constant with an anchor of its own gets it, any other the class that holds it.
        own = f"ssl.{member}"
        assert anchor == (own if own in python_anchors else "ssl.AlertDescription")
        assert anchor in python_anchors


def test_the_python_column_goes_through_the_inventory_of_python(
    project: Project, python_anchors: dict[str, str]
) -> None:
    here = "https://mirror.example/python/"
    project.write({"index.rst": page("rst", TABLE)})
    project.extensions = ["sphinx.ext.intersphinx"]
    build = project.build(
        nitpicky=True, intersphinx_mapping={"python": (here, str(PYTHON_INVENTORY))}
    )
    assert build.warnings == []
    names = {
        member: f"ssl.{member}" if f"ssl.{member}" in python_anchors else "ssl.AlertDescription"
        for member in MEMBERS
    }
    assert _links(build) == [
        (member, here + python_anchors[name]) for member, name in names.items()
    ]
    table = one(build.resolved["index"], nodes.table)
    assert {code: text for code, text in rows(table) if text != "—"} == {
        str(alert.code): alert.python.constant for alert in load_alerts() if alert.python.constant
    }


def test_another_inventory_than_that_of_python_changes_nothing(
    project: Project, library: Path
) -> None:
    build = _build(project, TABLE, library)
    assert build.warnings == []
    assert {urldefrag(address)[0] for _, address in _links(build)} == {f"{PYTHON}library/ssl.html"}


@pytest.mark.parametrize("base", ["https://docs.python.org/3.13/", "https://docs.python.org/3.13"])
def test_the_address_of_the_documentation_of_python_can_be_chosen(
    project: Project, base: str
) -> None:
    body = directive("rst", "tls-alert-table", columns="python", codes="40 42")
    project.write({"index.rst": page("rst", body)})
    build = project.build(tlsalerts_python_docs=base)
    address = "https://docs.python.org/3.13/library/ssl.html"
    assert build.warnings == []
    assert _links(build) == [
        (
            "ALERT_DESCRIPTION_HANDSHAKE_FAILURE",
            f"{address}#ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE",
        ),
        ("ALERT_DESCRIPTION_BAD_CERTIFICATE", f"{address}#ssl.AlertDescription"),
    ]
