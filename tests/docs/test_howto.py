"""The how-to guides: whoever follows one gets to where it leads."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from support.building import LANGUAGES
from support.guides import CONF, HOWTO, Guide, assert_shows, blocks_of, page_of
from support.needs import need_modules, need_program
from support.rows import other_rows_slow, others_slow

if TYPE_CHECKING:
    from pathlib import Path

#: The blocks of each guide that are neither a file nor commands; tests below try them.
OTHERS = {
    "lint-in-ci": [],
    "link-from-errors": ["js", "text"],
    "other-project": ["rst", "md"],
    "translate": [],
}


@pytest.mark.parametrize("name", OTHERS)
def test_guide_has_no_block_that_is_not_tried(name: str) -> None:
    assert {path.stem for path in HOWTO.glob("*.md")} == {*OTHERS}
    blocks = blocks_of(name)
    plain = [one.language for one in blocks if not one.caption and one.language != "console"]
    assert plain == OTHERS[name]
    assert len(re.findall(r"^```", page_of(name), re.MULTILINE)) == 2 * len(blocks)


# Another project

LIBRARY = "https://exampledb.example/docs/"
BAD_CERTIFICATE = f"{LIBRARY}index.html#tlsalerts-alert-bad_certificate"
EXPIRED = f"{LIBRARY}index.html#tlsalerts-verify-X509_V_ERR_CERT_HAS_EXPIRED"
WRONG_PORT = f"{LIBRARY}index.html#tlsalerts-error-wrong-port"
INTERSPHINX = "intersphinx_mapping = {{'exampledb': ({!r}, {!r})}}\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the inventory of the other project."""
    guide = Guide("other-project", tmp_path_factory.mktemp("library"))
    guide.write(exampledb__conf_py=CONF)
    built = guide.run("sphinx-build -n -W -b html exampledb build/exampledb")
    assert built.code == 0, built.output
    return guide.folder / "build" / "exampledb" / "objects.inv"


@pytest.fixture
def other(tmp_path: Path, library: Path) -> Guide:
    """Return the guide; it takes the inventory of the other project from the disk."""
    guide = Guide("other-project", tmp_path)
    inventory = (tmp_path / "exampledb.inv").as_posix()
    shutil.copy(library, inventory)
    guide.instead = {
        f"{LIBRARY}objects.inv": inventory,
        f'("{LIBRARY}", None)': f'("{LIBRARY}", "{inventory}")',
    }
    guide.write()
    return guide


def links(html: str) -> list[tuple[str, str]]:
    """Return text and address of the links of a page that lead out of it."""
    found = re.findall(r'<a class="reference external"[^>]* href="([^"]+)"[^>]*>(.*?)</a>', html)
    return [(re.sub(r"<[^>]+>", "", text), address) for address, text in found if "://" in address]


def test_inventory_of_the_other_project_is_as_shown(other: Guide) -> None:
    command = other.command("python -m sphinx.ext.intersphinx")
    assert_shows(other.shown(command), other.run(command).output, {r" +": " "})


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_roles_lead_into_the_other_project(other: Guide, language: str) -> None:
    body = f"Page\n====\n\n{other.block(language)}"
    (other.folder / "docs" / f"index.{language}").write_text(body, encoding="utf-8")
    if language == "md":
        with (other.folder / "docs" / "conf.py").open("a", encoding="utf-8") as file:
            file.write("extensions.append('myst_parser')\n")
    built = other.run(other.command("sphinx-build"))
    assert built.code == 0, built.output
    ours = [link for link in links(other.text("build/html/index.html")) if LIBRARY in link[1]]
    assert ours == [
        ("bad_certificate (42)", BAD_CERTIFICATE),
        ("X509_V_ERR_CERT_HAS_EXPIRED (10)", EXPIRED),
        ("WRONG_VERSION_NUMBER", WRONG_PORT),
        ("bad_certificate (42)", BAD_CERTIFICATE),
        ("the wrong port", WRONG_PORT),
    ]


