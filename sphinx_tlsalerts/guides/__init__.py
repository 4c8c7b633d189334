"""Troubleshooting entries in YAML: their models, their reader, their JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.advice_rules import ADVICE_RULES, AdviceRule
    from sphinx_tlsalerts.guides.blocks import CodeBlock, Diagnostic, Message, Note, Reference, When
    from sphinx_tlsalerts.guides.field_types import COMMAND, FieldType
    from sphinx_tlsalerts.guides.fields import Group, Many, Model, Nested, Texts
    from sphinx_tlsalerts.guides.filter import Wanted, select_entries
    from sphinx_tlsalerts.guides.inherit import Bases
    from sphinx_tlsalerts.guides.mnemonics import (
        BRACKETS,
        MNEMONIC,
        find_mnemonics,
        is_message,
        is_mnemonic,
        strip_message,
    )
    from sphinx_tlsalerts.guides.models import Cause, Entry, Guide, Headings, Remedies, Remedy, Step
    from sphinx_tlsalerts.guides.placeholders import (
        PLACEHOLDERS,
        fill_defaults,
        fill_placeholders,
    )
    from sphinx_tlsalerts.guides.platforms import PLATFORMS
    from sphinx_tlsalerts.guides.reader import guide_of, parse_guide, read_guide
    from sphinx_tlsalerts.guides.remedies import (
        PREFERENCE_LABELS,
        order_all_remedies,
        order_remedies,
    )
    from sphinx_tlsalerts.guides.substitutions import Substitutions
    from sphinx_tlsalerts.guides.texts import Bundled, Text
    from sphinx_tlsalerts.guides.trust import (
        build_trust_remedy,
        choose_trust_setting,
        fit_trust_row,
    )

__all__ = [
    "ADVICE_RULES",
    "BRACKETS",
    "COMMAND",
    "MNEMONIC",
    "PLACEHOLDERS",
    "PLATFORMS",
    "PREFERENCE_LABELS",
    "AdviceRule",
    "Bases",
    "Bundled",
    "Cause",
    "CodeBlock",
    "Diagnostic",
    "Entry",
    "FieldType",
    "Group",
    "Guide",
    "Headings",
    "Many",
    "Message",
    "Model",
    "Nested",
    "Note",
    "Reference",
    "Remedies",
    "Remedy",
    "Step",
    "Substitutions",
    "Text",
    "Texts",
    "Wanted",
    "When",
    "build_trust_remedy",
    "choose_trust_setting",
    "fill_defaults",
    "fill_placeholders",
    "find_mnemonics",
    "fit_trust_row",
    "guide_of",
    "is_message",
    "is_mnemonic",
    "order_all_remedies",
    "order_remedies",
    "parse_guide",
    "read_guide",
    "select_entries",
    "strip_message",
]

__getattr__ = offer(
    __name__,
    {
        "remedies": "PREFERENCE_LABELS order_all_remedies order_remedies",
        "advice_rules": "ADVICE_RULES AdviceRule",
        "blocks": "CodeBlock Diagnostic Message Note Reference When",
        "field_types": "COMMAND FieldType",
        "fields": "Group Many Model Nested Texts",
        "filter": "Wanted select_entries",
        "inherit": "Bases",
        "mnemonics": "BRACKETS MNEMONIC find_mnemonics is_message is_mnemonic strip_message",
        "models": "Cause Entry Guide Headings Remedies Remedy Step",
        "placeholders": "PLACEHOLDERS fill_defaults fill_placeholders",
        "platforms": "PLATFORMS",
        "reader": "guide_of parse_guide read_guide",
        "substitutions": "Substitutions",
        "texts": "Bundled Text",
        "trust": "build_trust_remedy choose_trust_setting fit_trust_row",
    },
)
