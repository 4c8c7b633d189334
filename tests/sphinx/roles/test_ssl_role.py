"""``:ssl:``: what it accepts, how it reads, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from docutils import nodes
from sphinx import addnodes
from support.building import LANGUAGES, Project, directive, one, page, role
from support.inventories import PYTHON_INVENTORY
from support.needs import need_modules
from support.normalise import normalised

from sphinx_tlsalerts.registries.ssl_names import load_ssl_names

if TYPE_CHECKING:
    from pathlib import Path

DOCS = "https://docs.python.org/3/library/ssl.html"
MIRROR = "https://mirror.example/python/"

#: Spellings of one name each; the first is canonical.
SPELLINGS = {
    "ssl.TLSVersion.TLSv1_3": ["ssl.TLSVersion.TLSv1_3", "TLSVersion.TLSv1_3"],
    "ssl.VerifyMode.CERT_NONE": ["VerifyMode.CERT_NONE", "CERT_NONE", "ssl.CERT_NONE"],
    "ssl.AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE": [
        "AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE",
        "ALERT_DESCRIPTION_BAD_CERTIFICATE",
        "ssl.ALERT_DESCRIPTION_BAD_CERTIFICATE",
    ],
    "ssl.PROTOCOL_TLS": ["PROTOCOL_TLS", "ssl.PROTOCOL_TLS", "_SSLMethod.PROTOCOL_TLS"],
    "ssl.RAND_bytes": ["RAND_bytes", "RAND_bytes()", "ssl.RAND_bytes", "ssl.RAND_bytes()"],
    "ssl.SSLContext.sni_callback": ["SSLContext.sni_callback", "ssl.SSLContext.sni_callback"],
    "ssl.SSLCertVerificationError.verify_code": ["SSLCertVerificationError.verify_code"],
}
PAIRS = [(name, spelling) for name, spellings in SPELLINGS.items() for spelling in spellings]


class Refer(Protocol):
    """Builds a page with a sentence around one role, which must not warn."""

    def __call__(
        self, text: str, /, *, language: str = "rst", **config: Any
    ) -> nodes.paragraph: ...


@pytest.fixture
def refer(project: Project) -> Refer:
    def refer(text: str, /, *, language: str = "rst", **config: Any) -> nodes.paragraph:
        source = f"See {role(language, 'ssl', text)} here."
        project.write({f"index.{language}": page(language, source)})
        build = project.build("dummy", nitpicky=True, **config)
        assert build.warnings == []
        return one(build.resolved["index"], nodes.paragraph)

    return refer


@pytest.fixture
def python_inventory(request: pytest.FixtureRequest) -> str:
    """Return Python's real inventory, where Debian's package is installed."""
    request.getfixturevalue("python_anchors")
    return str(PYTHON_INVENTORY)


@pytest.mark.parametrize(("name", "spelling"), PAIRS)
def test_every_spelling_has_the_same_target(project: Project, name: str, spelling: str) -> None:
    project.write({"index.rst": page("rst", f":ssl:`{spelling}`")})
    build = project.build("dummy", nitpicky=True)
    assert build.warnings == []
    reference = one(build.doctree(), addnodes.pending_xref)
    assert (reference["refdomain"], reference["reftype"]) == ("tls", "ssl")
    assert reference["reftarget"] == name
    assert reference.astext() == spelling


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("TLSVersion.TLSv1_3", "TLSVersion.TLSv1_3"),
        ("ssl.TLSVersion.TLSv1_3", "ssl.TLSVersion.TLSv1_3"),
        ("~TLSVersion.TLSv1_3", "TLSv1_3"),
        ("~ssl.TLSVersion.TLSv1_3", "TLSv1_3"),
        ("TLS 1.3 <TLSVersion.TLSv1_3>", "TLS 1.3"),
        ("TLS 1.3\n<ssl.TLSVersion.TLSv1_3>", "TLS 1.3"),
    ],
)
def test_text_of_a_reference(refer: Refer, language: str, source: str, text: str) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    link = one(paragraph, nodes.reference)
    assert link["refuri"] == f"{DOCS}#ssl.TLSVersion.TLSv1_3"
    assert link["reftitle"] == load_ssl_names().lookup("TLSVersion.TLSv1_3").meaning
    assert link["internal"] is False
    assert one(link, nodes.literal)["classes"] == ["xref", "tls", "tls-ssl"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("!TLSVersion.TLSv1_3", "TLSVersion.TLSv1_3"),
        ("!~TLSVersion.TLSv1_3", "TLSv1_3"),
        ("!TLS 1.3 <TLSVersion.TLSv1_3>", "TLS 1.3"),
        ("!no_such_name", "no_such_name"),
    ],
)
def test_exclamation_mark_suppresses_link_and_warning(
    refer: Refer, language: str, source: str, text: str
) -> None:
    paragraph = refer(source, language=language)
    assert paragraph.astext() == f"See {text} here."
    assert list(paragraph.findall(nodes.reference)) == []
    assert one(paragraph, nodes.literal)["classes"] == ["xref", "tls", "tls-ssl"]


@pytest.mark.parametrize(
    "text", ["TLSVersion", "~TLSVersion.TLSv1_3", "words <CERT_NONE>", "!CERT_NONE", "!zzz"]
)
def test_forms_and_languages_are_the_same(project: Project, text: str) -> None:
    trees = set()
    for language in ("rst", "md"):
        for name in ("ssl", "tls:ssl"):
            if language == "md":
                need_modules("myst_parser")
            for earlier in project.source.glob("index.*"):
                earlier.unlink()
            project.write({f"index.{language}": page(language, role(language, name, text))})
            build = project.build("dummy", folder=f"{language}-{len(name)}")
            assert build.warnings == []
            trees.add(normalised(build.doctree()))
    assert len(trees) == 1


@pytest.mark.parametrize(
    ("source", "anchor"),
    [
        ("TLSVersion", "ssl.TLSVersion"),
        ("ALERT_DESCRIPTION_HANDSHAKE_FAILURE", "ssl.ALERT_DESCRIPTION_HANDSHAKE_FAILURE"),
        ("ALERT_DESCRIPTION_BAD_CERTIFICATE", "ssl.AlertDescription"),
        ("SSLErrorNumber.SSL_ERROR_EOF", "ssl.SSLErrorNumber"),
        ("VerifyMode.CERT_NONE", "ssl.CERT_NONE"),
        ("Options.OP_NO_TLSv1", "ssl.OP_NO_TLSv1"),
        ("VerifyFlags.VERIFY_X509_STRICT", "ssl.VERIFY_X509_STRICT"),
        ("Purpose.SERVER_AUTH", "ssl.Purpose.SERVER_AUTH"),
        ("SSLError.reason", "ssl.SSLError.reason"),
        ("CertificateError", "ssl.CertificateError"),
        ("RAND_egd", "module-ssl"),
        ("match_hostname()", "module-ssl"),
    ],
)
def test_address_has_the_anchor_that_exists(refer: Refer, source: str, anchor: str) -> None:
    assert one(refer(source), nodes.reference)["refuri"] == f"{DOCS}#{anchor}"


@pytest.mark.parametrize(
    ("source", "version"),
    [("RAND_egd", "3.10"), ("match_hostname", "3.12"), ("RAND_pseudo_bytes", "3.12")],
)
def test_removed_names_say_since_when(refer: Refer, source: str, version: str) -> None:
    title = one(refer(source), nodes.reference)["reftitle"]
    assert title.endswith(f" (removed in Python {version})")


@pytest.mark.parametrize("base", ["https://docs.python.org/3.13/", "https://docs.python.org/3.13"])
def test_documentation_can_be_chosen(refer: Refer, base: str) -> None:
    link = one(refer("TLSVersion", tlsalerts_python_docs=base), nodes.reference)
    assert link["refuri"] == "https://docs.python.org/3.13/library/ssl.html#ssl.TLSVersion"


def test_no_known_name_is_a_nitpick(project: Project) -> None:
    registry = load_ssl_names()
    names = [
        *registry.names,
        *(name for name in registry.enums if not name.startswith("_")),
        *(m.dotted for enum in registry.enums.values() for m in enum.members),
        *(m.constant for enum in registry.enums.values() for m in enum.members if m.constant),
        *registry.exceptions,
        *(a.dotted for error in registry.exceptions.values() for a in error.attributes),
    ]
    assert len(names) > 250
    project.write({"index.rst": page("rst", "\n".join(f":ssl:`{name}`" for name in names))})
    build = project.build("dummy", nitpicky=True)
    assert build.warnings == []
    links = list(build.resolved["index"].findall(nodes.reference))
    assert [link.astext() for link in links] == names
    assert all(link["reftitle"] for link in links)


# Resolution


def links(project: Project, body: str, **config: Any) -> list[tuple[str, str]]:
    project.write({"index.rst": page("rst", body)})
    build = project.build("dummy", nitpicky=True, **config)
    assert build.warnings == []
    paragraph = next(iter(build.resolved["index"].findall(nodes.paragraph)))
    return [
        (link.astext(), link.get("refuri", "#" + link.get("refid", "")))
        for link in paragraph.findall(nodes.reference)
    ]


def test_project_comes_first(project: Project, python_inventory: str) -> None:
    project.extensions = ["sphinx.ext.intersphinx"]
    body = (
        ":ssl:`TLSVersion` :ssl:`ssl.TLSVersion.TLSv1_3` :ssl:`CERT_NONE` :ssl:`SSLError`\n"
        ":ssl:`SSLError.reason` :ssl:`SSLEOFError`"
    )
    described = "\n\n".join(
        [
            directive("rst", "ssl-enum", "TLSVersion"),
            directive("rst", "ssl-exceptions", "SSLError"),
        ]
    )
    found = links(
        project,
        f"{body}\n\n{described}",
        intersphinx_mapping={"python": (MIRROR, python_inventory)},
    )
    assert [address for _text, address in found] == [
        "#tlsalerts-ssl-row-TLSVersion",
        "#tlsalerts-ssl-row-TLSVersion.TLSv1_3",
        f"{MIRROR}library/ssl.html#ssl.CERT_NONE",
        "#tlsalerts-ssl-SSLError",
        "#tlsalerts-ssl-SSLError.reason",
        f"{MIRROR}library/ssl.html#ssl.SSLEOFError",
    ]


PYTHON_OBJECTS = """\
.. py:module:: ssl

