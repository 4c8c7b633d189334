"""Overlays: a project's own words for alerts, from its files to its pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from support.building import directive, one, page, rows

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.overlay_reader import load_overlays
from sphinx_tlsalerts.registries.overlays import Overlay, changed_fields, explanation_of, meaning_of

if TYPE_CHECKING:
    from pathlib import Path

    from support.building import Build, Project


@pytest.fixture
def overlay(tmp_path: Path) -> OverlayFiles:
    """Return a function that reads overlay files with given contents."""
    return OverlayFiles(tmp_path)


class OverlayFiles:
    """Writes overlay files and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *texts: str, language: str = "en", suffix: str = ".yaml"
    ) -> tuple[dict[int, Overlay], list[str]]:
        """Return what the files say together, and their faults as compilers write them."""
        files = []
        for number, text in enumerate(texts, start=1):
            is_whole = not text.startswith(("alert", "language:")) or "schema" in text
            path = self.folder / f"o{number}{suffix}"
            # At the end, where it changes no line.
            path.write_text(text if is_whole else f"{text}schema: 1\n", encoding="utf-8")
            files.append((path, path.name))
        overlays, problems = load_overlays(files, language)
        return overlays, [str(problem) for problem in problems]


# What overlays say


def test_each_field_of_an_alert_can_be_said_anew(overlay: OverlayFiles) -> None:
    found, faults = overlay(
        """\
schema: 1
alerts:
  42:
    meaning: a certificate is of no use
    explanation: >-
      The first sentence.
      The second one.
    note: |
      Ask the *platform* team,
      room ``42``.
  unknown_ca:
    note: only a note
"""
    )
    assert faults == []
    assert found == {
        42: Overlay(
            meaning="a certificate is of no use",
            explanation="The first sentence. The second one.",
            note="Ask the *platform* team, room ``42``.",
        ),
        48: Overlay(note="only a note"),
    }


@pytest.mark.parametrize(
    "key",
    [
        *("42", "0x2A", "'42'", "bad_certificate", "BAD_CERTIFICATE", "SSL_AD_BAD_CERTIFICATE"),
        *("ALERT_DESCRIPTION_BAD_CERTIFICATE", "sslv3 alert bad certificate", "BadCertificate"),
        *("AlertDescription::BadCertificate", "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE"),
    ],
)
def test_an_alert_is_named_by_code_or_by_any_spelling(overlay: OverlayFiles, key: str) -> None:
    assert overlay(f"alerts:\n  {key}: {{note: here}}\n") == ({42: Overlay(note="here")}, [])


def test_json_says_the_same(overlay: OverlayFiles) -> None:
    text = {"schema": 1, "alerts": {"42": {"meaning": "kaputt 😀", "note": "a\nb"}}}
    for ascii_only in (True, False):
        source = json.dumps(text, ensure_ascii=ascii_only, indent="\t")
        assert overlay(source, suffix=".json") == (
            {42: Overlay(meaning="kaputt 😀", note="a b")},
            [],
        )


@pytest.mark.parametrize(
    ("language", "build", "texts"),
    [
        ("de", "de", 1),
        ("de", "DE", 1),
        ("de", "de_AT", 1),
        ("de", "de-AT", 1),
        ("de-AT", "de_AT", 1),
        ("de_at", "de-AT", 1),
        ("pt", "pt_BR", 1),
        ("de", "en", 0),
        ("de", "den", 0),
        ("de_AT", "de", 0),
        ("de_AT", "de_CH", 0),
        ("de_A", "de_AT", 0),
    ],
)
def test_a_file_serves_its_language_and_what_is_spoken_of_it(
    overlay: OverlayFiles, language: str, build: str, texts: int
) -> None:
    text = f"language: {language}\nalerts:\n  42: {{meaning: x}}\n"
    assert overlay(text, language=build) == ({42: Overlay(meaning="x")} if texts else {}, [])


def test_a_later_file_overrides_an_earlier_one_field_by_field(overlay: OverlayFiles) -> None:
    found, faults = overlay(
        "alerts:\n  42: {meaning: first, note: first}\n  48: {note: first}\n",
        "alerts:\n  bad_certificate: {meaning: second}\n  0: {note: second}\n",
    )
    assert faults == []
    assert found == {
        42: Overlay(meaning="second", note="first"),
        48: Overlay(note="first"),
        0: Overlay(note="second"),
    }


