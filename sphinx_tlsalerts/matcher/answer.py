"""Choose the parts of an entry that fit a paste.

Input: an entry, and the context of a paste: its tools, platforms and versions. Output: remedies,
diagnostics or causes in the order in which this reader needs them, each with how it fits:

* ``FITS``: a condition of the part is what the paste shows, and none contradicts it;
* ``GENERAL``: the paste shows nothing about the conditions of the part, or it has none;
* ``CANNOT``: the part is for another platform, another tool or another version.

Invariants: nothing is lost; insecure remedies come after all that can help, last resorts before
them; a sequence keeps its order; a remedy that says to trust a CA comes after the settings of the
reader's tool, from the table of the registry; equal parts keep the order of the file. A paste
without context leaves the order of :func:`sphinx_tlsalerts.guides.order_all_remedies`, except that
remedies with a condition come after those without.

Example: for a paste of pip on macOS, a remedy that ``applies_to: pip`` comes first, and one for
``platforms: windows`` cannot apply.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sphinx_tlsalerts.guides import PLATFORMS, build_trust_remedy, order_all_remedies
from sphinx_tlsalerts.registries import FRAMEWORK, list_tool_ids, load_tools

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_tlsalerts.guides import Cause, Diagnostic, Entry, Remedy, When
    from sphinx_tlsalerts.matcher.paste import PasteContext

    Part = TypeVar("Part", Remedy, Cause, Diagnostic)


#: For how many conditions the reader's tool counts: most settings for one platform hold for all
#: tools, and the one of the tool is what the reader can type.
TOOL_COUNTS = 2


class Fit(IntEnum):
    """The ways in which a part of an entry fits a paste, the best first."""

    FITS = 0  #: the paste shows what the part is for
    GENERAL = 1  #: the paste shows nothing about it
    CANNOT = 2  #: the paste shows another tool, platform or version


class Chosen(NamedTuple):
    """A remedy with how it fits."""

    remedy: Remedy  #: the remedy
    fit: Fit  #: how it fits


class _Judgement(NamedTuple):
    """The conditions of a part, compared with a paste."""

    fulfilled: int  #: how many conditions the paste shows; the tool counts more than the rest
    open: int  #: about how many conditions the paste shows nothing
    contradicted: bool

    @property
    def fit(self) -> Fit:
        if self.contradicted:
            return Fit.CANNOT
        return Fit.FITS if self.fulfilled else Fit.GENERAL


def choose_remedies(entry: Entry, context: PasteContext) -> list[Chosen]:
    """Return the remedies of an entry and its causes, those that fit the paste first."""
    remedies = [*_add_trust(order_all_remedies(entry), context)]
    judged = [(remedy, _judge(remedy, context)) for remedy in remedies]
    if not (entry.remedies and entry.remedies.choose == "sequence"):
        judged.sort(key=lambda pair: _rank(*pair))
    return [Chosen(remedy, judgement.fit) for remedy, judgement in judged]


def _add_trust(remedies: Iterable[Remedy], context: PasteContext) -> Iterator[Remedy]:
    """Add how the reader's tool trusts a CA before the first remedy that says to trust one."""
    added = False
    for remedy in remedies:
        if remedy.trust and not added:
            platforms = [platform.value for platform in context.platforms]
            versions = [(shown.component, shown.version) for shown in context.versions]
            for tool in context.tools:
                own = build_trust_remedy(tool.value, platforms=platforms, versions=versions)
                if own:
                    added = True
                    yield own
                    break
        yield remedy


def choose_diagnostics(entry: Entry, context: PasteContext) -> list[Diagnostic]:
    """Return the diagnostics of an entry and its causes, without those that cannot apply."""
    diagnostics = [*entry.diagnostics]
    for cause in entry.causes:
        if _judge(cause, context).fit is not Fit.CANNOT:
            diagnostics += cause.diagnostics
    return _order(diagnostics, context)


