"""The trust table: each row is complete, spelled once, and what it prints can be pasted."""

from __future__ import annotations

import ast
import configparser
import datetime as dt
import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from support.rows import each

from sphinx_tlsalerts.guides import PLATFORMS, fill_defaults
from sphinx_tlsalerts.guides.texts import Text
from sphinx_tlsalerts.registries import (
    DEFAULT_STORES,
    EFFECTS,
    SETTING_KINDS,
    TrustTool,
    load_tools,
    load_trust,
)

TABLE = load_trust()
TOOLS = [row for row in TABLE if row.kind == "tool"]

#: The row that is about a library of Python, not about a tool.
OTHERS = {"ssl"}

each_row = each("row", list(TABLE))


def test_every_tool_that_opens_connections_has_a_row_with_its_name() -> None:
    rows = {row.id: row.name for row in TOOLS if row.id not in OTHERS}
    assert rows == {tool.id: tool.name for tool in load_tools()}


def test_stores_of_the_systems_have_rows() -> None:
    stores = {row.id for row in TABLE if row.kind == "store"}
    systems = {"debian", "rhel", "alpine", "suse", "arch", "macos", "windows", "dockerfile"}
    assert stores == systems | {"nss", "mkcert"}


def test_a_row_is_found_by_id_and_by_name() -> None:
    assert TABLE.find("aws-cli") is TABLE.find("AWS CLI") is TABLE.find("aws_cli")
    assert TABLE.find("Requests") is TABLE.named("requests")
    assert TABLE.find("nothing") is None
    with pytest.raises(KeyError):
        TABLE.named("nothing")


@each_row
def test_row_is_complete(row: TrustTool) -> None:
    assert row.settings
    assert row.snippet is not None
    assert row.default in DEFAULT_STORES
    assert urlsplit(row.source).scheme == "https"
    assert row.verified is not None
    assert dt.date.fromisoformat(row.verified.date).year >= 2026
    assert row.verified.by in {"run", "read"}
    if row.verified.by == "run" and row.kind == "tool":
        assert row.verified.using
    assert "\n" not in row.note


@each_row
def test_settings_are_spelled_once_and_well_formed(row: TrustTool) -> None:
    spellings = [(setting.kind, setting.name) for setting in row.settings]
    assert len(set(spellings)) == len(spellings)
    for setting in row.settings:
        assert setting.kind in SETTING_KINDS
        assert setting.effect in EFFECTS
        assert {*setting.platforms} <= PLATFORMS.keys()
        assert setting.name == setting.name.strip()
        if setting.kind == "variable":
            assert re.fullmatch(r"[A-Za-z_]+(=1)?", setting.name)
        if setting.kind == "option":
            assert setting.name.startswith("-")
        for version in (setting.since, setting.until):
            assert version is None or re.search(r"\d", version)


@each_row
def test_snippets_can_be_pasted(row: TrustTool) -> None:
    for snippet in row.snippets:
        assert {*snippet.platforms} <= PLATFORMS.keys()
        assert "{?" not in fill_defaults(Text(snippet.text, 1))
        _check_syntax(snippet.language, str(fill_defaults(Text(snippet.text, 1))))


def _check_syntax(language: str, code: str) -> None:
    if language == "python":
        ast.parse(code)
    elif language == "sh":
        if shell := shutil.which("sh"):
            subprocess.run([shell, "-n"], input=code, text=True, check=True, timeout=10)
    elif language == "ini":
        has_section = code.startswith("[")
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(code if has_section else f"[section]\n{code}")
    elif language == "dockerfile":
        assert all(re.match(r"(FROM|COPY|RUN) ", line) for line in code.splitlines())
    else:
        assert language in {"powershell", "nginx", "apacheconf", "text", "yaml"}


def test_first_snippet_is_for_readers_of_whom_nothing_is_known() -> None:
    """Only a tool whose other systems have no setting at all begins with a special one."""
    special = {row.id for row in TABLE if row.snippet and row.snippet.platforms}
    assert special == {"go", "dotnet"}


@each(
    "tool, name, since, until",
    [
        ("uv", "--system-certs", "0.11.0", None),
        ("uv", "UV_SYSTEM_CERTS", "0.11.0", None),
        ("uv", "UV_NATIVE_TLS", "0.1.19", None),
        ("pip", "--use-feature=truststore", "22.2", "24.1"),
        ("conda", "ssl_verify: truststore", "23.9.0", None),
        ("node", "--use-system-ca", "22.15, 23.8", None),
        ("curl", "--ca-native", "8.2.0", None),
        ("libpq", "sslrootcert=system", "16", None),
        ("yarn", "caFilePath", "2.0", "3"),
        ("urllib", "urlopen(…, cafile=…)", None, "Python 3.12"),
    ],
)
def test_versions_are_those_of_the_changelogs(
    tool: str, name: str, since: str | None, until: str | None
) -> None:
    (setting,) = (s for s in TABLE.named(tool).settings if s.name == name)
    assert (setting.since, setting.until) == (since, until)


def test_names_that_people_search_for_are_there() -> None:
    assert {"Zscaler", "Netskope", "mitmproxy", "Fiddler", "Charles"} <= {*TABLE.proxies}
    for word in ("Fortinet", "Palo Alto", "Cisco Umbrella", "Burp"):
        assert any(word in name for name in TABLE.proxies)