def test_a_faulty_file_does_not_spoil_the_others(overlay: OverlayFiles) -> None:
    found, faults = overlay(
        "alerts:\n  42: {note: first}\n",
        "schema: 1\nalerts: [\n",
        "alerts:\n  43: {note: third}\n  142: {note: third}\n",
    )
    assert found == {42: Overlay(note="first"), 43: Overlay(note="third")}
    assert faults == [
        (
            "o2.yaml:3:1: YAML syntax error: did not find expected node content; "
            "none of its texts are used"
        ),
        "o3.yaml:3:3: alerts: '142' is a code that IANA leaves unassigned; it is left out",
    ]


def test_a_field_without_a_word_of_its_own_keeps_the_packaged_text() -> None:
    alert = load_alerts()[42]
    assert meaning_of(alert, {}) == alert.meaning
    assert meaning_of(alert, {42: Overlay(note="here")}) == alert.meaning
    assert meaning_of(alert, {42: Overlay(meaning="mine")}) == "mine"
    assert meaning_of(alert, {43: Overlay(meaning="mine")}) == alert.meaning
    assert explanation_of(alert, {42: Overlay(meaning="mine")}) == alert.explanation
    assert explanation_of(alert, {42: Overlay(explanation="Mine.")}) == "Mine."


def test_changes_are_told_field_by_field() -> None:
    before = {42: Overlay(meaning="a", note="n"), 43: Overlay(note="n"), 44: Overlay(note="n")}
    after = {42: Overlay(meaning="b", note="n"), 43: Overlay(note="n"), 45: Overlay(meaning="m")}
    changes = {(42, "meaning"), (44, "note"), (45, "meaning")}
    assert changed_fields(before, after) == changes
    assert changed_fields(after, before) == changes
    assert changed_fields(after, after) == set()


# Faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: the file is empty"),
        ("# nothing yet\n", "1:1: the file is empty"),
        ("- 42\n", "1:1: an overlay is a mapping with the key 'alerts' or 'trust'"),
        ("\n  text\n", "2:3: an overlay is a mapping with the key 'alerts' or 'trust'"),
        ("schema: 1\n", "1:1: the keys 'alerts' and 'trust' are missing"),
        (
            "schema: 1\nentries: []\n",
            (
                "1:1: the file is a troubleshooting file, not an overlay: show it with "
                "'tls-troubleshooting'; none of its texts are used"
            ),
        ),
        ("schema:\nalerts: {}\n", "1:8: schema: only version 1 is known; the file is left out"),
        ("schema: 2\nalerts: {}\n", "1:9: schema: only version 1 is known; the file is left out"),
        ("alerts: {}\nschema: [1]\n", "2:9: schema: only version 1 is known; the file is left out"),
        ("alerts: [42]\n", "1:9: alerts: not a mapping from alerts to their texts"),
        ("alerts:\n", "1:8: alerts: not a mapping from alerts to their texts"),
        (
            "alerts: {}\nlanguage: no\n",
            "2:11: language: 'no' is not a text to YAML, quote it; the file is left out",
        ),
        ("alerts: {}\nlanguage: [de]\n", "2:11: language: not a text; the file is left out"),
    ],
)
def test_a_file_that_is_no_overlay_says_why(overlay: OverlayFiles, text: str, fault: str) -> None:
    assert overlay(text) == ({}, [f"o1.yaml:{fault}"])


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            "  bad_certifcate: {note: x}",
            (
                "4:3: alerts: 'bad_certifcate' is not a TLS alert "
                "(did you mean 'bad_certificate'?); it is left out"
            ),
        ),
        ("  zzz: {note: x}", "4:3: alerts: 'zzz' is not a TLS alert; it is left out"),
        ("  300: {note: x}", "4:3: alerts: '300' is not a TLS alert; it is left out"),
        (
            "  53: {note: x}",
            "4:3: alerts: '53' is a code that IANA leaves unassigned; it is left out",
        ),
        (
            "  SEC_E_CERT_UNKNOWN: {note: x}",
            (
                "4:3: alerts: 'SEC_E_CERT_UNKNOWN' is shared by bad_certificate, "
                "unsupported_certificate, certificate_unknown; it is left out"
            ),
        ),
        (
            "  UNKNOWN_CA: {note: x}",
            "4:3: alerts.UNKNOWN_CA: the alert unknown_ca stands here again; the first one counts",
        ),
        (
            "  48: {note: x}",
            "4:3: alerts.48: the alert unknown_ca stands here again; the first one counts",
        ),
        ("  42: text", "4:7: alerts.42: not a mapping with meaning, explanation, note"),
        ("  42: [x]", "4:7: alerts.42: not a mapping with meaning, explanation, note"),
        ("  42:", "4:6: alerts.42: not a mapping with meaning, explanation, note"),
        (
            "  42:\n    note: x\n    meanning: y",
            "6:5: alerts.42: 'meanning' is not a key (did you mean 'meaning'?); it is left out",
        ),
        (
            "  42:\n    note: x\n    colour: y",
            "6:5: alerts.42: 'colour' is not a key; it is left out",
        ),
        (
            "  42:\n    note: x\n    <<: {meaning: y}",
            (
                "6:5: alerts.42: '<<' (a YAML merge) is not supported: write the keys out; "
                "it is left out"
            ),
        ),
        (
            "  42:\n    note: x\n    note: y",
            "6:5: alerts.42: 'note' stands here again; the first one counts",
        ),
        (
            "  42:\n    note: x\n    meaning: no",
            "6:14: alerts.42.meaning: 'no' is not a text to YAML, quote it; it is left out",
        ),
        (
            '  42:\n    note: x\n    meaning: "a\\0b"',
            "6:14: alerts.42.meaning: holds the control character U+0000; it is left out",
        ),
        (
            "  42:\n    note: x\n    meaning: 1.10",
            "6:14: alerts.42.meaning: '1.10' is not a text to YAML, quote it; it is left out",
        ),
        (
            "  42:\n    note: x\n    meaning: [SSL]",
            "6:14: alerts.42.meaning: not a text; it is left out",
        ),
        (
            "  42:\n    note: x\n    meaning: {a: b}",
            "6:14: alerts.42.meaning: not a text; it is left out",
        ),
        (
            "  42:\n    note: x\n    meaning:",
            "6:13: alerts.42.meaning: the text is empty; it is left out",
        ),
        (
            "  42:\n    note: x\n    meaning: ' '",
            "6:14: alerts.42.meaning: the text is empty; it is left out",
        ),
    ],
)
def test_a_fault_is_located_and_the_rest_of_the_file_counts(
    overlay: OverlayFiles, lines: str, fault: str
) -> None:
    found, faults = overlay(f"schema: 1\nalerts:\n  unknown_ca: {{note: x}}\n{lines}\n")
    assert faults == [f"o1.yaml:{fault}"]
    note = Overlay(note="x")
    if lines.startswith("  42:\n"):
        assert found == {48: note, 42: note}
    else:
        assert found == {48: note}


def test_an_unknown_key_of_the_file_has_a_suggestion(overlay: OverlayFiles) -> None:
    found, faults = overlay("alert: {}\nalerts:\n  42: {note: x}\nlanguage: en\nauthors: me\n")
    assert found == {42: Overlay(note="x")}
    assert faults == [
        "o1.yaml:1:1: 'alert' is not a key (did you mean 'alerts'?); it is left out",
        "o1.yaml:5:1: 'authors' is not a key; it is left out",
    ]


def test_all_faults_of_a_file_are_told_in_the_order_of_its_lines(overlay: OverlayFiles) -> None:
    found, faults = overlay(
        """\
alerts:
  42:
    meaning: on
    note: 12:30:45
    text: x
  54: {note: x}
  42: {note: x}
  unknwn_ca: {note: x}
extra: 1
"""
    )
    assert found == {42: Overlay()}
    assert faults == [
        "o1.yaml:3:14: alerts.42.meaning: 'on' is not a text to YAML, quote it; it is left out",
        "o1.yaml:4:11: alerts.42.note: '12:30:45' is not a text to YAML, quote it; it is left out",
        "o1.yaml:5:5: alerts.42: 'text' is not a key; it is left out",
        "o1.yaml:6:3: alerts: '54' is a code that IANA leaves unassigned; it is left out",
        "o1.yaml:7:3: alerts.42: the alert bad_certificate stands here again; the first one counts",
        (
            "o1.yaml:8:3: alerts: 'unknwn_ca' is not a TLS alert "
            "(did you mean 'unknown_ca'?); it is left out"
        ),
        "o1.yaml:9:1: 'extra' is not a key; it is left out",
    ]