.. py:class:: SSLContext

   .. py:method:: wrap_socket
   .. py:attribute:: minimum_version

.. py:exception:: SSLError
.. py:function:: create_default_context
.. py:data:: CERT_NONE
.. py:class:: TLSVersion

   .. py:attribute:: TLSv1_3
"""


@pytest.mark.parametrize("inventory", [False, True])
def test_python_objects_of_the_project_come_before_python(
    project: Project,
    python_inventory: str,
    inventory: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    config: dict[str, Any] = {}
    if inventory:
        project.extensions = ["sphinx.ext.intersphinx"]
        config["intersphinx_mapping"] = {"python": (MIRROR, python_inventory)}
    body = (
        ":ssl:`SSLContext` :ssl:`~ssl.SSLContext.wrap_socket` :ssl:`SSLContext.minimum_version`\n"
        ":ssl:`Error <SSLError>` :ssl:`create_default_context()` :ssl:`CERT_NONE`\n"
        ":ssl:`VerifyMode.CERT_NONE` :ssl:`TLSVersion.TLSv1_3` :ssl:`TLSVersion`\n"
        ":ssl:`!SSLContext` :ssl:`SSLEOFError`"
    )
    table = directive("rst", "ssl-enum", "TLSVersion", members="TLSv1_3")
    found = links(project, f"{body}\n\n{PYTHON_OBJECTS}\n\n{table}", **config)
    base = f"{MIRROR}library/ssl.html" if inventory else DOCS
    assert found == [
        ("SSLContext", "#ssl.SSLContext"),
        ("wrap_socket", "#ssl.SSLContext.wrap_socket"),
        ("SSLContext.minimum_version", "#ssl.SSLContext.minimum_version"),
        ("Error", "#ssl.SSLError"),
        ("create_default_context()", "#ssl.create_default_context"),
        ("CERT_NONE", "#ssl.CERT_NONE"),
        ("VerifyMode.CERT_NONE", "#ssl.CERT_NONE"),
        ("TLSVersion.TLSv1_3", "#tlsalerts-ssl-row-TLSVersion.TLSv1_3"),
        ("TLSVersion", "#tlsalerts-ssl-row-TLSVersion"),
        ("SSLEOFError", f"{base}#ssl.SSLEOFError"),
    ]


def test_references_follow_python_objects_that_come_and_go(project: Project) -> None:
    described = ":orphan:\n\nD\n=\n\n" + PYTHON_OBJECTS
    project.write({"index.rst": page("rst", ":ssl:`SSLContext`"), "d.rst": described})
    meaning = load_ssl_names().lookup("SSLContext").meaning
    link = f'href="d.html#ssl.SSLContext" title="{meaning}"'
    assert link in project.build(nitpicky=True).text("index.html")
    project.write({"d.rst": ":orphan:\n\nD\n=\n"})
    assert f"{DOCS}#ssl.SSLContext" in project.build().text("index.html")
    project.write({"d.rst": described})
    assert link in project.build().text("index.html")


def test_hover_title_inside_the_project(project: Project) -> None:
    body = ":ssl:`Purpose.SERVER_AUTH` :ssl:`Purpose`"
    project.write(
        {"index.rst": page("rst", f"{body}\n\n{directive('rst', 'ssl-enum', 'Purpose')}")}
    )
    html = project.build().text("index.html")
    for name in ("Purpose.SERVER_AUTH", "Purpose"):
        meaning = load_ssl_names().lookup(name).meaning
        assert f'href="#tlsalerts-ssl-row-{name}" title="{meaning}"' in html


ANCHORS = {
    "TLSVersion.TLSv1_3": "ssl.TLSVersion.TLSv1_3",
    "ssl.CERT_NONE": "ssl.CERT_NONE",
    "VerifyMode.CERT_NONE": "ssl.CERT_NONE",
    "ALERT_DESCRIPTION_BAD_CERTIFICATE": "ssl.AlertDescription",
    "AlertDescription.ALERT_DESCRIPTION_INTERNAL_ERROR": "ssl.ALERT_DESCRIPTION_INTERNAL_ERROR",
    "RAND_bytes()": "ssl.RAND_bytes",
    "SSLContext.minimum_version": "ssl.SSLContext.minimum_version",
    "SSLCertVerificationError.verify_code": "ssl.SSLCertVerificationError.verify_code",
}


@pytest.mark.parametrize("key", ["python", "another-name"])
def test_any_inventory_of_python_comes_before_the_fixed_address(
    project: Project, python_inventory: str, key: str
) -> None:
    project.extensions = ["sphinx.ext.intersphinx"]
    body = " ".join(f":ssl:`{source}`" for source in ANCHORS)
    found = links(project, body, intersphinx_mapping={key: (MIRROR, python_inventory)})
    assert found == [
        (source, f"{MIRROR}library/ssl.html#{anchor}") for source, anchor in ANCHORS.items()
    ]


@pytest.mark.parametrize("source", ["RAND_egd", "SSLContext.get_groups", "HAS_PSK"])
def test_what_the_inventory_lacks_has_the_fixed_address(
    project: Project, python_inventory: str, source: str
) -> None:
    """Python 3.11 has lost the first and has not yet got the others."""
    project.extensions = ["sphinx.ext.intersphinx"]
    (found,) = links(
        project, f":ssl:`{source}`", intersphinx_mapping={"python": (MIRROR, python_inventory)}
    )
    assert found[1].startswith(f"{DOCS}#")


def test_another_project_that_lists_the_name_comes_before_python(
    project: Project, tmp_path: Path, python_inventory: str
) -> None:
    library = Project(tmp_path / "library")
    library.write({"index.rst": page("rst", directive("rst", "ssl-enum", "TLSVersion"))})
    inventory = library.build().outdir / "objects.inv"
    project.extensions = ["sphinx.ext.intersphinx"]
    found = links(
        project,
        ":ssl:`TLSVersion.TLSv1_3` :ssl:`TLSVersion` :ssl:`CERT_NONE`",
        intersphinx_mapping={
            "python": (MIRROR, python_inventory),
            "lib": ("https://lib.example/", str(inventory)),
        },
    )
    assert [address for _text, address in found] == [
        "https://lib.example/index.html#tlsalerts-ssl-row-TLSVersion.TLSv1_3",
        "https://lib.example/index.html#tlsalerts-ssl-row-TLSVersion",
        f"{MIRROR}library/ssl.html#ssl.CERT_NONE",
    ]


def test_any_never_answers_for_names_of_ssl(project: Project) -> None:
    described = "\n\n".join(
        [directive("rst", "ssl-enum", "TLSVersion"), directive("rst", "ssl-exceptions")]
    )
    names = ["ssl.TLSVersion", "TLSVersion", "ssl.TLSVersion.TLSv1_3", "ssl.SSLError", "SSLError"]
    project.write(
        {"index.rst": page("rst", "\n".join(f"`{n}`" for n in names) + f"\n\n{described}")}
    )
    build = project.build(default_role="any")
    # Sphinx gives every line of the paragraph as its first.
    assert build.warnings == [
        f"index.rst:4: WARNING: 'any' reference target not found: {name} [ref.any]"
        for name in names
    ]
