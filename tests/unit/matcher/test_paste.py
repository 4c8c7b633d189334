"""What a paste shows of the reader's situation, and what it does not."""

from __future__ import annotations

import ipaddress
import operator
import re
import time
from collections import Counter
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.paste_forms import FORMS
from support.pastes import Paste, all_pastes, in_short, mix_pastes
from support.rows import each

from sphinx_tlsalerts.catalogue import load_catalogue
from sphinx_tlsalerts.guides.platforms import PLATFORMS
from sphinx_tlsalerts.matcher import EntryIndex, PasteContext, explain, read_paste
from sphinx_tlsalerts.matcher.evidence import RULES
from sphinx_tlsalerts.matcher.lines import LIMIT
from sphinx_tlsalerts.matcher.places import read_file, read_host
from sphinx_tlsalerts.registries import load_tools

if TYPE_CHECKING:
    from sphinx_tlsalerts.matcher import Shown
    from sphinx_tlsalerts.matcher.evidence import Rule

#: Characters that a shell, a terminal, HTML or a reader of text treats in a special way.
HOSTILE = "$`;&|<>\"'\\(){}*?!#~ \t\n\r\0\x1b\x7f%^=,\u202e\u2066\u200b\ufeff\u061c/@"


@cache
def bundled() -> EntryIndex:
    return EntryIndex(load_catalogue("python").entries)


@each("paste", all_pastes())
def test_a_paste_shows_what_it_shows_and_no_more(paste: Paste) -> None:
    assert in_short(read_paste(paste.text)) == paste.shows, paste.about


@each("paste", all_pastes()[::9])
def test_an_explanation_has_the_context(paste: Paste) -> None:
    assert in_short(explain(paste.text, bundled()).context) == paste.shows, paste.about


def test_each_tool_has_pastes() -> None:
    counts = Counter(paste.tool for paste in all_pastes())
    assert [tool.id for tool in load_tools() if counts[tool.id] < 2] == []


def test_rules_give_tools_and_platforms_that_exist() -> None:
    tools = {tool.id for tool in load_tools()}
    assert {rule.gives for rule in RULES if rule.kind == "tool"} == tools
    assert {rule.gives for rule in RULES if rule.kind == "sharedWord"} <= tools
    kinds = {"platform", "sharedPath"}
    assert {rule.gives for rule in RULES if rule.kind in kinds} <= set(PLATFORMS)


@each("part", sorted({part for rule in RULES for part in rule.parts}))
def test_parts_are_in_lower_case_with_slashes(part: str) -> None:
    assert part == part.lower()
    assert "\\" not in part
    assert re.search(r"[a-z0-9_]|['\"(]|:/", part)


def count_unbounded(pattern: Any) -> int:
    """Return how many repetitions of a parsed pattern have no upper bound."""
    count = 0
    for kind, value in pattern:
        if kind in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
            count += (value[1] == codes.MAXREPEAT) + count_unbounded(value[2])
        elif kind is codes.BRANCH:
            count += sum(map(count_unbounded, value[1]))
        elif kind is codes.SUBPATTERN:
            count += count_unbounded(value[3])
        elif kind in {codes.ASSERT, codes.ASSERT_NOT}:
            count += count_unbounded(value[1])
    return count


@each("rule", RULES)
def test_every_repetition_of_a_pattern_is_bounded(rule: Rule) -> None:
    assert count_unbounded(parser.parse(rule.pattern)) == 0, rule.pattern


def test_a_repetition_without_bound_is_noticed() -> None:
    assert count_unbounded(parser.parse(r"(?=a+)(?:b|(c*?))d{1,3}")) == 2


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\0", "SSLError", "https://", "://", "host=''"])
def test_nothing_is_shown_by_nothing(text: str) -> None:
    assert read_paste(text) == PasteContext()


def test_lines_are_those_of_the_text() -> None:
    context = read_paste("\n\n\nCannot connect to host a.example:443 ssl:True [SSLError]")
    assert context.host == ("a.example", 4)


# Forms that programs, terminals and web pages give to a paste


def keeps_rows(form: str) -> bool:
    """Return whether a form leaves each row as a row."""
    return not re.search(r"box|columns|wrapped|JSON", form)


def value_of(shown: Shown | None) -> str:
    return shown.value if shown else ""