def test_a_repeated_alert_is_found_where_its_alias_stands(overlay: OverlayFiles) -> None:
    _, faults = overlay("alerts:\n  &a 42: {note: x}\n  *a : {note: y}\n")
    assert faults == [
        "o1.yaml:3:3: alerts.42: the alert bad_certificate stands here again; the first one counts"
    ]


def test_after_a_syntax_error_the_whole_file_is_left_out(overlay: OverlayFiles) -> None:
    found, faults = overlay("alerts:\n  42: {note: x}\n  43: {note: `x`}\n")
    assert found == {}
    (fault,) = faults
    assert fault.startswith("o1.yaml:3:14: YAML syntax error: ")


def test_overlay_without_schema_says_so_as_guides_do(tmp_path: Path) -> None:
    file = tmp_path / "o.yaml"
    file.write_text("alerts:\n  42: {note: x}\n", encoding="utf-8")
    overlays, problems = load_overlays([(file, "o.yaml")], "en")
    assert overlays == {42: Overlay(note="x")}
    assert [*map(str, problems)] == [
        "o.yaml:1:1: the key 'schema' is missing; version 1 is assumed"
    ]


def test_missing_overlay_is_reported_where_conf_py_names_it(project: Project) -> None:
    project.write({"index.rst": page("rst", TABLE), "there.yaml": "schema: 1\nalerts: {}\n"})
    project.write_conf()
    conf = project.source / "conf.py"
    above = conf.read_text(encoding="utf-8")
    line = above.count("\n") + 4
    names = (
        'tlsalerts_registry_overlays = [\n    "there.yaml",\n\n    "absent.yaml",\n    ".",\n]\n'
    )
    conf.write_text(above + names, encoding="utf-8")
    from sphinx.cmd.build import main

    log = project.root / "log.txt"
    out = project.root / "out"
    assert main(["-q", "--no-color", "-w", str(log), str(project.source), str(out)]) == 0
    what = "tlsalerts_registry_overlays"
    after = "none of its texts are used [tlsalerts.overlay]"
    assert log.read_text(encoding="utf-8").splitlines() == [
        f"{conf}:{line}: WARNING: {what}: 'absent.yaml': the file does not exist; {after}",
        f"{conf}:{line + 1}: WARNING: {what}: '.': is a directory, not a file; {after}",
    ]


def test_files_that_are_not_there_are_faults(tmp_path: Path) -> None:
    overlays, problems = load_overlays([(tmp_path / "no.yaml", "no.yaml"), (tmp_path, ".")], "en")
    assert overlays == {}
    assert [str(problem) for problem in problems] == [
        "no.yaml:1:1: the file does not exist; none of its texts are used",
        ".:1:1: is a directory, not a file; none of its texts are used",
    ]


# On the pages of a project

TABLE = directive("rst", "tls-alert-table", columns="code meaning notes", codes="42 48")
DESCRIPTION = directive("rst", "tls-alert", "42", fields="meaning notes")

OVERLAY = """\
schema: 1
alerts:
  42:
    meaning: the certificate is of no use
    explanation: See ``openssl verify`` first, *then* ask.
    note: runbook 7
"""


def _build(project: Project, overlay: str, name: str = "words.yaml") -> Build:
    project.write(
        {
            "index.rst": page("rst", f"{TABLE}\n\n{DESCRIPTION}\n\n:tlsalert:`42`"),
            name: overlay,
        }
    )
    return project.build(tlsalerts_registry_overlays=[name])


def test_the_words_of_an_overlay_stand_on_the_pages(project: Project) -> None:
    build = _build(project, OVERLAY)
    assert build.warnings == []
    doctree = build.doctree()
    packaged = load_alerts()[48].meaning
    assert rows(one(doctree, nodes.table)) == [
        ["42", "the certificate is of no use", "runbook 7"],
        ["48", packaged, ""],
    ]
    fields = {
        one(field, nodes.field_name).astext(): one(field, nodes.field_body).astext()
        for field in doctree.findall(nodes.field)
    }
    assert fields == {"Meaning": "the certificate is of no use", "Notes": "runbook 7"}
    (explanation,) = (
        node for node in doctree.findall(nodes.paragraph) if "openssl" in node.astext()
    )
    assert explanation.astext() == "See openssl verify first, then ask."
    assert one(explanation, nodes.literal).astext() == "openssl verify"
    assert one(explanation, nodes.emphasis).astext() == "then"
    assert load_alerts()[42].explanation not in build.text("index.html")
    assert 'title="the certificate is of no use"' in build.text("index.html")


