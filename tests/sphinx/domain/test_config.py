"""Options of ``conf.py``: unusable values warn once, in our words, and the default counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from sphinx.environment import CONFIG_OK
from support.building import directive, one, page

from sphinx_tlsalerts.sphinx_ext.config import OPTIONS

if TYPE_CHECKING:
    from support.building import Project

STYLE = "the default '{name} ({code})' is used"
FALLBACK = "is not 'rfc', 'iana' or 'none'; the default 'rfc' is used"
DOCS = "the default 'https://docs.python.org/3/' is used"
OVERLAYS = "the default [] is used"
OPENSSL = "is not '1.1.1', '3.0', '3.5' or '4.0'; the default '3.0' is used"
FIELDS = "not only 'name', 'code' or 'hex'"

FAULTS: list[tuple[str, Any, str]] = [
    ("alert_style", 42, f"42 is not a string; {STYLE}"),
    ("alert_style", None, f"None is not a string; {STYLE}"),
    ("alert_style", "", f"'' is empty; {STYLE}"),
    ("alert_style", " ", f"' ' is empty; {STYLE}"),
    ("alert_style", "{nam}", f"'{{nam}}' uses 'nam', {FIELDS}; {STYLE}"),
    ("alert_style", "{}", f"'{{}}' uses '', {FIELDS}; {STYLE}"),
    ("alert_style", "{0}", f"'{{0}}' uses '0', {FIELDS}; {STYLE}"),
    (
        "alert_style",
        "{name",
        f"'{{name' is not a format string (expected '}}' before end of string); {STYLE}",
    ),
    (
        "alert_style",
        "{code:.2}",
        (
            "'{code:.2}' is not a format string "
            f"(Precision not allowed in integer format specifier); {STYLE}"
        ),
    ),
    ("alert_fallback", "ietf", f"'ietf' {FALLBACK}"),
    ("alert_fallback", "RFC", f"'RFC' {FALLBACK}"),
    ("alert_fallback", None, f"None {FALLBACK}"),
    ("alert_fallback", ["rfc"], f"['rfc'] {FALLBACK}"),
    ("openssl", "3.2", f"'3.2' {OPENSSL}"),
    ("openssl", 3.0, f"3.0 {OPENSSL}"),
    ("openssl", None, f"None {OPENSSL}"),
    ("openssl", ["3.0"], f"['3.0'] {OPENSSL}"),
    ("python_docs", 3, f"3 is not a string; {DOCS}"),
    ("python_docs", "docs.python.org", f"'docs.python.org' is not an http(s) address; {DOCS}"),
    ("python_docs", "javascript:x()", f"'javascript:x()' is not an http(s) address; {DOCS}"),
    ("python_docs", "http://[x", f"'http://[x' is not an address (Invalid IPv6 URL); {DOCS}"),
    ("python_docs", "http:", f"'http:' is not an http(s) address; {DOCS}"),
    ("python_docs", "https:///3/", f"'https:///3/' is not an http(s) address; {DOCS}"),
    ("registry_overlays", "a.yaml", f"'a.yaml' is not a list of file names; {OVERLAYS}"),
    ("registry_overlays", 3, f"3 is not a list of file names; {OVERLAYS}"),
    ("registry_overlays", ["a.yaml", 3], f"['a.yaml', 3] holds more than file names; {OVERLAYS}"),
    ("yaml_roots", "guides", f"'guides' is not a list of file names; {OVERLAYS}"),
    ("substitutions", ["a"], "['a'] is not a dictionary of texts; the default {} is used"),
    ("substitutions", {"a": 1}, "{'a': 1} holds more than texts; the default {} is used"),
]


@pytest.mark.parametrize(("name", "value", "message"), FAULTS)
def test_unusable_value(project: Project, name: str, value: Any, message: str) -> None:
    table = directive("rst", "tls-alert-table", codes="42", columns="python", no_index="")
    project.write({"index.rst": page("rst", f":tlsalert:`42` :tlsverify:`24`\n\n{table}")})
    build = project.build(**{f"tlsalerts_{name}": value})
    conf = (project.source / "conf.py").read_text(encoding="utf-8").splitlines()
    line = conf.index(f"tlsalerts_{name} = {value!r}") + 1
    assert build.warnings == [
        f"conf.py:{line}: WARNING: tlsalerts_{name} = {message} [tlsalerts.config]"
    ]
    first, code, in_table = build.resolved["index"].findall(nodes.reference)
    assert code.astext() == "X509_V_ERR_NO_ISSUER_PUBLIC_KEY (24)"
    assert "/3.0/" in code["refuri"]
    assert first.astext() == "bad_certificate (42)"
    assert first["refuri"].startswith("https://datatracker.ietf.org/")
    assert in_table["refuri"].startswith("https://docs.python.org/3/library/ssl.html#")
    second = project.build()
    assert second.env.config_status == CONFIG_OK
    assert (second.read, second.written) == ([], [])


def test_every_option_is_tried() -> None:
    assert {f"tlsalerts_{name}" for name, _, _ in FAULTS} == {option.name for option in OPTIONS}


def test_defaults_are_usable_and_registered(project: Project) -> None:
    project.write({"index.rst": page("rst", "Text.")})
    build = project.build("dummy")
    assert build.warnings == []
    for option in OPTIONS:
        assert getattr(build.env.config, option.name) == option.default


@pytest.mark.parametrize("value", [["a.yaml"], ("a.yaml",)])
def test_overlays_may_be_a_list_or_a_tuple(project: Project, value: Any) -> None:
    table = directive("rst", "tls-alert-table", codes="42", columns="meaning")
    project.write(
        {"index.rst": page("rst", table), "a.yaml": "schema: 1\nalerts:\n  42: {meaning: ours}\n"}
    )
    build = project.build("dummy", tlsalerts_registry_overlays=value)
    assert build.warnings == []
    assert one(one(build.doctree(), nodes.tbody), nodes.paragraph).astext() == "ours"


# Silencing our warnings


@pytest.mark.parametrize(
    "kind",
    [
        "unknown-alert",
        "unassigned-alert",
        "unknown-code",
        "unknown-name",
        "ambiguous-alert",
        "bad-range",
        "unknown-column",
        "unknown-value",
        "empty-selection",
        "empty-role",
    ],
)
def test_each_warning_can_be_silenced(project: Project, kind: str) -> None:
    body = "\n\n".join(
        [
            ":tlsalert:`zzz` :tlsalert:`53` :tlsalert:`SEC_E_ILLEGAL_MESSAGE` :tlsalert:`~`",
            ":tlsverify:`999` :ssl:`zzz`",
            directive("rst", "tls-alert-table", codes="9-8", columns="zzz", sort="zzz"),
        ]
    )
    project.write({"index.rst": page("rst", body)})
    loud = project.build("dummy", folder="loud").warnings
    quiet = project.build("dummy", folder="quiet", suppress_warnings=[f"tlsalerts.{kind}"]).warnings
    assert quiet == [line for line in loud if not line.endswith(f"[tlsalerts.{kind}]")]
    assert len(quiet) < len(loud)


def test_all_our_warnings_can_be_silenced_at_once(project: Project) -> None:
    project.write({"index.rst": page("rst", ":tlsalert:`zzz` :tlsalert:`53`")})
    assert project.build("dummy", suppress_warnings=["tlsalerts"]).warnings == []
