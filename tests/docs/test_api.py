"""The page of the Python interface describes what the faces of the pure folders offer to users."""

from __future__ import annotations

import importlib
import re

from support.places import DOCS
from support.rows import each

PAGE = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")

#: The names that other folders of the package need, and users do not.
FOR_THE_PACKAGE = {
    "registries": {
        "columns and options of directives and commands": (
            "AlertColumn Line Selection parse_code parse_python rfc_url select_alerts select_codes"
        ),
        "overlays, which conf.py and the command line name": (
            "Overlay TrustChange changed_fields explanation_of load_overlays load_trust_changes "
            "meaning_of merge_trust overlay_of"
        ),
        "reason names, which the matcher reads": "Reason load_reasons",
        "the kind of a file, for readers and commands": "FileKind kind_of",
        "the names of tools, for conditions in files": "list_tool_ids",
        "aliases for annotations of ours": "Demand SslObject",
    },
    "guides": {
        "the parts of an entry, described with the format": (
            "Cause CodeBlock Diagnostic Headings Message Note Reference Remedies Remedy Step When"
        ),
        "how models describe themselves, for the JSON Schema and the documentation": (
            "FieldType Group Many Model Nested Texts"
        ),
        "the trust table, for pages and answers": (
            "build_trust_remedy choose_trust_setting fit_trust_row"
        ),
        "steps of the reader and of renderers": (
            "AdviceRule Bases Bundled Substitutions Wanted fill_defaults fill_placeholders "
            "find_mnemonics guide_of is_message is_mnemonic order_all_remedies order_remedies "
            "select_entries strip_message"
        ),
    },
    "matcher": {
        "the index, for the finder and the general index": (
            "Phrase find_anchors index_by_rarest list_alerts list_codes list_messages "
            "weigh_wordings choose_evidence"
        ),
        "the packed fingerprint of the catalogue": (
            "Recognised dump_recognised load_recognised recognise"
        ),
        "the readers, for the lint": (
            "find_alerts find_codes find_named_codes may_name_alert may_name_code"
        ),
        "the reader of pastes, as a step of explain": "describe_paste",
        "the answer, for the command line and the finder": (
            "Chosen Fit choose_causes choose_diagnostics choose_remedies"
        ),
        "the constants, for the browser": "Constants Rule list_portable_constants",
        "an alias for annotations of ours": "Key",
    },
    "catalogue": {"files of the package": "packed_file recognised_file"},
    "lint": {},
}


def names_on_the_page() -> set[tuple[str, str]]:
    """Return each folder with a name that the page describes."""
    uses = re.findall(r"^\.\. face:: (\w+)((?:\s+[A-Za-z_]\w*)+)$", PAGE, re.MULTILINE)
    return {(folder, name) for folder, names in uses for name in names.split()}


def names_for_the_package(folder: str) -> set[str]:
    return {name for names in FOR_THE_PACKAGE[folder].values() for name in names.split()}


def test_page_describes_names_of_faces_only() -> None:
    names = names_on_the_page()
    assert len(names) > 40
    for folder, name in names:
        assert name in importlib.import_module(f"sphinx_tlsalerts.{folder}").__all__, name
    assert not re.findall(r"auto(class|function|data|exception)::", PAGE)


@each("folder", FOR_THE_PACKAGE)
def test_every_callable_of_a_face_is_on_the_page_or_explained(folder: str) -> None:
    face = importlib.import_module(f"sphinx_tlsalerts.{folder}")
    offered = {name for name in face.__all__ if callable(getattr(face, name))}
    shown = {name for home, name in names_on_the_page() if home == folder}
    assert offered - shown == names_for_the_package(folder) & offered
    assert not shown & names_for_the_package(folder)
    assert names_for_the_package(folder) <= {*face.__all__}
