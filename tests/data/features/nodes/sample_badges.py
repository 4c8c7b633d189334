"""An extension as projects have it: a node, a directive, a role, events and data of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class badge(nodes.Element):  # noqa: N801 -- as docutils names nodes
    """A short text in a frame."""


class badge_list(nodes.General, nodes.Element):  # noqa: N801 -- likewise
    """The place of a list of all badges."""


class Badge(SphinxDirective):
    """A badge on a line of its own."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the badge and note it."""
        noted: dict[str, list[str]] = self.env.__dict__.setdefault("sample_badges", {})
        noted.setdefault(self.env.docname, []).append(self.arguments[0])
        return [badge("", nodes.paragraph("", self.arguments[0]))]


class BadgeList(SphinxDirective):
    """The list of all badges."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the list."""
        return [badge_list()]


class BadgeRole(SphinxRole):
    """A badge in a line."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the badge."""
        return [badge("", nodes.inline("", self.text))], []


class ListBadges(SphinxPostTransform):
    """Put the list of all badges in its place."""

    default_priority = 20

    def run(self, **_options: Any) -> None:
        """Replace each place."""
        for place in list(self.document.findall(badge_list)):
            noted: dict[str, list[str]] = getattr(self.env, "sample_badges", {})
            texts = [text for docname in sorted(noted) for text in noted[docname]]
            items = [nodes.list_item("", nodes.paragraph("", text)) for text in texts]
            place.replace_self(nodes.bullet_list("", *items))


def _visit_html(self: Any, _node: nodes.Node) -> None:
    self.body.append('<span class="sample-badge">')


def _depart_html(self: Any, _node: nodes.Node) -> None:
    self.body.append("</span>")


def _pass(_self: Any, _node: nodes.Node) -> None:
    """Write nothing around the content."""


def _forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    env.__dict__.get("sample_badges", {}).pop(docname, None)


def _merge(
    _app: Sphinx, env: BuildEnvironment, _docnames: Set[str], other: BuildEnvironment
) -> None:
    ours: dict[str, list[str]] = env.__dict__.setdefault("sample_badges", {})
    ours.update(other.__dict__.get("sample_badges", {}))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add all of it."""
    plain = (_pass, _pass)
    app.add_node(
        badge,
        html=(_visit_html, _depart_html),
        latex=plain,
        text=plain,
        man=plain,
        texinfo=plain,
    )
    app.add_node(badge_list)
    app.add_directive("sample-badge", Badge)
    app.add_directive("sample-list", BadgeList)
    app.add_role("sample-badge", BadgeRole())
    app.add_post_transform(ListBadges)
    app.add_config_value("shape_kind", "round", "env")
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