@each("form", [form for form in FORMS if keeps_rows(form)])
def test_no_form_hides_tool_and_host(form: str) -> None:
    for paste in all_pastes()[::4]:
        plain, formed = read_paste(paste.text), read_paste(FORMS[form](paste.text))
        assert value_of(formed.host) == value_of(plain.host), paste.about
        assert value_of(formed.port) == value_of(plain.port), paste.about
        assert [t.value for t in formed.tools] == [t.value for t in plain.tools], paste.about


@each("form", [form for form in FORMS if not keeps_rows(form)])
def test_most_hosts_are_found_in_what_was_wrapped(form: str) -> None:
    pastes = [p for p in all_pastes()[::2] if "host" in p.shows and "\u200b" not in p.text]
    hosts = [value_of(read_paste(FORMS[form](paste.text)).host) for paste in pastes]
    shown = [paste.shows["host"].rpartition("@")[0] for paste in pastes]
    assert sum(map(operator.eq, hosts, shown)) > 0.85 * len(pastes)
    # Nothing is put together from two words of the text.
    assert [host for host, paste in zip(hosts, pastes, strict=True) if host not in paste.text] == []


# Hosts and files


HOST_FORMS = (
    "HTTPSConnectionPool(host='{}', port=443): Max retries exceeded (Caused by SSLError(1))",
    "Cannot connect to host {}:443 ssl:default [SSLError]",
    'connection to server at "{}" (192.0.2.1), port 5432 failed: SSL error',
    "fatal: unable to access 'https://{}/x.git/': SSL certificate problem",
    "fetching https://{}/x failed: SSLError",
    "* Connected to {} (192.0.2.1) port 443",
    "Failed to connect to {} port 443: SSL_connect",
    "certificate is not valid for '{}'. (_ssl.c:1006)",
    "SSL handshake failed: {}:27017: [SSL: X_Y] x",
    "Error 1 connecting to {}:6380. [SSL: X_Y]",
    "$ openssl s_client -connect {}:443",
    "ssl://{}:9093/bootstrap: SSL handshake failed: error",
    'Get "https://{}/v2/": x509: certificate signed by unknown authority',
    "Connecting to {} ({})|192.0.2.1|:443... connected.",
    "conninfo: host={} port=5432 sslmode=require",
    "ERROR: cannot verify {}'s certificate, issued by 'CN=x':",
    "Hostname/IP does not match certificate's altnames: Host: {}. is not in the cert's altnames:",
)


@each("form", HOST_FORMS)
def test_each_form_shows_its_host(form: str) -> None:
    context = read_paste(form.replace("{}", "api-1.pay.example"))
    assert context.host == ("api-1.pay.example", 1), form


@pytest.mark.parametrize("character", HOSTILE)
def test_no_form_shows_a_hostile_host(character: str) -> None:
    for form in HOST_FORMS:
        for name in (f"api{character}reboot.example", f"api.example{character}", character * 3):
            assert_harmless(read_paste(form.replace("{}", name)))


def test_a_name_of_ten_kilobytes_is_no_host() -> None:
    for form in HOST_FORMS:
        for name in ("a" * 10_000, "a." * 5_000 + "example", "a-" * 5_000):
            assert read_paste(form.replace("{}", name)).host in {None, ("192.0.2.1", 1)}, form


def assert_harmless(context: PasteContext) -> None:
    """Check that host, port and file are what they claim to be, by other means than the reader."""
    if context.host:
        host = context.host.value
        assert not set(host) & set(HOSTILE)
        if ":" in host:
            ipaddress.IPv6Address(host)
        else:
            labels = host.split(".")
            assert 0 < len(host) <= 253
            assert all(0 < len(label) <= 63 for label in labels)
            assert not any(label.startswith("-") or label.endswith("-") for label in labels)
            assert all(char.isalnum() or char in ".-" or ord(char) > 0x900 for char in host)
            if labels[-1].isdigit():
                ipaddress.IPv4Address(host)
    if context.port:
        assert 0 < int(context.port.value) < 65536
    if context.file:
        assert 0 < len(context.file.value) <= 400
        assert not any(
            ord(char) < 32 or char in "<>|\x7f\u202e\u2066" for char in context.file.value
        )


