"""Commands with the host, the port and the file of a paste."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_tlsalerts.catalogue.packed import pack, unpack
from sphinx_tlsalerts.guides import Text, fill_defaults, fill_placeholders, parse_guide

COMMAND = "openssl s_client -connect {?host}:{?port=8443} -CAfile {?file}"
GUIDE = f"""\
schema: 1
entries:
  - id: one
    title: One
    message: "a {{?host}} of a message"
    remedies:
      - id: ask
        text: "Ask {{?host}}."
        code: {{language: sh, text: "{COMMAND}"}}
    diagnostics:
      - run: "curl https://{{?host}}/{{?query}}"
        expect: "Connected to {{?host}}"
"""


def command_of(text: str = COMMAND, language: str = "sh") -> tuple[str, str]:
    """Return a command as a page shows it, and with a host, a port and a file."""
    guide, problems = parse_guide(GUIDE.replace(COMMAND, text), "g.yaml", "3.0")
    assert guide is not None
    assert not problems
    for one in (guide, unpack(pack(guide))):
        assert one.entries[0].remedies is not None
        code = one.entries[0].remedies.items[0].code[0].text
        shown = {"host": "db.example.com", "port": "5432", "file": "/etc/ssl/own.pem"}
        found = str(code), fill_placeholders(code, shown, language)
    return found


def test_a_page_shows_defaults_and_an_answer_the_values_of_the_paste() -> None:
    assert command_of() == (
        "openssl s_client -connect HOST:8443 -CAfile cert.pem",
        "openssl s_client -connect db.example.com:5432 -CAfile /etc/ssl/own.pem",
    )


def test_only_commands_have_placeholders() -> None:
    guide, _problems = parse_guide(GUIDE, "g.yaml", "3.0")
    assert guide is not None
    (entry,) = guide.entries
    assert str(entry.messages[0].text) == "a {?host} of a message"
    assert entry.remedies is not None
    assert str(entry.remedies.items[0].text) == "Ask {?host}."
    (diagnostic,) = entry.diagnostics
    # The second is a URI template.
    assert str(diagnostic.run) == "curl https://HOST/{?query}"
    assert str(diagnostic.expect) == "Connected to HOST"


HOSTILE = [
    "$(reboot)", "a;b", "a b", "`id`", "a'b", 'a"b', "a\nb", "-oProxyCommand=x", "\u202ea", "a&b",
    "a|b", "<b>", "a" * 10_000, "%PATH%", "{+a+}", "{?port}", "é.example",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_not_filled_in(value: str) -> None:
    guide, _problems = parse_guide(GUIDE, "g.yaml", "3.0")
    assert guide is not None
    assert guide.entries[0].remedies is not None
    code = guide.entries[0].remedies.items[0].code[0].text
    filled = fill_placeholders(code, {"host": value, "port": value}, "sh")
    assert filled == "openssl s_client -connect HOST:8443 -CAfile cert.pem"
    for language in ("python", "powershell", "ini", None):
        if value != "é.example":  # a file may have such a name
            assert value not in fill_placeholders(code, {"file": value}, language)


def _code() -> str:
    guide, _problems = parse_guide(GUIDE.replace(COMMAND, "echo {?file}"), "g.yaml", "3.0")
    assert guide is not None
    assert guide.entries[0].remedies is not None
    return guide.entries[0].remedies.items[0].code[0].text


CODE = _code()


@given(st.text(max_size=40))
def test_a_shell_reads_a_file_as_one_word(value: str) -> None:
    filled = fill_placeholders(CODE, {"file": value}, "sh")
    assert shlex.split(filled) in (["echo", value], ["echo", "cert.pem"])


@pytest.mark.parametrize("value", ["own ca (2).pem", r"C:\certs\own.pem", "~/ca.pem"])
def test_a_file_is_quoted_for_the_shell_that_runs_the_command(value: str) -> None:
    filled = fill_placeholders(CODE, {"file": value}, "sh").replace("echo", "printf %s")
    done = subprocess.run(["/bin/sh", "-c", filled], capture_output=True, text=True, check=True)
    assert done.stdout == value


def test_options_for_names_do_not_get_an_address() -> None:
    """``-verify_hostname`` refuses an address that the certificate lists."""
    command = "openssl s_client -connect {?host}:443 -servername {?host} -verify_hostname {?host}"
    text = fill_defaults(Text(command, 1))
    assert fill_placeholders(text, {"host": "192.0.2.1"}, "sh") == (
        "openssl s_client -connect 192.0.2.1:443 -verify_ip 192.0.2.1"
    )
    assert "-servername a.example -verify_hostname a.example" in fill_placeholders(
        text, {"host": "a.example"}, "sh"
    )