def test_explicit_reference_to_what_is_not_there_is_the_warning_that_is_named(
    other: Guide,
) -> None:
    other.write(docs__index_rst="Page\n====\n\n:external+exampledb:tls:alert:`48`\n")
    built = other.run(other.command("sphinx-build"))
    (warning,) = re.findall(r"`(external .+ not found: .+)`", other.page)
    assert built.code == 1
    assert warning in built.output


def plain_project(guide: Guide, *extensions: str) -> list[tuple[str, str]]:
    """Build the project that does without the extension, and return the links of its pages."""
    inventory = (guide.folder / "exampledb.inv").as_posix()
    conf = f"extensions = {['sphinx.ext.intersphinx', *extensions]}\n"
    conf += INTERSPHINX.format(LIBRARY, inventory)
    guide.write(plain__conf_py=conf + "suppress_warnings = ['toc.not_included']\n")
    built = guide.run("sphinx-build -n -W -b html plain build/plain")
    assert built.code == 0, built.output
    pages = [path.read_text("utf-8") for path in (guide.folder / "build" / "plain").glob("*.html")]
    return [link for page in pages for link in links(page) if LIBRARY in link[1]]


def test_labels_work_without_the_extension(other: Guide) -> None:
    (other.folder / "plain" / "markdown.md").unlink()
    assert plain_project(other) == [
        ("WRONG_VERSION_NUMBER", WRONG_PORT),
        ("TLS index", f"{LIBRARY}tls-index.html"),
        ("bad_certificate", f"{LIBRARY}index.html#rejected-certificate"),
    ]


def test_markdown_finds_objects_without_the_extension(other: Guide) -> None:
    need_modules("myst_parser")
    (other.folder / "plain" / "index.rst").unlink()
    shutil.move(other.folder / "plain" / "markdown.md", other.folder / "plain" / "index.md")
    other.blocks = []
    assert plain_project(other, "myst_parser") == [
        ("bad_certificate", BAD_CERTIFICATE),
        ("the wrong port", WRONG_PORT),
    ]


def test_roles_work_where_the_other_project_has_no_extension(other: Guide) -> None:
    other.write(exampledb__conf_py="", exampledb__index_rst="Example DB\n==========\n")
    assert other.run("sphinx-build -W -b html exampledb build/exampledb").code == 0
    shutil.copy(other.folder / "build/exampledb/objects.inv", other.folder / "exampledb.inv")
    other.write(docs__index_rst="Page\n====\n\n:tlsalert:`42` :tlsverify:`10` :ssl:`SSLError`\n")
    built = other.run(other.command("sphinx-build"))
    assert built.code == 0, built.output
    hosts = [
        urlsplit(address).netloc for _text, address in links(other.text("build/html/index.html"))
    ]
    assert hosts[:3] == ["datatracker.ietf.org", "docs.openssl.org", "docs.python.org"]


# Translation

LOCALES = "docs/locales/de/LC_MESSAGES/docs.po"