def choose_causes(entry: Entry, context: PasteContext) -> list[Cause]:
    """Return the causes of an entry, without those that cannot apply."""
    return _order(entry.causes, context)


def _order(parts: Iterable[Part], context: PasteContext) -> list[Part]:
    """Return the parts that can apply, those that fit first."""
    judged = [(part, _judge(part, context)) for part in parts]
    possible = [(part, one) for part, one in judged if not one.contradicted]
    return [part for part, _one in sorted(possible, key=lambda pair: -pair[1].fulfilled)]


def _rank(remedy: Remedy, judgement: _Judgement) -> tuple[bool, bool, bool, int, bool, bool]:
    return (
        judgement.contradicted,
        bool(remedy.insecure),
        remedy.preference == "last-resort",
        -judgement.fulfilled,
        remedy.preference == "fallback",
        judgement.open > 0,
    )


def _judge(part: Remedy | Cause | Diagnostic, context: PasteContext) -> _Judgement:
    verdicts = [*_judge_platforms(part.platforms, context), *_judge_when(part.when, context)]
    tools = [*_judge_tools(getattr(part, "applies_to", ()), context)]
    return _Judgement(
        verdicts.count(True) + TOOL_COUNTS * tools.count(True),
        verdicts.count(None) + tools.count(None),
        False in verdicts or False in tools,
    )


# Each verdict is about one condition: fulfilled, contradicted, or None if the paste shows nothing.


def _judge_platforms(names: Iterable[str], context: PasteContext) -> Iterator[bool | None]:
    wanted = {*names}
    if not wanted:
        return
    shown = {platform.value for platform in context.platforms}
    if any(wanted.intersection(_list_kinds(name)) for name in shown):
        yield True
    elif not shown or any(shown.intersection(_list_kinds(name)) for name in wanted):
        yield None  # nothing is shown, or only a wider kind, such as Linux for Debian
    else:
        yield False


@cache
def _list_kinds(platform: str) -> frozenset[str]:
    """Return a platform and those that it is a kind of."""
    parent = PLATFORMS[platform][1] if platform in PLATFORMS else None
    return frozenset({platform, *(_list_kinds(parent) if parent else ())})


def _judge_tools(names: Iterable[str], context: PasteContext) -> Iterator[bool | None]:
    wanted = list_tool_ids(map(str, names))
    if not wanted:
        return
    shown = [tool.value for tool in context.tools]
    if context.frameworks_python and not shown:
        shown = [FRAMEWORK]
    if {*wanted}.intersection(shown):
        yield True
    elif not shown or any(
        {*load_tools().named(one).uses} & {*shown} for one in wanted if one != FRAMEWORK
    ):
        yield None  # a library that the tool uses may have printed the message
    else:
        yield False


def _judge_when(when: When | None, context: PasteContext) -> Iterator[bool | None]:
    """Judge conditions on versions. A condition in words is for the reader."""
    for required in when.requires if when else ():
        versions = [
            shown.version
            for shown in context.versions
            if shown.component.lower() == str(required.component).lower()
        ]
        yield (
            compare_versions(versions[0], required.op, str(required.version)) if versions else None
        )


def compare_versions(left: str, op: str, right: str) -> bool | None:
    """Return whether a version fulfils a condition such as ``>= 3.13``.

    None if the version is too short to tell: 3.13 may be older than 3.13.1.

    :raises KeyError: the comparison is none of the format's
    """
    numbers, others = ([*_list_numbers(version)] for version in (left, right))
    a, b = numbers[: len(others)], others
    if len(a) < len(b) and a == b[: len(a)]:
        return None
    return {"<": a < b, "<=": a <= b, "==": a == b, ">=": a >= b, ">": a > b, "!=": a != b}[op]


def _list_numbers(version: str) -> Iterator[int]:
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            return
        yield int(digits[:9])
        if digits != part:
            return
