"""The projects of ``docs/examples``: what their readers see, without a warning and a network."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from sphinx.util.inventory import InventoryFile
from support.places import DOCS
from support.rows import others_slow
from support.sites import need_packages

if TYPE_CHECKING:
    from collections.abc import Callable

    Builds = Callable[..., Path]

EXAMPLES = DOCS / "examples"
LETTERBIRD = EXAMPLES / "rtd-intersphinx"

#: What each project needs beside the package itself.
PACKAGES = {
    "alabaster-rst": ("alabaster",),
    "furo-myst": ("furo", "myst_parser"),
    "rtd-intersphinx": ("sphinx_rtd_theme",),
}

#: Where no proxy answers: a build that asks the network fails instead of waiting.
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")

#: Debian's copy of Python's documentation.
PYTHON_INVENTORY = Path("/usr/share/doc/python3.11/html/objects.inv")


class Text(HTMLParser):
    """The texts of a page, and of each element with one of the tags that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str]]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.open.append((tag, []))

    def handle_data(self, data: str) -> None:
        for _tag, words in self.open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open:  # elements without an end are closed by that of their parent
            name, words = self.open.pop()
            if name == tag:
                self.found.append((tag, " ".join("".join(words).split())))
                return


def texts(page: Path, tag: str) -> list[str]:
    """Return the texts of the elements of a page that have *tag*."""
    parser = Text()
    parser.feed(page.read_text(encoding="utf-8"))
    return [words for name, words in parser.found if name == tag]


def links(page: Path) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8")))


