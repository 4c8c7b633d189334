"""Declare the arguments and options of the directives, and load their code on first use.

The code of a directive is loaded when the first page uses it. A project that enables the extension
but does not use it loads none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

#: Options are read as text and validated later: docutils would drop the directive for a bad value.
TABLE_OPTIONS: OptionSpec = {
    "columns": directives.unchanged,
    "headers": directives.unchanged,
    "name": directives.unchanged,
    "class": directives.class_option,
    "align": directives.unchanged,
    "width": directives.unchanged,
    "widths": directives.unchanged,
    "no-index": directives.flag,
    "target": directives.flag,
    "filter": directives.flag,
}
DESCRIPTION_OPTIONS: OptionSpec = {
    "no-index": directives.flag,
    "no-index-entry": directives.flag,
    "no-contents-entry": directives.flag,
    "no-typesetting": directives.flag,
    "fields": directives.unchanged,
}


class LazyDirective(SphinxDirective):
    """Declare a directive; ``implementation`` names the class that builds its nodes."""

    implementation: ClassVar[str]  #: module in this folder, and class
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Load the implementation, and run it with the same arguments."""
        module, _, name = self.implementation.partition(":")
        directive: type[SphinxDirective] = getattr(
            import_module(f"sphinx_tlsalerts.sphinx_ext.directives.{module}"), name
        )
        work = directive(
            self.name,
            self.arguments,
            self.options,
            self.content,
            self.lineno,
            self.content_offset,
            self.block_text,
            self.state,
            self.state_machine,
        )
        return list(work.run())


class AlertTable(LazyDirective):
    """``tls-alert-table``; the argument is the caption."""

    implementation = "alert_table:AlertTableDirective"
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = TABLE_OPTIONS | {
        "preset": directives.unchanged,
        "codes": directives.unchanged,
        "exclude": directives.unchanged,
        "protocol": directives.unchanged,
        "status": directives.unchanged,
        "sender": directives.unchanged,
        "sort": directives.unchanged,
    }


class Alert(LazyDirective):
    """``tls-alert``; the argument is an alert or a selection."""

    implementation = "alert:AlertDirective"
    required_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = DESCRIPTION_OPTIONS


class VerifyTable(LazyDirective):
    """``tls-verify-table``; the argument is the caption."""

    implementation = "verify:VerifyTableDirective"
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = TABLE_OPTIONS | {
        "codes": directives.unchanged,
        "exclude": directives.unchanged,
        "openssl": directives.unchanged,
    }


class TrustTable(LazyDirective):
    """``tls-trust-table``; the argument is the caption."""

    implementation = "trust_table:TrustTableDirective"
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        **{name: kind for name, kind in TABLE_OPTIONS.items() if name != "target"},
        "tools": directives.unchanged,
        "exclude": directives.unchanged,
        "platforms": directives.unchanged,
    }


class Verify(LazyDirective):
    """``tls-verify``; the argument is a verification code or a selection."""

    implementation = "verify:VerifyDirective"
    required_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = DESCRIPTION_OPTIONS


class SslEnum(LazyDirective):
    """``ssl-enum``; the argument is the name of an enum."""

    implementation = "ssl:SslEnumDirective"
    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = TABLE_OPTIONS | {
        "members": directives.unchanged,
        "exclude": directives.unchanged,
        "python": directives.unchanged,
    }


class SslExceptions(LazyDirective):
    """``ssl-exceptions``; the argument names some of the classes."""

    implementation = "ssl:SslExceptionsDirective"
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "no-index": directives.flag,
        "no-index-entry": directives.flag,
        "no-contents-entry": directives.flag,
    }


class Troubleshooting(LazyDirective):
    """``tls-troubleshooting``; the argument names files, or the content is the YAML itself."""

    implementation = "troubleshooting:TroubleshootingDirective"
    optional_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "only": directives.unchanged,
        "exclude": directives.unchanged,
        "tags": directives.unchanged,
        "platforms": directives.unchanged,
        "contents": directives.flag,
        "style": directives.unchanged,
        "show": directives.unchanged,
        "id-prefix": directives.unchanged,
        "no-index": directives.flag,
    }


class Error(LazyDirective):
    """``tls-error``; the argument is the id of a hand-written entry."""

    implementation = "tls_error:ErrorDirective"
    required_arguments = 1
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "title": directives.unchanged,
        "style": directives.unchanged,
        "messages": directives.unchanged,
        "alerts": directives.unchanged,
        "verify-codes": directives.unchanged,
        "exceptions": directives.unchanged,
        "tags": directives.unchanged,
        "id-prefix": directives.unchanged,
        "no-index": directives.flag,
    }


class ErrorFinder(LazyDirective):
    """``tls-error-finder``; the argument is the label of the text area."""

    implementation = "error_finder:FinderDirective"
    optional_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "builtin": directives.flag,
        "class": directives.class_option,
        "name": directives.unchanged,
    }
