"""Object types: the answers of each, and a new one that needs no other place."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.util.inventory import InventoryFile
from support.building import page

from sphinx_tlsalerts.registries import Overlay
from sphinx_tlsalerts.sphinx_ext.domain import TlsDomain
from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Project

RFC = "https://datatracker.ietf.org/doc/html/"
EXPIRED = "X509_V_ERR_CERT_HAS_EXPIRED"
MEMBER = "ssl.TLSVersion.TLSv1_3"

CONFIG: Any = SimpleNamespace(
    tlsalerts_alert_style="{name} ({code})",
    tlsalerts_alert_fallback="rfc",
    tlsalerts_openssl="3.0",
    tlsalerts_python_docs="https://docs.python.org/3/",
)


def test_there_are_four() -> None:
    labels = ("alert", "verification code", "ssl name", "troubleshooting entry")
    assert [*OBJECT_TYPES] == ["alert", "verify", "ssl", "error"]
    assert [str(t.label) for t in OBJECT_TYPES.values()] == [*labels]
    assert [t.noun for t in OBJECT_TYPES.values()] == [
        "the TLS alert",
        "the verification code",
        "the name",
        "the troubleshooting entry",
    ]
    assert [name for name, t in OBJECT_TYPES.items() if t.answers_any] == [
        "alert",
        "verify",
        "error",
    ]
    assert [str(TlsDomain.object_types[name].lname) for name in OBJECT_TYPES] == [*labels]
    assert [*TlsDomain.roles] == [*OBJECT_TYPES]


@pytest.mark.parametrize(
    ("objtype", "spelling", "expected"),
    [
        ("alert", "0x30", ("unknown_ca", "unknown_ca (48)", "unknown_ca")),
        ("verify", "10", (EXPIRED, f"{EXPIRED} (10)", "CERT_HAS_EXPIRED")),
        ("ssl", "TLSVersion.TLSv1_3", (MEMBER, "TLSVersion.TLSv1_3", "TLSv1_3")),
        ("error", "Some title", ("Some title", "Some title", "Some title")),
    ],
)
def test_spelling_is_found(objtype: str, spelling: str, expected: tuple[str, str, str]) -> None:
    assert OBJECT_TYPES[objtype].find(spelling, CONFIG) == expected


@pytest.mark.parametrize(
    ("objtype", "name", "extra", "index_text", "address"),
    [
        ("alert", "unknown_ca", "48", "unknown_ca (TLS alert)", f"{RFC}rfc9846.html#section-6.2"),
        (
            "verify",
            EXPIRED,
            "10",
            f"{EXPIRED} (verification code)",
            "https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/",
        ),
        (
            "ssl",
            MEMBER,
            "ssl.TLSVersion",
            "TLSv1_3 (ssl.TLSVersion member)",
            "https://docs.python.org/3/library/ssl.html#ssl.TLSVersion.TLSv1_3",
        ),
    ],
)
def test_answers_of_types_with_a_registry(
    objtype: str, name: str, extra: str, index_text: str, address: str
) -> None:
    object_type = OBJECT_TYPES[objtype]
    assert object_type.has(name)
    assert not object_type.has("nothing")
    assert object_type.get_index_extra(name, "3.0") == extra
    assert object_type.make_index_entry(name, "id") == ("single", index_text, "id", "", None)
    assert object_type.get_address(name, CONFIG, RFC) == address
    assert object_type.get_meaning(name, {}) == object_type.get_packaged_meaning(name)


def test_answers_that_differ() -> None:
    alert, _verify, ssl, error = OBJECT_TYPES.values()
    store: Any = None
    assert alert.get_meaning("unknown_ca", {48: Overlay(meaning="own words")}) == "own words"
    assert ssl.get_index_title(MEMBER, store) == "TLSv1_3"
    assert ssl.get_title(MEMBER, store) == MEMBER
    assert ssl.get_meaning("ssl.wrap_socket", {}).endswith(" (removed in Python 3.12)")
    assert (error.has("x"), error.get_meaning("x", {}), error.get_index_extra("x", "3.0")) == (
        False,
        "",
        "error",
    )
    assert [t.get_python_name(MEMBER) for t in (alert, ssl, error)] == [None, MEMBER, None]


CIPHER = """\
from sphinx.util.docutils import SphinxDirective
from docutils import nodes