def test_a_fault_of_an_overlay_is_a_warning_with_the_file_and_the_line(project: Project) -> None:
    build = _build(project, "schema: 1\nalerts:\n  42: {note: runbook 7}\n  unknwn_ca: {note: x}\n")
    assert build.warnings == [
        (
            "words.yaml:4:3: WARNING: alerts: 'unknwn_ca' is not a TLS alert "
            "(did you mean 'unknown_ca'?); it is left out [tlsalerts.overlay]"
        )
    ]
    assert rows(one(build.doctree(), nodes.table))[0][2] == "runbook 7"


def test_the_warning_names_the_real_path_of_the_file(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write(
        {"index.rst": page("rst", TABLE), "sub/words.json": '{"schema": 1, "alerts": {\n "9": {}}}'}
    )
    project.config["tlsalerts_registry_overlays"] = ["sub/words.json"]
    project.write_conf()
    from sphinx.cmd.build import main

    out = project.root / "out"
    assert main(["-q", "--no-color", str(project.source), str(out)]) == 0
    words = project.source / "sub" / "words.json"
    assert capsys.readouterr().err.splitlines() == [
        (
            f"{words}:2:2: WARNING: alerts: '9' is a code that IANA leaves unassigned; "
            "it is left out [tlsalerts.overlay]"
        )
    ]


@pytest.mark.parametrize("value", ["o.yaml", "o.yaml,p.yaml"])
def test_overlays_can_be_given_on_the_command_line(
    project: Project, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    project.write(
        {
            "index.rst": page("rst", TABLE),
            "o.yaml": "schema: 1\nalerts:\n  42: {meaning: from the first, note: runbook 7}\n",
            "p.yaml": "schema: 1\nalerts:\n  42: {meaning: from the second}\n",
        }
    )
    project.write_conf()
    from sphinx.cmd.build import main

    out = project.root / "out"
    overlays = f"tlsalerts_registry_overlays={value}"
    arguments = ["-q", "--no-color", "-D", overlays, "-b", "text", str(project.source), str(out)]
    assert main(arguments) == 0
    assert capsys.readouterr().err == ""
    text = (out / "index.txt").read_text(encoding="utf-8")
    assert ("from the second" if "," in value else "from the first") in text
    assert "runbook 7" in text


def test_a_missing_overlay_is_a_warning_and_the_packaged_words_stand(project: Project) -> None:
    project.write({"index.rst": page("rst", TABLE)})
    build = project.build(tlsalerts_registry_overlays=["absent.yaml"])
    assert build.warnings == [
        (
            "conf.py:6: WARNING: tlsalerts_registry_overlays: 'absent.yaml': the file does not "
            "exist; none of its texts are used [tlsalerts.overlay]"
        )
    ]
    assert rows(one(build.doctree(), nodes.table))[0][1] == load_alerts()[42].meaning


def test_an_overlay_in_german_serves_austrian_pages(project: Project) -> None:
    project.write(
        {
            "index.rst": page("rst", TABLE),
            "de.yaml": "schema: 1\nlanguage: de\nalerts:\n  42: {note: auf Deutsch}\n",
            "at.yaml": "schema: 1\nlanguage: de-AT\nalerts:\n  48: {note: in Wien}\n",
        }
    )
    project.config["tlsalerts_registry_overlays"] = ["de.yaml", "at.yaml"]
    build = project.build("dummy", language="de_AT")
    assert [row[2] for row in rows(one(build.doctree(), nodes.table))] == ["auf Deutsch", "in Wien"]


def test_the_language_of_the_build_chooses_the_overlay(project: Project) -> None:
    project.write(
        {
            "index.rst": page("rst", TABLE),
            "de.yaml": "schema: 1\nlanguage: de\nalerts:\n  42: {note: auf Deutsch}\n",
            "fr.yaml": "schema: 1\nlanguage: fr\nalerts:\n  42: {note: en français}\n",
        }
    )
    build = project.build(
        tlsalerts_registry_overlays=["de.yaml", "fr.yaml"], language="fr", folder="fr"
    )
    assert build.warnings == []
    assert rows(one(build.doctree(), nodes.table))[0][2] == "en français"