@pytest.fixture(scope="module")
def translation(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    """Return the guide after the texts were collected."""
    guide = Guide("translate", tmp_path_factory.mktemp("translate"))
    guide.write()
    (guide.folder / LOCALES).unlink()
    assert guide.run(guide.command("sphinx-build -D language=de")).code == 0
    built = guide.run(guide.command("sphinx-build -b gettext") + " -n -W")
    assert built.code == 0, built.output
    return guide


def messages(text: str) -> dict[str, str]:
    """Return the texts of a catalogue, with their places."""
    return {
        text: place for place, text in re.findall(r'^#: (.+)\nmsgid "(.+)"$', text, re.MULTILINE)
    }


def translated(guide: Guide, catalogue: str) -> str:
    """Fill a catalogue with the translations of the guide."""
    (shown,) = [one.text for one in guide.blocks if one.caption == LOCALES]
    for entry in shown.strip().split("\n\n"):
        place, source, target = entry.split("\n")
        empty = f'{place}\n{source}\nmsgstr ""\n'
        assert empty in catalogue
        catalogue = catalogue.replace(empty, f"{place}\n{source}\n{target}\n")
    return catalogue


def test_collected_texts_are_those_of_the_author(translation: Guide) -> None:
    assert messages(translation.text("build/gettext/docs.pot")) == {
        "TLS errors": "../../docs/index.rst:2",
        "Alerts that we send": "../../docs/index.rst:4",
        "The server does not speak TLS": "../../docs/errors.yaml:4",
        "The server answered in plain text.": "../../docs/errors.yaml:6",
    }


@pytest.fixture(scope="module")
def german(translation: Guide) -> str:
    """Return the page that the guide leads to by Babel, which is always there."""
    for command in ("pybabel init", "pybabel update"):
        ran = translation.run(translation.command(command))
        assert ran.code == 0, ran.output
    catalogue = translation.folder / LOCALES
    catalogue.write_text(translated(translation, catalogue.read_text("utf-8")), encoding="utf-8")
    built = translation.run(translation.command("sphinx-build -D language=de") + " -n -W")
    assert built.code == 0, built.output
    return re.sub(r"<[^>]+>", "", translation.text("build/de/index.html"))


@pytest.mark.parametrize(
    "words",
    [
        "Bedeutung",
        "ein Zertifikat ist beschädigt",
        "Der Server spricht kein TLS",
        "Der Server hat unverschlüsselt geantwortet.",
        "Die Gegenseite hat das Zertifikat geprüft und abgelehnt.",
    ],
)
def test_page_is_german(german: str, words: str) -> None:
    assert words in german


@pytest.mark.parametrize(
    "words",
    ["[SSL: WRONG_VERSION_NUMBER] wrong version number", "bad_certificate", "Alerts that we send"],
)
def test_names_messages_and_what_has_no_translation_stay(german: str, words: str) -> None:
    assert words in german


@pytest.mark.parametrize(
    "words",
    ["Meaning", "a certificate is corrupt", "in plain text", "The peer checked the certificate"],
)
def test_nothing_of_the_english_page_is_left(german: str, words: str) -> None:
    assert words not in german


def test_explanation_without_an_overlay_is_english(translation: Guide) -> None:
    command = translation.command("sphinx-build -D language=de") + "-plain"
    assert translation.run(f"{command} -D tlsalerts_registry_overlays=").code == 0
    page = translation.text("build/de-plain/index.html")
    assert "The peer checked the certificate" in page
    assert "Bedeutung" in page


@pytest.mark.parametrize(
    ("language", "words"),
    other_rows_slow(
        [
            ("de_AT", "Bedeutung"),
            ("fr", "Signification"),
            ("es", "Significado"),
            ("ja", "意味"),
            ("zh_CN", "含义"),
        ],
        ("fr", "Signification"),
    ),
)
def test_language_that_is_named_comes_translated(
    translation: Guide, language: str, words: str
) -> None:
    command = translation.command("sphinx-build -D language=de").replace("de", language)
    command = command.replace(f"build/{language}", f"build/only-{language}")
    ran = translation.run(command.replace(f"sphinx-buil{language}", "sphinx-build"))
    assert ran.code == 0, ran.output
    assert words in translation.text(f"build/only-{language}/index.html")


@pytest.mark.usefixtures("german")
def test_gettext_tells_how_much_is_left(translation: Guide) -> None:
    need_program("msgfmt")
    command = translation.command("msgfmt")
    assert translation.run(command).output == translation.shown(command)


def test_sphinx_intl_makes_the_same_catalogue(translation: Guide) -> None:
    need_modules("sphinx_intl")
    command = translation.command("sphinx-intl").replace("docs/locales", "build/intl")
    for _time in ("first", "again"):
        ran = translation.run(command)
        assert ran.code == 0, ran.output
    made = translation.text(LOCALES.replace("docs/locales", "build/intl"))
    assert messages(made) == messages(translation.text("build/gettext/docs.pot"))
    assert translated(translation, made) != made


def test_bundled_prose_is_not_offered_but_that_of_an_extending_entry_is(tmp_path: Path) -> None:
    guide = Guide("translate", tmp_path)
    entry = "{extends: builtin:python/certificate-has-expired, id: own, summary: Our own words.}"
    guide.write(docs__errors_yaml=f"schema: 1\nentries:\n- {entry}\n")
    assert guide.run(guide.command("sphinx-build -b gettext")).code == 0
    assert {*messages(guide.text("build/gettext/docs.pot"))} == {
        "TLS errors",
        "Alerts that we send",
        "Our own words.",
    }
