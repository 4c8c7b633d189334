"""Names that are taken for our roles and directives: a hint, and what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError
from support.building import LANGUAGES, directive, page, role
from support.places import DOCS
from support.rows import others_slow

from sphinx_tlsalerts.sphinx_ext.confusable import DIRECTIVES, ROLES

if TYPE_CHECKING:
    from support.building import Project

TARGETS = {"tlsalert": "42", "tlserror": "own", "tlsverify": "20", "ssl": "SSLContext"}
ARGUMENTS = {
    "ssl-enum": "TLSVersion",
    "tls-alert": "42",
    "tls-error": "own",
    "tls-troubleshooting": "guide.yaml",
    "tls-verify": "20",
}
GUIDE = "schema: 1\nentries:\n  - {id: from-yaml, title: From YAML, cause: x}\n"


@pytest.mark.parametrize("language", others_slow(LANGUAGES, "rst"))
def test_confused_names_give_a_hint_and_what_was_meant(project: Project, language: str) -> None:
    def body(*, right: bool) -> str:
        references = [
            role(language, meant if right else name, TARGETS[meant])
            for name, meant in ROLES.items()
        ]
        blocks = [
            directive(language, meant if right else name, ARGUMENTS.get(meant, ""))
            for name, meant in DIRECTIVES.items()
        ]
        return page(language, "\n\n".join([*references, *blocks]))

    quiet = ["tlsalerts.duplicate-description"]
    project.write({f"index.{language}": body(right=False), "guide.yaml": GUIDE})
    wrong = project.build("dummy", suppress_warnings=quiet)
    for kind, names in (("role", ROLES), ("directive", DIRECTIVES)):
        for name, right in names.items():
            words = (
                f"there is no {kind} '{name}' (did you mean '{right}'?); it is read as '{right}'"
            )
            told = [line for line in wrong.warnings if f": WARNING: {words} [tls" in line]
            assert len(told) == 1
            assert told[0].startswith(f"index.{language}:")
    assert len(wrong.warnings) == len(ROLES) + len(DIRECTIVES)
    project.write({f"index.{language}": body(right=True)})
    meant = project.build("dummy", suppress_warnings=quiet)
    assert meant.warnings == []
    assert meant.doctree().pformat() == wrong.doctree().pformat()
    assert "From YAML" in meant.doctree().astext()


def test_names_of_others_are_left_to_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(project.source)
    project.extensions.append("confusable_others")
    project.write(
        {
            "confusable_others.py": (
                "from docutils import nodes\nfrom docutils.parsers.rst import Directive\n\n"
                "class Mine(Directive):\n    required_arguments = 1\n\n"
                "    def run(self):\n        return [nodes.paragraph('', 'my directive')]\n\n"
                "def mine(name, rawtext, text, lineno, inliner, options=None, content=()):\n"
                "    return [nodes.strong('', 'my role')], []\n\n"
                "def setup(app):\n    app.add_role('tls-alert', mine)\n"
                "    app.add_directive('tlsalert', Mine)\n"
                "    return {'parallel_read_safe': True}\n"
            ),
            "index.rst": page("rst", ":tls-alert:`42`\n\n.. tlsalert:: 42"),
        }
    )
    build = project.build("dummy")
    assert build.warnings == []
    doctree = build.doctree()
    assert [node.astext() for node in doctree.findall(nodes.paragraph)] == [
        "my role",
        "my directive",
    ]


def test_message_for_a_hyphen_in_the_name_of_the_extension_is_in_the_documentation(
    project: Project,
) -> None:
    """Sphinx imports the name before anything of ours runs: only the documentation can help."""
    pages = DOCS
    project.extensions.append("sphinx-tlsalerts")
    with pytest.raises(ExtensionError) as error:
        project.build("dummy")
    for page_of_it in ("reference/warnings.md", "quickstart.md"):
        text = (pages / page_of_it).read_text(encoding="utf-8")
        assert "`sphinx_tlsalerts`" in text or '`extensions = ["sphinx_tlsalerts"]`' in text
    assert str(error.value) in (pages / "reference/warnings.md").read_text(encoding="utf-8")
