"""Facts: TLS alerts, verification codes, ssl names, OpenSSL's reasons, tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.util import offer

if TYPE_CHECKING:
    from sphinx_tlsalerts.registries.alert_columns import ALERT_TABLE, AlertColumn, Line
    from sphinx_tlsalerts.registries.alert_records import (
        PROTOCOLS,
        SENDERS,
        STATUSES,
        Alert,
        Definition,
        GnuTLSAlert,
        NodeCode,
        OpenSSLAlert,
        PythonAlert,
        RustlsVariant,
        SchannelCode,
        Section,
        Wording,
    )
    from sphinx_tlsalerts.registries.alerts import (
        LAST_ALERT_CODE,
        AlertLookupError,
        AlertRegistry,
        AmbiguousAlertError,
        UnassignedAlertError,
        UnknownAlertError,
        load_alerts,
        parse_code,
    )
    from sphinx_tlsalerts.registries.file_kinds import IS_OVERLAY, NOT_OURS, FileKind, kind_of
    from sphinx_tlsalerts.registries.openssl_reasons import (
        COMMON_LIBRARY,
        RELEASES_WITH_FUNCTION,
        Reason,
        load_reasons,
    )
    from sphinx_tlsalerts.registries.openssl_releases import (
        GENERATIONS,
        RELEASE_LINES,
        Generation,
        ReleaseLine,
    )
    from sphinx_tlsalerts.registries.overlay_reader import (
        load_overlays,
        load_trust_changes,
        overlay_of,
    )
    from sphinx_tlsalerts.registries.overlays import (
        Overlay,
        changed_fields,
        explanation_of,
        meaning_of,
    )
    from sphinx_tlsalerts.registries.platforms import PLATFORMS
    from sphinx_tlsalerts.registries.rfc import RFC_BASE_URL, rfc_url
    from sphinx_tlsalerts.registries.selection import Selection, select_alerts, select_codes
    from sphinx_tlsalerts.registries.ssl_names import (
        FIRST_PYTHON,
        LAST_PYTHON,
        Attribute,
        Deprecation,
        Member,
        SslEnum,
        SslException,
        SslName,
        SslObject,
        SslRegistry,
        UnknownNameError,
        load_ssl_names,
        parse_python,
    )
    from sphinx_tlsalerts.registries.tools import (
        FRAMEWORK,
        Tool,
        Tools,
        list_tool_ids,
        load_tools,
    )
    from sphinx_tlsalerts.registries.trust import (
        DEFAULT_STORES,
        EFFECTS,
        SETTING_KINDS,
        Demand,
        TrustSetting,
        TrustSnippet,
        TrustTable,
        TrustTool,
        load_trust,
    )
    from sphinx_tlsalerts.registries.trust_changes import TrustChange, merge_trust
    from sphinx_tlsalerts.registries.verify_codes import (
        CONSTANT_PREFIX,
        NO_TEXT,
        VerifyCode,
        VerifyLookupError,
        VerifyRegistry,
        load_verify_codes,
    )

__all__ = [
    "ALERT_TABLE",
    "COMMON_LIBRARY",
    "CONSTANT_PREFIX",
    "DEFAULT_STORES",
    "EFFECTS",
    "FIRST_PYTHON",
    "FRAMEWORK",
    "GENERATIONS",
    "IS_OVERLAY",
    "LAST_ALERT_CODE",
    "LAST_PYTHON",
    "NOT_OURS",
    "NO_TEXT",
    "PLATFORMS",
    "PROTOCOLS",
    "RELEASES_WITH_FUNCTION",
    "RELEASE_LINES",
    "RFC_BASE_URL",
    "SENDERS",
    "SETTING_KINDS",
    "STATUSES",
    "Alert",
    "AlertColumn",
    "AlertLookupError",
    "AlertRegistry",
    "AmbiguousAlertError",
    "Attribute",
    "Definition",
    "Demand",
    "Deprecation",
    "FileKind",
    "Generation",
    "GnuTLSAlert",
    "Line",
    "Member",
    "NodeCode",
    "OpenSSLAlert",
    "Overlay",
    "PythonAlert",
    "Reason",
    "ReleaseLine",
    "RustlsVariant",
    "SchannelCode",
    "Section",
    "Selection",
    "SslEnum",
    "SslException",
    "SslName",
    "SslObject",
    "SslRegistry",
    "Tool",
    "Tools",
    "TrustChange",
    "TrustSetting",
    "TrustSnippet",
    "TrustTable",
    "TrustTool",
    "UnassignedAlertError",
    "UnknownAlertError",
    "UnknownNameError",
    "VerifyCode",
    "VerifyLookupError",
    "VerifyRegistry",
    "Wording",
    "changed_fields",
    "explanation_of",
    "kind_of",
    "list_tool_ids",
    "load_alerts",
    "load_overlays",
    "load_reasons",
    "load_ssl_names",
    "load_tools",
    "load_trust",
    "load_trust_changes",
    "load_verify_codes",
    "meaning_of",
    "merge_trust",
    "overlay_of",
    "parse_code",
    "parse_python",
    "rfc_url",
    "select_alerts",
    "select_codes",
]

__getattr__ = offer(
    __name__,
    {
        "alert_columns": "ALERT_TABLE AlertColumn Line",
        "alert_records": (
            "Alert Definition GnuTLSAlert NodeCode OpenSSLAlert PROTOCOLS PythonAlert "
            "RustlsVariant SENDERS STATUSES SchannelCode Section Wording"
        ),
        "alerts": (
            "AlertLookupError AlertRegistry AmbiguousAlertError LAST_ALERT_CODE "
            "UnassignedAlertError UnknownAlertError load_alerts parse_code"
        ),
        "file_kinds": "FileKind IS_OVERLAY NOT_OURS kind_of",
        "openssl_reasons": "COMMON_LIBRARY RELEASES_WITH_FUNCTION Reason load_reasons",
        "openssl_releases": "GENERATIONS Generation RELEASE_LINES ReleaseLine",
        "overlay_reader": "load_overlays load_trust_changes overlay_of",
        "overlays": "Overlay changed_fields explanation_of meaning_of",
        "platforms": "PLATFORMS",
        "rfc": "RFC_BASE_URL rfc_url",
        "selection": "Selection select_alerts select_codes",
        "ssl_names": (
            "Attribute Deprecation FIRST_PYTHON LAST_PYTHON Member SslEnum SslException "
            "SslName SslObject SslRegistry UnknownNameError load_ssl_names parse_python"
        ),
        "tools": "FRAMEWORK Tool Tools list_tool_ids load_tools",
        "trust": (
            "DEFAULT_STORES Demand EFFECTS SETTING_KINDS TrustSetting TrustSnippet TrustTable "
            "TrustTool load_trust"
        ),
        "trust_changes": "TrustChange merge_trust",
        "verify_codes": (
            "CONSTANT_PREFIX NO_TEXT VerifyCode VerifyLookupError VerifyRegistry load_verify_codes"
        ),
    },
)
