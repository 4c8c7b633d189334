"""Implement ``tls-verify`` and ``tls-verify-table``: verification codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_tlsalerts.registries import RELEASE_LINES, VerifyCode, load_verify_codes, select_codes
from sphinx_tlsalerts.sphinx_ext.directives.descriptions import DescriptionDirective
from sphinx_tlsalerts.sphinx_ext.directives.page import read_surroundings
from sphinx_tlsalerts.sphinx_ext.directives.tables import TableDirective
from sphinx_tlsalerts.sphinx_ext.doctree.columns import (
    DEFAULT_VERIFY_COLUMNS,
    DEFAULT_VERIFY_FIELDS,
    VERIFY_COLUMNS,
)
from sphinx_tlsalerts.sphinx_ext.lookup_warnings import warn_selection
from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, warn

if TYPE_CHECKING:
    from docutils.nodes import Node

    from sphinx_tlsalerts.registries import ReleaseLine
    from sphinx_tlsalerts.sphinx_ext.doctree.columns import Surroundings


class VerifyDirective(DescriptionDirective[VerifyCode]):
    """Describe one verification code or a selection."""

    kind: ClassVar = "verify"
    columns: ClassVar = VERIFY_COLUMNS
    default_fields: ClassVar = DEFAULT_VERIFY_FIELDS

    def select(self, text: str, location: str) -> list[VerifyCode]:
        """Return the codes that *text* selects."""
        selection = select_codes(text, self.config.tlsalerts_openssl)
        outcome = "left out" if selection.found else "rendered as text"
        warn_selection(selection, location, outcome)
        return selection.found

    def get_name(self, record: VerifyCode) -> str:
        """Return the constant."""
        return record.constant

    def get_number(self, record: VerifyCode) -> str:
        """Return the number in the numbering of the project."""
        number = record.number(self.config.tlsalerts_openssl)
        return str(record.newest_number if number is None else number)

    def get_explanation(self, record: VerifyCode, page: Surroundings) -> str:  # noqa: ARG002 -- as the caller has it
        """Return the explanation of the package."""
        return record.explanation


class VerifyTableDirective(TableDirective[VerifyCode]):
    """Show verification codes as a table."""

    def run(self) -> list[Node]:
        """Select the rows and columns, and build the table."""
        self.location = self.get_location()
        openssl: ReleaseLine = self.config.tlsalerts_openssl
        openssl = self.read_word("openssl", RELEASE_LINES) or openssl
        columns = self.choose_columns(VERIFY_COLUMNS) or [
            VERIFY_COLUMNS[name] for name in DEFAULT_VERIFY_COLUMNS
        ]
        codes = self._choose_codes(openssl)
        if not codes:
            warn(
                WarningKind.EMPTY_SELECTION,
                "the options leave no verification code to show; no table is rendered",
                location=self.location,
            )
            return []
        page = read_surroundings(self)._replace(openssl=openssl)
        named = ((code.constant, code) for code in codes)
        table = self.build_record_table("verify", named, columns, page)
        return self.finish(table)

    def _choose_codes(self, openssl: ReleaseLine) -> list[VerifyCode]:
        codes = load_verify_codes().in_line(openssl)
        if "codes" in self.options:
            wanted = self._select_codes("codes", openssl)
            # A code that the release line does not have is shown if the option names it.
            codes = [code for code in codes if code in wanted] + [
                code for code in wanted if code not in codes
            ]
        if "exclude" in self.options:
            unwanted = self._select_codes("exclude", openssl)
            codes = [code for code in codes if code not in unwanted]
        return codes

    def _select_codes(self, option: str, openssl: ReleaseLine) -> list[VerifyCode]:
        selection = select_codes(self.options[option], openssl)
        warn_selection(selection, self.location)
        return selection.found
