"""The generated parts of the documentation.

Lists that the package already has are printed from the package, so that no
page can fall behind it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_tlsalerts.registries.alerts import load_alerts
from sphinx_tlsalerts.registries.ssl_names import load_ssl_names
from sphinx_tlsalerts.registries.trust import load_trust
from sphinx_tlsalerts.registries.verify_codes import load_verify_codes
from sphinx_tlsalerts.sphinx_ext.config import OPTIONS
from sphinx_tlsalerts.sphinx_ext.directives.page import read_surroundings
from sphinx_tlsalerts.sphinx_ext.doctree.columns import alerts, ssl_enums, trust
from sphinx_tlsalerts.sphinx_ext.doctree.columns import verify_codes as verify
from sphinx_tlsalerts.sphinx_ext.doctree.columns.alerts import ALERT_PRESETS, DEFAULT_ALERT_COLUMNS
from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import build_cell
from sphinx_tlsalerts.sphinx_ext.doctree.inline import build_literal, join_nodes
from sphinx_tlsalerts.sphinx_ext.warnings import WARNING_TYPE, WarningKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

    from sphinx_tlsalerts.sphinx_ext.config import Option
    from sphinx_tlsalerts.sphinx_ext.doctree.columns.cells import Column

#: The columns of each kind of table, and the record whose cells stand as samples.
SAMPLES: dict[str, tuple[str, Mapping[str, Column[Any]], Any]] = {
    "alert": ("unknown_ca (48)", alerts.ALERT_COLUMNS, load_alerts()[48]),
    "verify": (
        "X509_V_ERR_CERT_HAS_EXPIRED (10)",
        verify.VERIFY_COLUMNS,
        load_verify_codes().named("X509_V_ERR_CERT_HAS_EXPIRED"),
    ),
    "ssl-enum": (
        "the member of unknown_ca (48)",
        ssl_enums.ENUM_COLUMNS,
        load_ssl_names().lookup("ALERT_DESCRIPTION_UNKNOWN_CA"),
    ),
    "trust": ("Node.js", trust.TRUST_COLUMNS, load_trust().named("node")),
}

SOURCES: dict[str, Mapping[str, str]] = {
    "alert": {source.column: source.origin for source in load_alerts().sources},
    "verify": load_verify_codes().sources,
    "ssl": load_ssl_names().sources,
    "trust": load_trust().sources,
}

TABS = """\
:::::{{tab-set}}
::::{{tab-item}} reStructuredText
:sync: rst
:::{{literalinclude}} /snippets/rst/{name}.rst
:language: rst
:::
::::
::::{{tab-item}} Markdown
:sync: myst
:::{{literalinclude}} /snippets/myst/{name}.md
:language: md
:::
::::
:::::
"""
LIVE = """\
:::{{include}} /snippets/myst/{name}.md
:::
"""
FILE = """\
:::{{literalinclude}} /troubleshooting/{name}.yaml
:language: yaml
:emphasize-lines: {lines}
:::
"""
ENTRIES = """\
:::{{tls-troubleshooting}} /troubleshooting/{name}.yaml
:style: definitions
:no-index:
:::
"""


class ExampleDirective(SphinxDirective):
    """Show a pair of snippets as tabs, and what they give below; for Markdown pages.

    With ``:sections:``, what they give are sections of the page: it has to stand at the end of one.
    """

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "source-only": directives.flag,
        "sections": directives.flag,
    }

    def run(self) -> list[Node]:
        name = self.arguments[0]
        found = self.parse_text_to_nodes(TABS.format(name=name))
        if "sections" in self.options:
            found += self._sections(LIVE.format(name=name))
        elif "source-only" not in self.options:
            live = self.parse_text_to_nodes(LIVE.format(name=name))
            found.append(nodes.container("", *live, classes=["live-result"]))
        return found

    def _sections(self, text: str) -> list[Node]:
        """Parse *text* as the page itself, where sections may stand."""
        section = nodes.section()
        section.document = self.state.document
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, section, match_titles=True)
        for node in section.children:
            if isinstance(node, nodes.section):
                node["classes"].append("live-section")
        return section.children


class FileDirective(SphinxDirective):
    """Show a file of entries, and what it gives below; for Markdown pages."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"emphasize-lines": directives.unchanged_required}

    def run(self) -> list[Node]:
        name = self.arguments[0]
        text = FILE.format(name=name, lines=self.options.get("emphasize-lines", ""))
        found = self.parse_text_to_nodes(text.replace(":emphasize-lines: \n", ""))
        live = self.parse_text_to_nodes(ENTRIES.format(name=name))
        found.append(nodes.container("", *live, classes=["live-result"]))
        return found


class OptionsDirective(SphinxDirective):
    """Describe every option of ``conf.py``; for reStructuredText."""

    def run(self) -> list[Node]:
        return self.parse_text_to_nodes("\n".join(map(described, OPTIONS)))