def headings(page: Path, level: int) -> list[str]:
    """Return the headings of a level, without the sign that links to them."""
    return [words.rstrip("¶# \uf0c1") for words in texts(page, f"h{level}")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Return a function that builds a project once, and returns the folder of the output."""

    @cache
    def copied(name: str, language: str) -> Path:
        # Sphinx compiles catalogues beside their sources, which are not ours to change.
        root = tmp_path_factory.mktemp(f"{name}-{language}")
        shutil.copytree(EXAMPLES / name, root / "source")
        return root

    @cache
    def build(name: str, builder: str = "html", language: str = "en") -> Path:
        need_packages(*PACKAGES[name])
        root = copied(name, language)
        # gettext numbers nodes of its own; the others share what was read.
        doctrees = root / ("doctrees-gettext" if builder == "gettext" else "doctrees")
        folders = ["-d", *map(str, (doctrees, root / "source", root / builder))]
        options = ["-n", "-W", "--keep-going", "-q", "-b", builder, "-D", f"language={language}"]
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", *options, *folders],
            env=os.environ | NO_NETWORK,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "")
        return root / builder

    return build


def test_each_example_is_tested_and_listed() -> None:
    projects = {path.parent.name for path in EXAMPLES.glob("*/conf.py")}
    assert projects == set(PACKAGES)
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert projects == set(re.findall(r"\[`([\w-]+)`\]", readme))


@pytest.mark.parametrize("name", others_slow(PACKAGES, "furo-myst"))
def test_examples_build_as_latex(built: Builds, name: str) -> None:
    (file,) = built(name, "latex").glob("*.tex")
    assert r"\sphinxattablestart" in file.read_text(encoding="utf-8")


# A manual in reStructuredText


def test_the_table_of_the_manual_leads_to_its_entries(built: Builds) -> None:
    page = built("alabaster-rst") / "reference.html"
    cells = texts(page, "td")
    assert cells[:5] == ["0", "close_notify", "it will send no more data", "either", ""]
    assert "it does not know or trust the issuer of a certificate" in cells
    assert "tls-errors.html#tlsalerts-error-untrusted-server" in links(page)
    assert "Alerts that client and server send each other" in " ".join(texts(page, "caption"))


def test_the_manual_has_entries_with_causes_and_remedies(built: Builds) -> None:
    page = built("alabaster-rst") / "tls-errors.html"
    assert headings(page, 2) == [
        "unable to get local issuer certificate",
        "Hostname mismatch",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "WRONG_VERSION_NUMBER",
        "The certificate of the server has run out",
    ]
    paragraphs = texts(page, "p")
    assert "The client knows no CA that issued the certificate of the server." in paragraphs
    assert "Why it happens" in paragraphs
    assert "Give the CA to the client:" in paragraphs
    assert "Leave port out, or set it to 7432." in paragraphs


def test_the_manual_builds_on_the_bundled_catalogue(built: Builds) -> None:
    text = (built("alabaster-rst", "text") / "tls-errors.txt").read_text(encoding="utf-8")
    entry = text.partition("The certificate of the server has run out\n=")[2]
    assert "The clock of this machine runs ahead." in entry  # the catalogue's
    assert "tallowctl" in entry  # its own
    assert "certbot" not in entry  # left out


def test_the_chapter_on_tls_refers_to_codes_alerts_and_entries(built: Builds) -> None:
    page = built("alabaster-rst") / "tls.html"
    found = links(page)
    assert "reference.html#tlsalerts-alert-row-protocol_version" in found
    assert "tls-errors.html#tlsalerts-error-untrusted-server" in found
    assert {"TLSv1_2", "TLSv1_3"} <= set(texts(page, "code"))


# An operations guide in Markdown


def test_the_finder_of_the_guide_knows_its_entries(built: Builds) -> None:
    page = built("furo-myst") / "index.html"
    assert "tlsalerts-finder" in page.read_text(encoding="utf-8")
    assert "A line of the log, or a traceback of a client" in texts(page, "label")
    listed = texts(page, "li")
    assert "Clients do not trust the gateway" in listed
    assert "Clients still reach the old site" in listed


def test_pages_of_the_guide_refer_to_its_own_entries(built: Builds) -> None:
    listeners = built("furo-myst") / "listeners.html"
    assert {
        "errors.html#tlsalerts-error-old-client",
        "errors.html#tlsalerts-error-wrong-name",
        "alerts.html#tlsalerts-alert-row-unknown_ca",
    } <= links(listeners)
    assert "Clients do not trust the gateway" in texts(
        built("furo-myst") / "certificates.html", "a"
    )


def test_the_guide_has_house_notes(built: Builds) -> None:
    cells = texts(built("furo-myst") / "alerts.html", "td")
    assert "Somebody uses an old host name. Not an incident." in cells
    assert "the certificate of a client has run out" in cells


def test_names_of_the_installation_take_the_place_of_those_in_the_file(built: Builds) -> None:
    text = (built("furo-myst", "text") / "errors.txt").read_text(encoding="utf-8")
    assert "* Use gateway.example in the address." in text
    assert "# lanternctl reload" in text
    assert "3. Tell #lantern-on-call that it is done, see Certificates." in text
    assert "{+" not in text


# A library's manual with intersphinx and a translation


def test_links_lead_into_the_documentation_of_python(built: Builds) -> None:
    python = "https://docs.python.org/3/library/"
    found = links(built("rtd-intersphinx") / "tls.html")
    assert f"{python}ssl.html#ssl.create_default_context" in found  # a role of Sphinx
    assert f"{python}ssl.html#ssl.SSLContext.load_verify_locations" in found  # of ours
    prose_of_yaml = links(built("rtd-intersphinx") / "tls-errors.html")
    assert f"{python}smtplib.html#smtplib.SMTP_SSL" in prose_of_yaml


def test_the_inventory_says_what_that_of_python_says() -> None:
    if not PYTHON_INVENTORY.is_file():
        pytest.skip("Debian's package python3.11-doc is not installed")
    ours, theirs = (
        {
            (kind, name): item
            for kind, items in InventoryFile.load(stream, "", _join).items()
            for name, item in items.items()
        }
        for stream in map(io.BytesIO, map(Path.read_bytes, _inventories()))
    )
    assert len(ours) > 10
    assert [(key, _uri(item)) for key, item in ours.items()] == [
        (key, _uri(theirs[key])) for key in ours
    ]


def _inventories() -> tuple[Path, Path]:
    return LETTERBIRD / "inventories" / "python.inv", PYTHON_INVENTORY


def _join(base: str, address: str) -> str:
    return f"{base}{address}"


def _uri(item: object) -> str:
    return str(item[2]) if isinstance(item, tuple) else str(getattr(item, "uri", item))


def test_a_page_and_its_entries_are_translated(built: Builds) -> None:
    page = built("rtd-intersphinx", language="de") / "tls-errors.html"
    assert headings(page, 1) == ["TLS-Fehler"]
    assert headings(page, 2) == [
        "WRONG_VERSION_NUMBER",
        "Dem Mailserver Ihrer Firma wird nicht vertraut",
        "UNSUPPORTED_PROTOCOL",
    ]
    paragraphs = texts(page, "p")
    assert "Was zu tun ist" in paragraphs  # a heading of the file
    assert "Der Server spricht nichts Neueres als TLS 1.1." in paragraphs
    (cause,) = [words for words in paragraphs if words.startswith("Port 587")]
    assert cause.endswith("(smtplib.SMTP_SSL).")
    assert "smtplib.html#smtplib.SMTP_SSL" in str(links(page))
    assert any("Ausnahme" in words for words in texts(page, "dt"))  # a label of ours


def test_what_is_not_translated_yet_stays_english(built: Builds) -> None:
    german = built("rtd-intersphinx", language="de")
    assert headings(german / "sending.html", 1) == ["Sending mail"]
    meanings = texts(german / "tls.html", "td")  # which the package itself translates
    assert "der Absender unterstützt keine der angebotenen Protokollversionen" in meanings


@pytest.mark.slow
def test_translations_are_latex_and_text_as_well(built: Builds) -> None:
    text = (built("rtd-intersphinx", "text", "de") / "tls-errors.txt").read_text(encoding="utf-8")
    assert text.startswith("TLS-Fehler\n**********\n")
    book = built("rtd-intersphinx", "latex", "de") / "letterbird.tex"
    assert r"\subsection{Dem Mailserver Ihrer Firma wird nicht vertraut}" in book.read_text(
        encoding="utf-8"
    )


def test_the_catalogues_are_complete_and_up_to_date(built: Builds) -> None:
    offered = built("rtd-intersphinx", "gettext")
    catalogues = sorted((LETTERBIRD / "locale" / "de" / "LC_MESSAGES").glob("*.po"))
    assert [path.stem for path in catalogues] == ["index", "tls-errors"]
    for path in catalogues:
        template = read_po(io.BytesIO((offered / f"{path.stem}.pot").read_bytes()))
        translated = read_po(io.BytesIO(path.read_bytes()))
        assert {message.id for message in translated} == {message.id for message in template}
        assert all(message.string for message in translated if message.id)
