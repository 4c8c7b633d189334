"""What the extension says in other languages."""

from __future__ import annotations

import gettext
import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Message
from docutils import nodes
from sphinx import locale
from support.building import directive, headings, one, page
from support.site_pages import pages
from support.tool_modules import load_tool

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.ssl_names import Deprecation
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes
from sphinx_tlsalerts.sphinx_ext.doctree.columns import ssl_enums
from sphinx_tlsalerts.sphinx_ext.i18n import CATALOG

if TYPE_CHECKING:
    from support.building import Project


TOOL = load_tool("translations")
LANGUAGES = ("de", "es", "fr", "ja", "zh_CN")


def said(language: str, text: str) -> str:
    """Return the translation of *text*, which differs from it."""
    message = TOOL.read(language).get(text)
    assert message is not None
    assert message.string != text
    return str(message.string)


# The catalogues


def test_languages_are_those_that_are_promised() -> None:
    assert tuple(TOOL.languages()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_complete(language: str) -> None:
    assert [*TOOL.faults(language)] == []
    assert len(TOOL.read(language)) > 440


def test_all_that_pages_say_is_offered_to_translators(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts that are handed to gettext by a variable are found in no source."""
    asked: set[str] = set()
    original = gettext.GNUTranslations.gettext

    def recording(self: gettext.GNUTranslations, message: str) -> str:
        if locale.translators.get(("general", CATALOG)) is self:
            asked.add(str(message))
        return original(self, message)

    monkeypatch.setattr(gettext.GNUTranslations, "gettext", recording)
    project.write(pages())
    project.build("html", language="de")
    assert "Meaning" in asked
    assert len(asked) > 250
    assert asked - {str(message.id) for message in TOOL.collected()} == set()


@pytest.mark.parametrize(
    ("source", "words", "fault"),
    [
        ("%s results", "", "not translated"),
        ("%s results", "Ergebnisse", "placeholders or literals differ"),
        ("%s results", "%(count)s Ergebnisse", "placeholders or literals differ"),
        ("{shown} of {total}", "{shown} von {shown}", "placeholders or literals differ"),
        ("use ``verify``", "``prüfen``", "placeholders or literals differ"),
        ("%s results", "%s 100 % Ergebnisse", "placeholders or literals differ"),
        # The scripts of the finder know no sign but the placeholder.
        ("%s results", "%s 100 %% Ergebnisse", "placeholders or literals differ"),
        ("%s results", "%s %", "placeholders or literals differ"),
        ("%s results", "%d Ergebnisse", "placeholders or literals differ"),
        ("%s (ssl.%s member)", "%s von %s %d", "placeholders or literals differ"),
        ("%s (ssl.%s member)", "Element von ssl.%s (%s)", "placeholders or literals differ"),
        ("Filter: {table}", "Filter: {table} {", "placeholders or literals differ"),
        ("Filter: {table}", "Filter: {table!x}", "placeholders or literals differ"),
        ("see RFC 8446", "siehe RFC 5246", "placeholders or literals differ"),
        ("with CERT_REQUIRED", "mit CERT_OPTIONAL", "names or versions differ"),
        ("with CERT_REQUIRED", "mit Zertifikat", "names or versions differ"),
        ("with a certificate", "mit CERT_REQUIRED", "names or versions differ"),
        ("only in TLS 1.3", "nur in TLS 1.2", "names or versions differ"),
        ("only in TLS 1.3", "nur in SSL 1.3", "names or versions differ"),
        ("since Python 3.13", "seit Python 3.13 (und 3.12)", "names or versions differ"),
        (" or ", "oder", "spaces at the ends differ"),
    ],
)
def test_a_damaged_translation_is_told(source: str, words: str, fault: str) -> None:
    (found,) = TOOL._faults_of(Message(source, words))  # noqa: SLF001 -- of a tool
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("%(since)s, for %(instead)s", "statt %(instead)s, %(since)s"),
        ("%s (ssl.%s member)", "%s (Element von ssl.%s)"),
        ("TLS 1.2 or CERT_NONE", "CERT_NONE或TLS 1.2"),
        ("TLS 1.3, or none", "TLS 1.3, sonst nichts: ohne TLS 1.3 geht es nicht"),
        ("SSL 2.0, which OpenSSL dropped in 1.1.0", "SSL 2.0, mit OpenSSL 1.1.0 weggefallen"),
    ],
)
def test_a_translation_may_move_and_repeat_names(source: str, words: str) -> None:
    assert [*TOOL._faults_of(Message(source, words))] == []  # noqa: SLF001


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_can_be_filled_in(language: str) -> None:
    for message in TOOL.read(language):
        source, words = str(message.id), str(message.string)
        names = re.findall(r"%\((\w+)\)s", source)
        values = {name: f"<{name}>" for name in names} or ("<1>", "<2>")[: source.count("%s")]
        if source and values:
            filled = words % values
            assert "%" not in filled
            assert {*re.findall("<.+?>", filled)} == {*re.findall("<.+?>", source % values)}


def test_what_is_missing_or_stale_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    collected = TOOL.collected()
    collected.delete("Cause")
    collected.add("Effect")
    monkeypatch.setattr(TOOL, "collected", lambda: collected)
    assert [*TOOL.faults("de")] == ["missing: 'Effect'", "stale: 'Cause'"]


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_translated(project: Project, language: str) -> None:
    table = directive("rst", "tls-alert-table", columns="name meaning", codes="42")
    codes = directive("rst", "tls-verify-table", columns="text meaning", codes="20")
    project.write({"index.rst": page("rst", f"{table}\n\n{codes}")})
    build = project.build(language=language)
    assert build.warnings == []
    alerts, verify = build.doctree().findall(nodes.table)
    assert headings(alerts)[1] == said(language, "Meaning")
    meaning = load_alerts().named("bad_certificate").meaning
    assert said(language, meaning) in alerts.astext()
    code = load_verify_codes().lookup("20", "3.0")
    assert said(language, code.meaning) in verify.astext()
    assert str(code.texts["3.0"]) in verify.astext()  # what OpenSSL prints


@pytest.mark.parametrize("language", LANGUAGES)
def test_tooltips_and_the_finder_are_translated(project: Project, language: str) -> None:
    table = directive("rst", "tls-alert-table")
    finder = directive("rst", "tls-error-finder")
    project.write({"index.rst": page("rst", f"See :tlsalert:`42`.\n\n{table}\n\n{finder}")})
    build = project.build(language=language)
    meaning = said(language, load_alerts().named("bad_certificate").meaning)
    reference = one(build.resolved["index"].children[0].children[1], nodes.reference)
    assert reference["reftitle"] == meaning
    assert meaning in build.text("_static/tlsalerts-entries.js")
    assert said(language, "Results") in build.text("index.html")


def test_the_words_of_a_project_stand_over_translations(project: Project) -> None:
    project.write(
        {
            "index.rst": page("rst", directive("rst", "tls-alert-table", codes="42, 43")),
            "own.yaml": "schema: 1\nalerts:\n  bad_certificate:\n    meaning: unser Wort\n",
        }
    )
    build = project.build(language="de", tlsalerts_registry_overlays=["own.yaml"])
    text = one(build.doctree(), nodes.table).astext()
    assert "unser Wort" in text
    assert said("de", load_alerts().named("bad_certificate").meaning) not in text
    assert said("de", load_alerts().named("unsupported_certificate").meaning) in text


def test_english_data_of_the_finder_holds_no_meanings(project: Project) -> None:
    project.write({"index.rst": page("rst", directive("rst", "tls-error-finder"))})
    english = project.build().text("_static/tlsalerts-entries.js")
    german = project.build(language="de").text("_static/tlsalerts-entries.js")
    assert load_alerts().named("bad_certificate").meaning not in english
    assert len(german) > len(english) + 5000


def test_a_translation_may_name_the_substitute_first(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {" or ": " o "}
    monkeypatch.setattr(ssl_enums, "_", lambda text: words.get(text, "use %(instead)s (%(since)s)"))
    found = ssl_enums.describe_deprecation(Deprecation("3.10", "a or b"))
    assert "".join(node.astext() for node in found) == "use a o b (3.10)"