from sphinx_tlsalerts.sphinx_ext.objects import OBJECT_TYPES, ObjectType, RoleTarget
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind

MEANINGS = {"TLS_AES_128_GCM_SHA256": "AES with 128 bits", "TLS_AES_128_CCM_SHA256": "CCM"}


class CipherType(ObjectType):
    name = "cipher"
    short_role = "tlscipher"
    label = "cipher suite"
    noun = "the cipher suite"

    def find(self, spelling, config):
        if spelling not in MEANINGS:
            raise LookupError(spelling)
        return RoleTarget(spelling, spelling, spelling[4:])

    def describe_error(self, error):
        return WarningKind.UNKNOWN_NAME, f"no cipher suite is {error}"

    def get_packaged_meaning(self, name):
        return MEANINGS[name]

    def get_index_text(self, name):
        return f"{name} (cipher suite)"

    def get_address(self, name, config, rfc_base_url):
        return f"https://ciphers.example/{name}"


class Cipher(SphinxDirective):
    required_arguments = 1

    def run(self):
        from sphinx_tlsalerts.sphinx_ext.env import Anchor, ObjectStore

        node_id = f"tlsalerts-cipher-row-{self.arguments[0]}"
        anchor = Anchor("cipher", self.arguments[0], node_id, KIND, self.get_location())
        domain = self.env.domains["tls"]
        domain.store.note_anchor(self.env.current_document.docname, anchor)
        return [nodes.paragraph("", self.arguments[0], ids=[node_id])]


KIND = "row"
OBJECT_TYPES["cipher"] = CipherType()


def setup(app):
    app.add_directive("cipher", Cipher)
"""

CIPHERS = """\
:tls:cipher:`TLS_AES_128_GCM_SHA256`

:tlscipher:`~TLS_AES_128_CCM_SHA256`

:tlscipher:`RC4`

:any:`TLS_AES_128_GCM_SHA256`

.. cipher:: TLS_AES_128_GCM_SHA256
"""


def test_a_new_type_needs_no_other_place(project: Project, tmp_path: Path) -> None:
    project.write({"index.rst": page("rst", CIPHERS)})
    project.write_conf()
    conf = project.source / "conf.py"
    text = conf.read_text(encoding="utf-8").replace("['sph", "['cipher_type', 'sph")
    conf.write_text(f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n{text}", encoding="utf-8")
    (tmp_path / "cipher_type.py").write_text(CIPHER, encoding="utf-8")
    output = tmp_path / "output"
    # In a process of its own: types are registered before the domain is imported.
    run = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "--no-color", project.source, output],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert run.stderr == (
        f"{project.source / 'index.rst'}:8: WARNING: no cipher suite is RC4; rendered as text "
        "[tlsalerts.unknown-name]\n"
    )
    html = (output / "index.html").read_text(encoding="utf-8")
    assert html.count('href="#tlsalerts-cipher-row-TLS_AES_128_GCM_SHA256"') == 2
    assert html.count('title="AES with 128 bits"') == 2
    assert 'href="https://ciphers.example/TLS_AES_128_CCM_SHA256" title="CCM"' in html
    assert ">AES_128_CCM_SHA256<" in html
    own_index = (output / "tls-index.html").read_text(encoding="utf-8")
    assert "TLS_AES_128_GCM_SHA256" in own_index
    assert "AES with 128 bits" in own_index
    general = (output / "genindex.html").read_text(encoding="utf-8")
    assert "TLS_AES_128_GCM_SHA256 (cipher suite)" in general
    inventory = InventoryFile.loads((output / "objects.inv").read_bytes(), uri="")
    assert [*inventory.data["tls:cipher"]] == ["TLS_AES_128_GCM_SHA256"]