def described(option: Option) -> str:
    """Write the description of one option of ``conf.py``."""
    types = " or ".join(f"``{kind.__name__}``" for kind in option.types)
    return f""".. confval:: {option.name}
   :type: {types}
   :default: ``{option.default!r}``

   {option.help}
"""


class WarningsDirective(SphinxDirective):
    """Describe every subtype of our warnings; for reStructuredText."""

    def run(self) -> list[Node]:
        texts = attribute_docstrings(WarningKind)
        entries = [
            f".. _warning-{kind.value}:\n\n.. describe:: {WARNING_TYPE}.{kind.value}\n\n"
            + textwrap.indent(texts[kind.name], "   ")
            for kind in WarningKind
        ]
        return self.parse_text_to_nodes("\n\n".join(entries))


def attribute_docstrings(enum: type[WarningKind]) -> dict[str, str]:
    """Return the string below each member of *enum*, which Python itself does not keep."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(enum))).body
    if not isinstance(definition, ast.ClassDef):
        raise TypeError(enum)
    found: dict[str, str] = {}
    for member, text in zip(definition.body, definition.body[1:], strict=False):
        match member, text:
            case (
                ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(docstring))),
            ):
                found[name] = inspect.cleandoc(docstring)
    return found


class ColumnsDirective(SphinxDirective):
    """List the columns of one kind of table, each with the cell of one record."""

    required_arguments = 1

    def run(self) -> list[Node]:
        page = read_surroundings(self)
        title, columns, sample = SAMPLES[self.arguments[0]]
        rows = [
            [
                cell(build_literal(column.name)),
                cell(nodes.Text(column.header)),
                build_cell(column.build(sample, page)),
            ]
            for column in columns.values()
        ]
        return [table(["Column", "Heading", f"Cell of {title}"], [20, 25, 55], rows)]


class PresetsDirective(SphinxDirective):
    """List the presets of ``tls-alert-table`` and the columns of each."""

    def run(self) -> list[Node]:
        rows = [
            [
                cell(build_literal(name)),
                cell(*join_nodes(([build_literal(column)] for column in columns), ", ")),
            ]
            for name, columns in ALERT_PRESETS.items()
        ]
        default = cell(*join_nodes(([build_literal(name)] for name in DEFAULT_ALERT_COLUMNS), ", "))
        rows.append([cell(nodes.Text("neither preset nor columns")), default])
        return [table(["Preset", "Columns"], [25, 75], rows)]


class SourcesDirective(SphinxDirective):
    """List where the data of one registry comes from."""

    required_arguments = 1

    def run(self) -> list[Node]:
        rows = [
            [cell(nodes.Text(name)), cell(nodes.Text(origin))]
            for name, origin in SOURCES[self.arguments[0]].items()
        ]
        return [table(["Data", "Source"], [20, 80], rows)]


class NewerCodesDirective(SphinxDirective):
    """Describe the verification codes that the project's OpenSSL lacks; for reStructuredText."""

    def run(self) -> list[Node]:
        openssl = self.config.tlsalerts_openssl
        newer = [code.constant for code in load_verify_codes() if code.number(openssl) is None]
        return self.parse_text_to_nodes(f".. tls-verify:: {' '.join(newer)}")


class BookTabs(SphinxPostTransform):
    """Show tabs one below the other in EPUB, where their controls are not even well-formed."""

    formats = ("html",)
    builders = ("epub",)
    default_priority = 190  # before sphinx-design builds the controls, at 200

    def run(self, **_: Any) -> None:
        """Leave the labels and contents, which every format can show."""
        for part in self.document.findall(nodes.container):
            if str(part.get("design_component", "")).startswith("tab-"):
                del part["design_component"]
                inner = (node for node in part.children if isinstance(node, nodes.Element))
                for node in (part, *inner):
                    node["classes"] = [x for x in node["classes"] if not x.startswith("sd-tab-")]


def cell(*content: Node) -> list[Node]:
    """Build the content of a cell of one paragraph."""
    return [nodes.paragraph("", "", *content)]


def table(
    headers: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[list[Node]]]
) -> nodes.table:
    """Build a table of the documentation."""
    group = nodes.tgroup("", cols=len(headers))
    group += [nodes.colspec("", colwidth=width) for width in widths]
    head = nodes.row("", *(nodes.entry("", *cell(nodes.Text(text))) for text in headers))
    group += nodes.thead("", head)
    group += nodes.tbody(
        "", *(nodes.row("", *(nodes.entry("", *content) for content in row)) for row in rows)
    )
    return nodes.table("", group, classes=["colwidths-given"])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("example", ExampleDirective)
    app.add_directive("entries-example", FileDirective)
    app.add_directive("tlsalerts-options", OptionsDirective)
    app.add_directive("tlsalerts-warnings", WarningsDirective)
    app.add_directive("tlsalerts-columns", ColumnsDirective)
    app.add_directive("tlsalerts-presets", PresetsDirective)
    app.add_directive("tlsalerts-sources", SourcesDirective)
    app.add_directive("tlsalerts-newer-codes", NewerCodesDirective)
    app.add_post_transform(BookTabs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
