"""The lint of advice: what it finds in a corpus of bad advice, and where."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.places import DATA

from sphinx_tlsalerts.catalogue import find_bundled_entry
from sphinx_tlsalerts.guides import ADVICE_RULES
from sphinx_tlsalerts.guides.fields import Model
from sphinx_tlsalerts.guides.reader import parse_guide, read_guide
from sphinx_tlsalerts.guides.texts import Bundled, Text
from sphinx_tlsalerts.lint import lint_guide
from sphinx_tlsalerts.lint.runner import CHECKS
from sphinx_tlsalerts.matcher import SignalKind
from sphinx_tlsalerts.matcher.reader import read
from sphinx_tlsalerts.registries import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_tlsalerts.guides import AdviceRule
    from sphinx_tlsalerts.yamltree import Problem

CORPUS = sorted((DATA / "bad_advice").glob("*.yaml"))
FAULT = re.compile(r"# fault: (?P<rule>[\w-]+)$")


#: Forms in which programs print an alert.
FORMS = (
    "SSL alert number {}",
    "TLS alert, {}",
    "Received fatal alert: {}",
    "remote error: tls: {}",
    "SSL alert read:fatal:{}",
    "tls_alert: {}",
    "the tls protocol defined fatal alert code is {}",
    "Alert [length 0002], fatal {}",
    "TLS alert (level: fatal, description: {})",
)


def marked(file: Path, pattern: str) -> list[tuple[int, str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    found = ((number, re.search(pattern, line)) for number, line in enumerate(lines, start=1))
    return [(number, match[0]) for number, match in found if match]


def planted(file: Path) -> list[tuple[int, str]]:
    return [(line, text.rpartition(" ")[2]) for line, text in marked(file, FAULT.pattern)]


def findings_in(text: str) -> list[Problem]:
    guide, problems = parse_guide(text, "a.yaml", "3.0", bases=find_bundled_entry)
    assert problems == []
    assert guide is not None
    return lint_guide(guide, "a.yaml", text)


def entry(**keys: Any) -> str:
    """Return a file with one entry; the values are written in flow style, as in JSON."""
    lines = [f"    {key}: {value}\n" for key, value in keys.items()]
    return "schema: 1\nentries:\n  - id: a\n    title: T\n" + "".join(lines)


# The corpus


def test_corpus_is_large_enough() -> None:
    assert sum(len(planted(file)) for file in CORPUS) >= 60
    assert sum(len(marked(file, "# fine$")) for file in CORPUS) >= 60
    assert {rule for file in CORPUS for _line, rule in planted(file)} == {*ADVICE_RULES}


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_exactly_the_planted_faults_are_found(file: Path) -> None:
    guide, problems = read_guide(file, file.name, "3.0")
    assert problems == []
    assert guide is not None
    found = lint_guide(guide, file.name, file.read_text(encoding="utf-8"))
    assert [(one.line, one.rule) for one in found] == planted(file)


def test_each_rule_has_its_check() -> None:
    assert [*CHECKS] == [*ADVICE_RULES]


@pytest.mark.parametrize("rule", ADVICE_RULES.values(), ids=lambda rule: rule.id)
def test_example_of_a_rule_breaks_it_and_no_other(rule: AdviceRule) -> None:
    title = "" if rule.example.startswith("title:") else "title: T, "
    text = f"schema: 1\nentries:\n  - {{id: a, {title}{rule.example}}}\n"
    assert [finding.rule for finding in findings_in(text)] == [rule.id]


# Where findings are


def test_place_in_a_folded_text_is_that_of_the_words() -> None:
    text = entry(remedy=">\n      A long text that YAML folds,\n      and then set verify=False.")
    (found,) = findings_in(text)
    assert (found.line, found.column) == (7, 20)


def test_place_of_words_that_stand_twice_is_that_of_each() -> None:
    text = entry(remedy='"Use verify=False or verify=False."')
    assert [one.column for one in findings_in(text)] == [18, 34]


def test_without_the_source_the_line_is_that_of_the_text() -> None:
    guide, _ = parse_guide(entry(remedy="|\n      First.\n      Set verify=False."), "a", "3.0")
    assert guide is not None
    (found,) = lint_guide(guide, "a")
    assert (found.line, found.column) == (7, 1)


def test_source_is_read_only_if_something_is_found() -> None:
    def read() -> str:
        raise AssertionError

    guide, _ = parse_guide(entry(remedy="Check the port."), "a", "3.0")
    assert guide is not None
    assert lint_guide(guide, "a", read) == []


def test_finding_is_printed_as_compilers_do() -> None:
    (found,) = findings_in(entry(remedy='"Set verify=False."'))
    assert str(found) == (
        "a.yaml:5:18: a: 'verify=False' does not verify certificates; "
        "mark the remedy 'insecure', or leave it out [undeclared-insecure]"
    )


def test_texts_around_the_entries_are_looked_at() -> None:
    text = f"{entry(remedy='Check the port.')}after: Use verify=False for a test.\n"
    (found,) = findings_in(text)
    assert (found.entry, found.rule) == ("", "undeclared-insecure")


def test_setting_that_allows_all_versions_is_told_apart() -> None:
    (found,) = findings_in(entry(remedy="{code: v = ssl.TLSVersion.MINIMUM_SUPPORTED}"))
    assert found.message == (
        "'ssl.TLSVersion.MINIMUM_SUPPORTED' allows versions that RFC 8996 forbids"
    )


# What entries take over


def test_bundled_texts_are_not_told_again() -> None:
    text = "schema: 1\nentries:\n  - extends: builtin:python/unsupported-protocol\n    allow: []\n"
    own = f"{text}    remedy: Set verify=False.\n"
    assert [one.rule for one in findings_in(own)] == ["undeclared-insecure"]


def test_bundled_catalogue_is_looked_at_like_any_other() -> None:
    guide, _ = parse_guide(entry(remedy="Set verify=False."), "a", "3.0")
    assert guide is not None
    bundled = guide.copy_with({"entries": [bundled_copy(one) for one in guide.entries]})
    assert [one.rule for one in lint_guide(bundled, "builtin:python")] == ["undeclared-insecure"]


def bundled_copy(value: Any) -> Any:
    """Return a part of a guide with its texts as the catalogue has them."""
    if isinstance(value, Text):
        return Bundled(value, value.line)
    if isinstance(value, list):
        return [bundled_copy(one) for one in value]
    if isinstance(value, Model):
        return type(value)(**{name: bundled_copy(one) for name, one in vars(value).items()})
    return value


def test_entry_that_extends_another_of_its_file_does_not_repeat_its_findings() -> None:
    text = f"{entry(remedy='Set verify=False.')}  - {{id: b, extends: a, title: U}}\n"
    assert [one.entry for one in findings_in(text)] == ["a"]


def test_allowed_rule_is_silent_for_its_entry_alone() -> None:
    allow = "{rule: undeclared-insecure, reason: A test server.}"
    text = entry(allow=allow, remedy="Set verify=False.")
    other = "  - {id: b, title: U, remedy: Set verify=False.}\n"
    assert [one.entry for one in findings_in(text + other)] == ["b"]


# Words


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WRONG_VERSION_NUMBR", "WRONG_VERSION_NUMBER"),
        ("CERTIFICATE_VERIFY_FAILD", "CERTIFICATE_VERIFY_FAILED"),
        ("TLSV1_ALERT_UNKNOWN_AC", "TLSV1_ALERT_UNKNOWN_CA"),
    ],
)
def test_unknown_mnemonic_is_told_with_the_nearest(name: str, meant: str) -> None:
    (found,) = findings_in(entry(message=f'"[SSL: {name}] text"'))
    assert found.message == f"no OpenSSL release knows '{name}' (did you mean '{meant}'?)"


@pytest.mark.parametrize("message", ["[NO_SHARED_CIPHR]", "[SSL: X]", "at NO_SHARED_CIPHR"])
def test_unknown_mnemonic_is_found_in_brackets_and_in_text(message: str) -> None:
    (found,) = findings_in(entry(message=f'"{message}"'))
    assert found.rule == "unknown-mnemonic"


@pytest.mark.parametrize(
    ("sentence", "is_advice"),
    [
        ("Set verify=False.", True),
        ("Never set verify=False.", False),
        ("If it does not work, set verify=False.", True),
        ("Do not wait: set verify=False.", True),
        ("Do not work around it with verify=False.", False),
        ("Connect with the CA, and then remove verify=False.", False),
        ("Without access to the CA, use verify=False.", True),
        ("The option verify=False hides the error.", False),
        ("Use verify=False, which hides the error.", True),
        ("Set ``rejectUnauthorized`` to ``false``.", True),
        ("Turn certificate verification off.", True),
        ("Ignore certificate errors.", True),
        ("It is better to fix the chain than to use verify=False.", False),
        ("Search the code for verify=False and remove it.", False),
        ("Check whether somebody has set verify=False.", False),
        ("Make sure that CERT_NONE is not used.", False),
        ("Old code passes verify=False: take it out.", False),
        ("Do not turn off certificate verification.", False),
        ("Ask the owner to enable TLS 1.2, because TLS 1.1 is obsolete.", False),
        ("If the server supports only TLS 1.0, upgrade it.", False),
        ("Downgrade to TLS 1.1.", True),
        ("Use the image ``python:3.8``.", True),
        ("Upgrade servers that run Python 2.7.", False),
    ],
)
def test_sentence_that_refuses_is_told_from_one_that_advises(
    sentence: str, *, is_advice: bool
) -> None:
    assert bool(findings_in(entry(remedy=f'"{sentence}"'))) is is_advice


# Contradictions


@pytest.mark.parametrize(
    "message",
    [
        "SSL alert read:fatal:bad certificate",
        "tls: sent alert [level 2 (fatal), desc 42 (bad_certificate)] ssl alert number 42",
        "curl: (35) TLS alert, bad certificate (554)",
        "tls_alert: bad certificate",
        "the tls protocol defined fatal alert code is 42",
        "Alert [length 0002], fatal bad_certificate",
        "TLS alert (level: fatal, description: bad certificate)",
        "SSL Alert: bad certificate",
        "AlertReceived(BadCertificate)",
        "Description: bad certificate",
        "alert number 42",
    ],
)
def test_alert_of_a_message_is_held_against_those_of_its_entry(message: str) -> None:
    (found,) = findings_in(entry(alerts="handshake_failure", message=f"'{message}'"))
    assert found.rule == "alert-contradiction"
    assert "bad_certificate (42)" in found.message
    assert findings_in(entry(alerts="bad_certificate", message=f"'{message}'")) == []


@pytest.mark.parametrize("form", FORMS)
def test_lint_sees_each_alert_that_the_matcher_sees(form: str) -> None:
    texts = {
        str(text)
        for alert in load_alerts()
        if alert.name != "no_renegotiation"
        for text in (alert.code, alert.name, alert.name.upper(), alert.gnutls.text or alert.name)
    }
    messages = [
        message
        for message in sorted(map(form.format, texts))
        if any(signal.kind is SignalKind.ALERT for signal in read(message, exactly=True).signals)
    ]
    assert len(messages) > 30
    entries = "".join(
        f"  - {{id: e{number}, title: T, alerts: [no_renegotiation], message: '{message}'}}\n"
        for number, message in enumerate(messages)
    )
    found = findings_in(f"schema: 1\nentries:\n{entries}")
    contradicting = [one.entry for one in found if one.rule == "alert-contradiction"]
    assert contradicting == [f"e{number}" for number in range(len(messages))]


@pytest.mark.parametrize(
    "message",
    [
        "certificate verify failed: self-signed certificate in certificate chain",
        "code: 'SELF_SIGNED_CERT_IN_CHAIN'",
        "error 18 at 0 depth lookup: self-signed certificate\\nSELF_SIGNED_CERT_IN_CHAIN",
    ],
)
def test_code_of_a_message_is_held_against_those_of_its_entry(message: str) -> None:
    codes = "[X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT]"
    (found,) = findings_in(entry(verify_codes=codes, message=f'"{message}"'))
    assert "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN" in found.message


def test_number_of_a_code_counts_in_any_release() -> None:
    """OpenSSL 1.1.1 and 3.0 give some codes different numbers."""
    text = entry(verify_codes="[X509_V_ERR_INVALID_CA]", message="'verify error:num={}'")
    assert findings_in(text.replace("{}", "24")) == []
    assert findings_in(text.replace("{}", "79")) == []
    assert [one.rule for one in findings_in(text.replace("{}", "10"))] == ["alert-contradiction"]


# Cost


def test_guide_without_anything_suspicious_is_cheap() -> None:
    """1,000 entries in 20 ms where the processor is free; the bound leaves room for slow ones."""
    remedies = "[Check the port., {text: 'Give the proxy:', code: export HTTPS_PROXY=http://a}]"
    one = (
        "  - id: entry-{}\n    title: WRONG_VERSION_NUMBER\n    alerts: [bad_certificate]\n"
        "    messages:\n"
        '      - "[SSL: SSLV3_ALERT_BAD_CERTIFICATE] sslv3 alert bad certificate"\n'
        "    summary: The server answered in something that is not TLS.\n"
        f"    remedies: {remedies}\n"
    )
    text = "schema: 1\nentries:\n" + "".join(
        one.replace("{}", str(number)) for number in range(1000)
    )
    guide, problems = parse_guide(text, "a.yaml", "3.0")
    assert problems == []
    assert guide is not None
    assert lint_guide(guide, "a.yaml") == []  # and the tables are loaded
    best = min(_seconds(lambda: lint_guide(guide, "a.yaml")) for _ in range(5))
    assert best < 0.1


@pytest.mark.parametrize(
    ("sentence", "is_advice"),
    [
        ("Disable verification and try again.", True),
        ("You can set verify=False.", True),
        ("The client has verify=False.", False),
    ],
)
@pytest.mark.parametrize("key", ["summary", "intro", "cause"])
def test_description_counts_where_it_tells_the_reader_what_to_do(
    key: str, sentence: str, *, is_advice: bool
) -> None:
    assert bool(findings_in(entry(**{key: f'"{sentence}"'}))) is is_advice


@pytest.mark.parametrize(
    "words",
    [
        "curl ",
        "use ",
        "TLS 1.0 ",
        "Set verify=False ",
        "install Python 3.6, ",
        "do not ",
        "cipher NULL ",
        "set_verify(lambda ",
        "upgrade to TLS 1.0 ",
        "grep CERT_NONE ",
    ],
)
@pytest.mark.parametrize("key", ["summary", "remedy", "message"])
def test_text_that_repeats_itself_does_not_take_for_ever(key: str, words: str) -> None:
    text = entry(alerts="[42]", **{key: f"|\n      {words * (50_000 // len(words))}"})
    assert _seconds(lambda: findings_in(text)) < 5


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def test_a_thousand_findings_are_told() -> None:
    advice = "".join(
        f"  - {{id: a{n}, title: T, remedy: Set verify=False.}}\n" for n in range(1500)
    )
    found = findings_in(f"schema: 1\nentries:\n{advice}")
    *told, last = found
    assert len(told) == 1000
    assert last.message == "more than 1,000 findings; further ones are not told"
    assert last.line == told[-1].line + 1 == 1003


def test_lint_and_reader_report_the_same_record() -> None:
    from sphinx_tlsalerts.guides import parse_guide
    from sphinx_tlsalerts.yamltree import Problem

    text = """\
schema: 1
entries:
  - id: a
    title: A
    remedies:
      - Set ``verify=False``.
  - id: b
    title: B
    remdy: x
"""
    guide, problems = parse_guide(text, "a.yaml", "3.0")
    assert guide is not None
    found = [*problems, *lint_guide(guide, "a.yaml", text)]
    assert [type(problem) for problem in found] == [Problem, Problem]
    assert [(p.place, p.entry, p.rule) for p in found] == [
        ("a.yaml:9:5", "", ""),
        ("a.yaml:6:15", "a", "undeclared-insecure"),
    ]
    assert str(found[1]) == (
        "a.yaml:6:15: a: 'verify=False' does not verify certificates; mark the remedy 'insecure', "
        "or leave it out [undeclared-insecure]"
    )
