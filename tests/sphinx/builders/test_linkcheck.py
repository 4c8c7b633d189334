"""Links of troubleshooting files in Sphinx's check of links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.building import directive, page

if TYPE_CHECKING:
    from support.building import Project

GUIDE = """\
schema: 1
markup: rst
entries:
  - id: own
    title: Own
    alerts: [bad_certificate]
    cause: |
      Words.

      See `this <https://one.example/>`__.
    references:
      - text: And `that <https://two.example/>`__.
      - url: https://three.example/
        title: Some *title*
  - id: more
    extends: builtin:python/certificate-has-expired
    notes: See `more <https://four.example/>`__.
"""


def test_links_of_files_have_the_place_in_the_file(project: Project) -> None:
    body = "\n\n".join(
        [
            "The `page <https://page.example/>`__ itself.",
            directive("rst", "tls-troubleshooting", "sub/guide.yaml", style="dropdowns"),
            directive("rst", "tls-troubleshooting", "builtin:python", exclude="no-such-entry"),
        ]
    )
    project.write({"index.rst": page("rst", body), "sub/guide.yaml": GUIDE})
    build = project.build(
        "linkcheck",
        linkcheck_ignore=[".*"],
        tlsalerts_alert_fallback="none",
        suppress_warnings=["tlsalerts.unknown-entry"],
    )
    assert build.warnings == []
    links = [json.loads(line) for line in build.text("output.json").splitlines()]
    found = [(link["uri"], link["filename"], link["lineno"]) for link in links]
    assert sorted(link for link in found if ".example/" in link[0]) == [
        ("https://four.example/", "sub/guide.yaml", 17),
        ("https://one.example/", "sub/guide.yaml", 10),
        ("https://page.example/", "index.rst", 4),
        ("https://three.example/", "sub/guide.yaml", 13),
        ("https://two.example/", "sub/guide.yaml", 12),
    ]
    # What the entry that extends a bundled one is about.
    assert {uri for uri, *_place in found if ".example/" not in uri} == {
        "https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/",
        "https://docs.python.org/3/library/ssl.html#ssl.SSLCertVerificationError",
    }


def test_links_of_excluded_pages_are_left_out(project: Project) -> None:
    entries = ":orphan:\n\nErrors\n======\n\n.. tls-troubleshooting:: guide.yaml\n"
    project.write({"index.rst": "Start\n=====\n", "errors.rst": entries, "guide.yaml": GUIDE})
    build = project.build(
        "linkcheck", linkcheck_exclude_documents=["errors"], linkcheck_ignore=["none"]
    )
    assert build.warnings == []
    links = [json.loads(line) for line in build.text("output.json").splitlines()]
    assert {link["status"] for link in links} == {"ignored"}
    assert {link["info"] for link in links} == {
        "errors matched errors from linkcheck_exclude_documents"
    }


def test_links_of_other_yaml_keep_their_place(project: Project) -> None:
    notes = "See `this <https://one.example/>`__.\n"
    body = ".. include:: notes.yaml"
    project.write({"index.rst": page("rst", body), "notes.yaml": notes})
    places: list[str] = []
    for extensions in (project.extensions, []):
        project.extensions = extensions
        build = project.build("linkcheck", folder=f"build-{len(places)}", linkcheck_ignore=[".*"])
        places.append(build.text("output.json"))
    assert '"index.rst"' in places[0]
    assert places[0] == places[1]
