"""Read and validate overlay files.

An overlay is a YAML or JSON file that replaces or translates the meaning and the explanation of
alerts, or adds a project's own notes::

    language: de            # optional: only for builds in this language
    alerts:
      42:
        meaning: ein Zertifikat ist unbrauchbar
        note: See the runbook *TLS at Example Corp*.
    trust:                  # changes to the trust table: see trust_changes.py
      pip:
        note: The company's CA is in the store of the system.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_tlsalerts.registries.alerts import (
    AmbiguousAlertError,
    UnassignedAlertError,
    UnknownAlertError,
    load_alerts,
)
from sphinx_tlsalerts.registries.file_kinds import IS_GUIDE, holds_entries
from sphinx_tlsalerts.registries.overlays import FIELDS, Overlay
from sphinx_tlsalerts.registries.trust_changes import TrustReader, merge_changes
from sphinx_tlsalerts.util import Hints, did_you_mean, find_near_words, shorten
from sphinx_tlsalerts.yamltree import Mapping, Problem, Scalar, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sphinx_tlsalerts.registries.alert_records import Alert
    from sphinx_tlsalerts.registries.trust_changes import TrustChange
    from sphinx_tlsalerts.yamltree import Document, Value

#: Characters that XML, which some builders write, does not allow.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

TOP_KEYS = ("alerts", "trust", "language", "schema")


def load_overlays(
    files: Iterable[tuple[Path, str]], language: str
) -> tuple[dict[int, Overlay], list[Problem]]:
    """Read overlay files, later ones over earlier ones.

    :param files: each file, with the name that messages give it
    :param language: the language of the build; files for another one are left out
    :return: the overlays by code, and all problems of all files
    """
    overlays: dict[int, Overlay] = {}
    problems: list[Problem] = []
    for file, path in files:
        read, new_problems = overlay_of(read_file(file, path), language)
        problems += new_problems
        for code, overlay in read.items():
            merged = overlays.get(code, Overlay())
            texts = {name: text for name, text in overlay._asdict().items() if text is not None}
            overlays[code] = merged._replace(**texts)
    return overlays, problems


def load_trust_changes(files: Iterable[tuple[Path, str]], language: str) -> dict[str, TrustChange]:
    """Read the changes to the trust table from overlay files, later ones over earlier ones.

    The problems of the files are those of :func:`load_overlays`.

    :param files: each file, with a name
    :param language: the language of the build; files for another one are left out
    :return: the changes by the ids of tools
    """
    changes: dict[str, TrustChange] = {}
    for file, path in files:
        for tool, change in _read_document(read_file(file, path), language).trust.changes.items():
            changes[tool] = merge_changes(changes[tool], change) if tool in changes else change
    return changes


def overlay_of(
    document: Document, language: str | None
) -> tuple[dict[int, Overlay], list[Problem]]:
    """Read a parsed overlay file.

    :param language: the language of the build; None reads files for any language
    :return: its overlays by code, and its problems
    """
    if document.problems:
        return {}, [
            problem._replace(message=f"{problem.message}; none of its texts are used")
            for problem in document.problems
        ]
    reader = _read_document(document, language)
    return reader.overlays, sorted(reader.problems)


def _read_document(document: Document, language: str | None) -> _OverlayReader:
    """Read a file. After a syntax error the end of the tree is unreliable: it is left out."""
    reader = _OverlayReader(document.path, language)
    if document.problems:
        return reader
    if document.root is None:
        reader.note(None, "the file is empty")
    elif holds_entries(document):
        reader.note(None, f"the file {IS_GUIDE}; none of its texts are used")
    else:
        reader.read(document.root)
    return reader


class _OverlayReader:
    """Builds overlays from the values of one file, and collects problems."""

    def __init__(self, path: str, language: str | None) -> None:
        self.path = path
        self.language = language
        self.overlays: dict[int, Overlay] = {}
        self.problems: list[Problem] = []
        self.trust = TrustReader(self)
        self.hints = Hints()

    def note(self, value: Value | None, message: str) -> None:
        """Note a problem at the place of a value."""
        line, column = (value.line, value.column) if value else (1, 1)
        self.problems.append(Problem(self.path, line, column, message))

    def read(self, root: Value) -> None:
        if not isinstance(root, Mapping):
            self.note(root, "an overlay is a mapping with the key 'alerts' or 'trust'")
            return
        top = self.read_keys(root, TOP_KEYS, "")
        if "schema" not in top:
            self.note(root, "the key 'schema' is missing; version 1 is assumed")
        elif not self._check_schema(top["schema"]):
            return
        if "alerts" not in top and "trust" not in top:
            self.note(root, "the keys 'alerts' and 'trust' are missing")
        elif self._is_for_this_build(top.get("language")):
            if "alerts" in top:
                self._read_alerts(top["alerts"])
            if "trust" in top:
                self.trust.read(top["trust"])

    def _read_alerts(self, alerts: Value) -> None:
        if not isinstance(alerts, Mapping):
            self.note(alerts, "alerts: not a mapping from alerts to their texts")
            return
        for key, value in alerts.items:
            self._read_alert(key, value)

    def _check_schema(self, value: Value) -> bool:
        if isinstance(value, Scalar) and value.text == "1":
            return True
        self.note(value, "schema: only version 1 is known; the file is left out")
        return False

    def _is_for_this_build(self, value: Value | None) -> bool:
        if value is None:
            return True
        language = self.read_text(value, "language", "the file is left out")
        if language is None or self.language is None:
            return language is not None
        return _is_for(language, self.language)

    def read_keys(self, mapping: Mapping, known: tuple[str, ...], where: str) -> dict[str, Value]:
        """Return the values of the known keys; note unknown and repeated ones."""
        values: dict[str, Value] = {}
        for key, value in mapping.items:
            if key.text not in known:
                self.note(key, f"{where}{_explain_unknown_key(key.text, known)}; it is left out")
            elif key.text in values:
                self.note(key, f"{where}'{key.text}' stands here again; the first one counts")
            else:
                values[key.text] = value
        return values

    def _read_alert(self, key: Scalar, value: Value) -> None:
        alert = self._find_alert(key)
        if alert is None:
            return
        where = f"alerts.{shorten(key.text)}"
        if alert.code in self.overlays:
            self.note(
                key, f"{where}: the alert {alert.name} stands here again; the first one counts"
            )
        elif not isinstance(value, Mapping):
            self.note(value, f"{where}: not a mapping with {', '.join(FIELDS)}")
        else:
            pairs = self.read_keys(value, FIELDS, f"{where}: ")
            texts = {name: self.read_text(item, f"{where}.{name}") for name, item in pairs.items()}
            self.overlays[alert.code] = Overlay(**texts)

    def _find_alert(self, key: Scalar) -> Alert | None:
        where = f"alerts: '{shorten(key.text)}'"
        try:
            return load_alerts().lookup(key.text)
        except UnassignedAlertError:
            self.note(key, f"{where} is a code that IANA leaves unassigned; it is left out")
        except AmbiguousAlertError as error:
            names = ", ".join(alert.name for alert in error.candidates)
            self.note(key, f"{where} is shared by {names}; it is left out")
        except UnknownAlertError as error:
            hint = self.hints.give(error.suggest)
            self.note(key, f"{where} is not a TLS alert{hint}; it is left out")
        return None

    def read_text(self, value: Value, where: str, outcome: str = "it is left out") -> str | None:
        """Return a text on one line; None, with a note, if it is none."""
        text = self._check_text(value, where, outcome)
        return None if text is None else " ".join(text.split())

    def read_code(self, value: Value, where: str) -> str | None:
        """Return a text with its lines; None, with a note, if it is none."""
        text = self._check_text(value, where, "it is left out")
        return None if text is None else text.strip("\n")

    def _check_text(self, value: Value, where: str, outcome: str) -> str | None:
        if not isinstance(value, Scalar):
            self.note(value, f"{where}: not a text; {outcome}")
        elif not value.text.strip():
            self.note(value, f"{where}: the text is empty; {outcome}")
        elif not value.is_text:
            self.note(
                value,
                f"{where}: '{shorten(value.text)}' is not a text to YAML, quote it; {outcome}",
            )
        elif control := _CONTROL.search(value.text):
            character = f"U+{ord(control[0]):04X}"
            self.note(value, f"{where}: holds the control character {character}; {outcome}")
        else:
            return value.text
        return None


def _explain_unknown_key(name: str, known: tuple[str, ...]) -> str:
    if name == "<<":
        return "'<<' (a YAML merge) is not supported: write the keys out"
    near = find_near_words(name, known)
    return f"'{shorten(name)}' is not a key{did_you_mean(near)}"


def _is_for(language: str, build: str) -> bool:
    """Return whether texts in *language* suit a build: ``de`` suits ``de_AT`` as well."""
    wanted = language.lower().replace("-", "_")
    build_language = build.lower().replace("-", "_")
    return build_language == wanted or build_language.startswith(f"{wanted}_")
