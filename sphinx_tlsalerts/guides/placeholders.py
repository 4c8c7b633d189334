"""Placeholders in commands: the host, the port and the file of the connection that failed.

Input: a command or code with ``{?host}``, ``{?port}`` or ``{?file}``, each optionally with a
default of its own, such as ``{?port=5432}``. Output: the command with the default values, for
pages, or with the values that a paste shows.

Invariants: a value is filled in only where the language of the command reads it as one plain word;
else the default stays. Other words in braces are left alone, because URI templates (RFC 6570) have
the same form.

Example: ``curl https://{?host}/`` is ``curl https://HOST/`` on a page.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.guides.texts import Text

#: The placeholders, each with its default.
PLACEHOLDERS = {"host": "HOST", "port": "443", "file": "cert.pem"}

_PLACEHOLDER = r"\{\?(host|port|file)(?:=([^{}\s'\"`$\\]{1,200}))?\}"

#: The values that any language reads as one plain word. A file is not read as an option.
_PLAIN = {
    "host": r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
    "port": r"[0-9]{1,5}",
    "file": r"[\w./+@:][\w./+@:-]{0,499}",
}

#: A host that is an address, which some options do not take.
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"

#: Files that need quotes in a shell.
_QUOTED_FILE = r"[\w./+@:~\\][\w./+@:~\\ ()-]{0,499}"

_SHELLS = {"sh", "bash", "shell", "console", "zsh", "shell-session"}
_WINDOWS_SHELLS = {"powershell", "ps1", "pwsh", "pwsh-session", "ps1con", "bat", "batch", "doscon"}
_WINDOWS_FILE = r"[\w.\\/:][\w.\\/:-]{0,499}"


def fill_defaults(text: Text) -> Text:
    """Return a text with the default of each placeholder; its template keeps the placeholders."""
    if "{?" not in text:
        return text
    filled = re.sub(_PLACEHOLDER, lambda match: match[2] or PLACEHOLDERS[match[1]], text)
    if filled == text:
        return text
    return type(text)(filled, text.line, cut=text.cut, template=str(text))


def fill_placeholders(text: str, values: Mapping[str, str], language: str | None = None) -> str:
    """Return a command with the values of a paste, and with defaults for the others.

    :param values: by the names of :data:`PLACEHOLDERS`
    :param language: the language of the command, as Pygments names it
    """
    template = getattr(text, "template", "")
    if not template:
        return str(text)

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = _write_value(name, values.get(name, ""), language)
        return value or match[2] or PLACEHOLDERS[name]

    filled = re.sub(_PLACEHOLDER, fill, template)
    host = values.get("host", "")
    if re.fullmatch(_ADDRESS, host, re.ASCII):
        # SNI has no addresses (RFC 6066, section 3), and certificates list them apart from names.
        filled = filled.replace(f" -servername {host}", "")
        filled = filled.replace(f"-verify_hostname {host}", f"-verify_ip {host}")
    return filled


def _write_value(name: str, value: str, language: str | None) -> str:
    """Return a value as the language writes it; nothing if it is not safe there."""
    if re.fullmatch(_PLAIN[name], value, re.ASCII if name != "file" else 0):
        return value
    if name != "file":
        return ""
    if language in _SHELLS and re.fullmatch(_QUOTED_FILE, value):
        return shlex.quote(value)
    return value if language in _WINDOWS_SHELLS and re.fullmatch(_WINDOWS_FILE, value) else ""
