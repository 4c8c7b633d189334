"""The remedy "trust a CA" for one tool: the snippet that fits the reader, and what it changes."""

from __future__ import annotations

import pytest
from support.rows import each

from sphinx_tlsalerts.guides import Remedy, build_trust_remedy, fill_placeholders
from sphinx_tlsalerts.registries import load_trust


def build(tool: str, *platforms: str, **versions: str) -> Remedy:
    remedy = build_trust_remedy(tool, platforms=platforms, versions=versions.items())
    assert remedy is not None
    return remedy


def code_of(remedy: Remedy) -> list[tuple[str | None, str]]:
    return [(block.language, str(block.text)) for block in remedy.code]


def test_unknown_tool_has_no_remedy() -> None:
    assert build_trust_remedy("notepad") is None


@each("tool", [row.id for row in load_trust()])
def test_every_tool_has_a_remedy_with_code_to_paste(tool: str) -> None:
    for platforms in ((), ("windows",), ("macos",), ("ubuntu",), ("docker",)):
        remedy = build_trust_remedy(tool, platforms=platforms)
        assert remedy is not None
        assert remedy.trust
        assert remedy.title
        assert remedy.text
        assert remedy.code
        assert remedy.references


def test_remedy_names_its_tool_and_keeps_the_name_of_its_file() -> None:
    """The file that an error names is not that of the CA to trust."""
    remedy = build("requests")
    assert remedy.title == "Trust the CA in Requests"
    assert remedy.applies_to == ["Requests"]
    (block,) = remedy.code
    assert block.text == "export REQUESTS_CA_BUNDLE=company-root.pem"
    filled = fill_placeholders(block.text, {"file": "/etc/proxy.pem"}, block.language)
    assert filled == "export REQUESTS_CA_BUNDLE=company-root.pem"


def test_variables_are_written_for_the_shell_of_windows() -> None:
    assert code_of(build("requests", "windows")) == [
        ("powershell", '$env:REQUESTS_CA_BUNDLE = "company-root.pem"')
    ]


@each(
    "tool, platforms, versions, expected",
    [
        ("uv", (), {}, "export UV_SYSTEM_CERTS=true"),
        ("uv", (), {"uv": "0.11.0"}, "export UV_SYSTEM_CERTS=true"),
        ("uv", (), {"uv": "0.9.18"}, "export UV_NATIVE_TLS=true"),
        ("conda", (), {"conda": "24.7.1"}, "conda config --set ssl_verify truststore"),
        ("conda", (), {"conda": "23.8"}, "conda config --set ssl_verify company-root.pem"),
        ("git", (), {}, "git config --global http.sslCAInfo company-root.pem"),
        ("git", ("debian",), {}, "git config --global http.sslCAInfo company-root.pem"),
        ("git", ("windows",), {}, "git config --global http.sslBackend schannel"),
        ("go", (), {}, "export SSL_CERT_FILE=company-root.pem"),
        ("go", ("alpine",), {}, "export SSL_CERT_FILE=company-root.pem"),
        (
            "curl",
            ("windows",),
            {"curl": "8.1.2"},
            "curl --cacert company-root.pem https://HOST:443/",
        ),
        ("curl", ("windows",), {"curl": "8.4.0"}, "curl --ca-native https://HOST:443/"),
    ],
)
def test_snippet_fits_platform_and_version(
    tool: str, platforms: tuple[str, ...], versions: dict[str, str], expected: str
) -> None:
    assert code_of(build(tool, *platforms, **versions))[0][1] == expected


def test_tool_without_a_setting_on_the_platform_gets_the_store() -> None:
    remedy = build("go", "windows")
    assert "Import-Certificate" in remedy.code[0].text
    assert remedy.title == "Trust the CA in Go"


@pytest.mark.parametrize("pip", ["23.0.1", "24.2"])
def test_store_of_the_system_is_offered_to_tools_that_use_it(pip: str) -> None:
    texts = [text for _language, text in code_of(build("pip", "ubuntu", pip=pip))]
    assert texts[0] == "pip config set global.cert company-root.pem"
    assert ("update-ca-certificates" in "".join(texts[1:])) is (pip == "24.2")


def test_old_python_has_no_truststore_either() -> None:
    assert len(build("pip", "ubuntu", pip="25.0", Python="3.9").code) == 1
    assert len(build("pip", "ubuntu", pip="25.0", Python="3.11").code) == 2


@each(
    "tool, words",
    [
        ("requests", "replaces the CA certificates of certifi"),
        ("node", "adds to the CA certificates that Node.js comes with"),
        ("redis-py", "adds to the CA certificates of the system"),
        ("urllib3", "replaces the CA certificates of the system"),
    ],
)
def test_note_tells_whether_the_default_is_replaced(tool: str, words: str) -> None:
    (note,) = build(tool).notes
    assert note.text is not None
    assert words in note.text


@each("tool", ["smtplib", "pyopenssl", "debian", "uv"])
def test_no_such_note_without_a_default(tool: str) -> None:
    assert build(tool).notes == []
