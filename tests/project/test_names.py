"""The house: docstrings begin with an imperative verb, function names with a verb.

A stranger reads names before code. Only mechanical rules are here; CONTRIBUTING has the others.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sphinx_tlsalerts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = Path(sphinx_tlsalerts.__file__).parent

#: Folders and modules that do not follow the rules yet. Must be empty in the end.
NOT_YET: tuple[str, ...] = ()

#: Openings of docstrings that describe a thing by a clause instead of its name.
CLAUSE = re.compile(r"Tell whether\b|(?:How|What|Where|Whether|Which|Who)\b")

#: The first words of public functions and methods.
VERBS = frozenset(
    re.findall(
        r"\w+",
        """
        accepts add allow answer apply arrange build can choose clear collect compare
        compile complain compute convert copy create cut decode derive describe drop dump
        escape exists explain extract fill filter find finish fit fold forget generate get
        give handle has holds index is iter join knows limit lint list load lookup make map
        mark match may merge move name needs note notice offer order pack parse pause place
        prepare print process provide quote read recognise refresh refuse register replace
        resolve run runs scan search select settle setup shorten show split strip style
        substitute suggest summarize take transform translate unpack validate walk wants
        warn weigh withdraw wrap write
        """,
    )
)

#: Functions whose names do not begin with a verb, each with the reason.
EXCEPTIONS = {
    # Short look-ups of the registries: ``table.named("NO_SHARED_CIPHER")`` reads as a query.
    "named": "the record with a name",
    "numbered": "the records with a number",
    "worded": "the records with a text",
    "nearest": "the known name that is most like another one",
    "number": "the number of a code in a release line",
    "in_line": "the codes of a release line",
    "in_words": "the versions of a line, as a reader sees them",
    "value_with": "the value of a member with a release line",
    "changed_fields": "the fields that differ between two sets of overlays",
    "rfc_url": "the address of a section",
    # The files of a catalogue.
    "packed_file": "a path",
    "recognised_file": "a path",
    # Declarations of keys: each says what a key of a model is.
    "needed": "a declaration",
    "optional": "a declaration",
    "defaulted": "a declaration",
    "many": "a declaration",
    # Names that Python and Sphinx call, or that read as the words they make.
    "main": "the entry point of the command line",
    "after_content": "a hook of Sphinx's directives",
    "overlays": "the setter of a property",
    "trust": "the setter of a property",
    "did_you_mean": "the hint (did you mean …?)",
    # Names of PyYAML.
    "prefix": "a method of PyYAML that the parser overrides",
    # Predicates and texts of the lint.
    "texts_with_mnemonics": "the texts of an entry that have mnemonics",
    "texts_with_advice": "the texts of an entry that have advice",
}

#: Models whose docstring is the description of a mapping in the JSON Schema, which users see.
DESCRIPTIONS = {"guides/blocks.py:Message"}


class Definition(NamedTuple):
    """A module, a class or a function with its docstring."""

    path: str  #: below the package
    name: str
    node: ast.Module | ast.ClassDef | ast.FunctionDef

    @property
    def is_property(self) -> bool:
        """Whether it is read like an attribute."""
        if not isinstance(self.node, ast.FunctionDef):
            return False
        return any("property" in ast.unparse(d) for d in self.node.decorator_list)


def _definitions(tree: ast.Module, path: str) -> Iterator[Definition]:
    yield Definition(path, "module", tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield Definition(path, node.name, node)


def _in_package() -> Iterator[Definition]:
    for path in sorted(FOLDER.rglob("*.py")):
        relative = path.relative_to(FOLDER).as_posix()
        yield from _definitions(ast.parse(path.read_text(encoding="utf-8")), relative)


ALL = [*_in_package()]
CHECKED = [definition for definition in ALL if not definition.path.startswith(NOT_YET)]


def find_clauses(definitions: Iterable[Definition]) -> list[str]:
    """Return the docstrings that begin with a clause; those of properties may."""
    return [
        f"{definition.path}: {definition.name}: {text.splitlines()[0]}"
        for definition in definitions
        if (text := ast.get_docstring(definition.node))
        and CLAUSE.match(text)
        and not definition.is_property
        and f"{definition.path}:{definition.name}" not in DESCRIPTIONS
    ]


def find_nouns(definitions: Iterable[Definition]) -> list[str]:
    """Return the public functions and methods whose names do not begin with a verb.

    ``of``, ``from_…`` and ``…_of`` name short accessors and constructors.
    """
    return [
        f"{definition.path}: {definition.name}"
        for definition in definitions
        if isinstance(definition.node, ast.FunctionDef)
        and not definition.name.startswith("_")
        and not definition.is_property
        and definition.name.split("_")[0] not in VERBS
        and definition.name not in EXCEPTIONS
        and definition.name != "of"
        and not definition.name.startswith("from_")
        and not definition.name.endswith("_of")
    ]


def test_no_docstring_begins_with_a_clause() -> None:
    assert find_clauses(CHECKED) == []


def test_names_of_public_functions_begin_with_a_verb() -> None:
    assert find_nouns(CHECKED) == []


def test_a_clause_and_a_noun_are_noticed() -> None:
    source = '''
def meaning(alert):
    """Tell whether it means something."""

def find_meaning(alert):
    """Return the meaning."""

class Meaning:
    """What an alert means."""

    @property
    def short(self):
        """Whether it is short."""
'''
    definitions = [*_definitions(ast.parse(source), "a.py")]
    assert find_nouns(definitions) == ["a.py: meaning"]
    assert sorted(find_clauses(definitions)) == [
        "a.py: Meaning: What an alert means.",
        "a.py: meaning: Tell whether it means something.",
    ]


def test_lists_are_short_and_current() -> None:
    names = {definition.name for definition in ALL if isinstance(definition.node, ast.FunctionDef)}
    assert [name for name in EXCEPTIONS if name not in names] == []
    assert [name for name in EXCEPTIONS if name.split("_")[0] in VERBS] == []
    assert [path for path in NOT_YET if not (FOLDER / path).exists()] == []