PIECES = st.sampled_from(
    (
        *(form.partition("{}")[0] for form in HOST_FORMS),
        *(form.partition("{}")[2] for form in HOST_FORMS),
        *("https://", "[::1]", "a.example", ":443", "'", '"', "\n", " ", "\\", "192.0.2.1", "@"),
        *("CAfile: ", "No such file or directory: '", ".pem", "proxy=", "Python 3.12", "\u202e"),
        *("(Caused by SSLError(", "xn--bcher-kva", "bücher.example", "$(x)", "é", "İ", "\u0661"),
    )
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=14).map("".join)))
@example("host=" + "\u0661" * 3)
@example("Cannot connect to host [::1]:443 ssl:True [SSLError]")
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    context = read_paste(text)
    assert_harmless(context)
    last = text.count("\n") + 1
    shown = [*context.tools, *context.platforms]
    shown += filter(None, (context.host, context.port, context.file, context.side))
    lines = [item.line for item in shown] + [item.line for item in context.versions]
    assert all(1 <= line <= last for line in lines)


def test_mixtures_of_pastes_are_harmless() -> None:
    contexts = [read_paste(text) for text in mix_pastes(150)]
    for context in contexts:
        assert_harmless(context)
    assert sum(context.host is not None for context in contexts) > 50


@pytest.mark.parametrize(
    "name",
    [
        "a.example",
        "localhost",
        "192.0.2.255",
        "2001:db8::1",
        "[2001:db8::1]",
        "1:2:3:4:5:6:7:8",
        "::1",
        "xn--bcher-kva.example",
        "b\u00fccher.example",
        "a" * 63 + ".example",
        "3com.example",
        "a.example.",
    ],
)
def test_names_and_addresses_are_hosts(name: str) -> None:
    assert read_host(name) == name.strip("[]").removesuffix(".")


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..example",
        ".example",
        "-a.example",
        "a-.example",
        "a_b.example",
        "single",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "a" * 64 + ".example",
        "a." * 127 + "example",
        "[::1",
        "::1]",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "fe80::1%eth0",
        "a.\u0661",
        "a\u202eb.example",
        "a.example\n",
    ],
)
def test_anything_else_is_no_host(name: str) -> None:
    assert read_host(name) == ""


@pytest.mark.parametrize("file", ["/a.pem", "C:\\a b.pem", "~/x.key", "../ca bundle.crt", "a"])
def test_files(file: str) -> None:
    assert read_file(f" {file} ") == file


@pytest.mark.parametrize(
    "file",
    [
        "",
        " ",
        "none",
        "a\nb",
        "a\0",
        "\x1b[1m",
        "<b>",
        "a\u202eb",
        "x" * 401,
        "ssl.py",
        "\U0001f512.pem",
    ],
)
def test_no_files(file: str) -> None:
    assert read_file(file) == ""


# Long texts


def test_the_host_of_a_failure_in_the_middle_of_a_log() -> None:
    line = "2026-11-21 10:00:00 INFO GET https://other-{}.example/ took 12 ms, SSL session new\n"
    log = "".join(map(line.format, range(9_000)))
    failure = "Cannot connect to host up.example:8443 ssl:default [SSLError]\n"
    assert len(log) * 2 < LIMIT
    context = read_paste(log + failure + log)
    assert context.host == ("up.example", 9_001)
    assert context.port == ("8443", 9_001)


@pytest.mark.parametrize(
    "piece",
    [
        "https://",
        "https://a@",
        "https://a.example:443 ",
        "host='a.example', port=1 ",
        "proxy=http://",
        "a.example:1: [SSL ",
        "$ pip install ",
        "/usr/lib/python3.",
        "[::",
        "cafile=",
        "CAfile: /a b",
        "No such file or directory: '",
        "mysql -h ",
        "x509: certificate is valid for , not ",
        "curl error 60: a for https://",
        "while SSL handshaking, client: ",
        "unable to access 'https://",
        "openssl ",
        "a/b: during ssl handshake ",
        "$/",
        "\\",
        "'",
    ],
)
def test_no_form_takes_long(piece: str) -> None:
    took = []
    for size in (10_000, 40_000):
        text = "SSLError " + piece * (size // len(piece))
        runs = []
        for _ in range(3):
            started = time.perf_counter()
            read_paste(text)
            runs.append(time.perf_counter() - started)
        took.append(min(runs))
    # Four times the text, and not sixteen times the work; the floor is the clock's.
    assert took[1] < 8 * max(took[0], 0.02)
