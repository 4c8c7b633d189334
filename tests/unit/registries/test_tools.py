"""The tools whose messages readers paste: their names, and the order of their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from support.rows import each

from sphinx_tlsalerts.registries import load_tools
from sphinx_tlsalerts.registries.tools import ToolKind

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries import Tool

TOOLS = load_tools()


@pytest.mark.parametrize(
    ("name", "tool_id"),
    [
        ("AWS CLI", "aws-cli"),
        ("aws_cli", "aws-cli"),
        ("Requests", "requests"),
        ("python-requests", "requests"),
        ("Boto3", "botocore"),
        ("psycopg2", "psycopg"),
        (".net", "dotnet"),
        ("NODEJS", "node"),
        ("Node.js", "node"),
        ("Eclipse Paho", "paho-mqtt"),
        ("PyOpenSSL", "pyopenssl"),
        ("Redis-Py", "redis-py"),
    ],
)
def test_spellings_of_a_name_lead_to_its_tool(name: str, tool_id: str) -> None:
    tool = TOOLS.find(name)
    assert tool is not None
    assert tool.id == tool_id


@pytest.mark.parametrize("name", ["", " ", "-", "pipx", "Open SSH", "\x00", "curl 8.5"])
def test_other_names_lead_to_none(name: str) -> None:
    assert TOOLS.find(name) is None


@each("tool", TOOLS)
def test_each_tool_is_found_by_all_its_names(tool: Tool) -> None:
    assert TOOLS.named(tool.id) is tool
    for name in (tool.id, tool.name, *tool.aliases):
        assert TOOLS.find(name) is tool, name
        assert TOOLS.find(name.upper().replace("-", " ")) is tool, name


@each("tool", TOOLS)
def test_each_tool_comes_before_those_that_it_uses(tool: Tool) -> None:
    order = [other.id for other in TOOLS]
    for used in (*tool.uses, *tool.contains):
        assert order.index(tool.id) < order.index(used), used


@each("tool", TOOLS)
def test_kinds_and_sides_are_known(tool: Tool) -> None:
    assert tool.kind in get_args(ToolKind)
    assert tool.side in {None, "client", "server"}
    assert tool.side != "server" or tool.kind == "server"


def test_an_unknown_id_has_no_tool() -> None:
    with pytest.raises(KeyError):
        TOOLS.named("pipx")
