"""Make tables of ours fit a printed page, because LaTeX neither wraps names nor scrolls."""

from __future__ import annotations

import re

from docutils import nodes

#: The sum of the relative widths of the columns that fit a page.
PAGE_WIDTH = 160

#: Sphinx lets a table with more rows than this run over several pages.
LONG_TABLE = 30

#: The characters of code that fit a line of a page, and those that padding takes from a column.
PAGE_CHARACTERS, PADDING = 89, 3

#: The break points of a name: after a separator, and before the next word of ``CamelCase``. The
#: hyphens at the beginning of an option stay with it.
_BREAK = re.compile(r"(?<=[_./=])(?=.)|(?<=[a-z0-9]-)(?=.)|(?<=[a-z0-9])(?=[A-Z])")


def fit_table(table: nodes.table) -> None:
    """Allow breaks in names; split a wide table unless the author has chosen its widths."""
    for literal in table.findall(nodes.literal):
        allow_breaks(literal)
    for title in table.findall(nodes.paragraph):
        if "_" in title.astext():
            allow_breaks(title)
    classes = table["classes"]
    if not {"colwidths-auto", "colwidths-given"} & {*classes}:
        classes.append("colwidths-given")
        parts = [_copy_part(table, *part) for part in enumerate(_group_columns(table))]
        table.replace_self(_join_parts(parts))


def allow_breaks(element: nodes.TextElement) -> None:
    """Allow line breaks in *element*, which contains only a name."""
    if not all(isinstance(child, nodes.Text) for child in element.children):
        return  # a link in a table already has break points
    first, *others = _BREAK.split(element.astext())
    element.clear()
    element += nodes.Text(first)
    for other in others:
        element += [nodes.raw("", r"\allowbreak{}", format="latex"), nodes.Text(other)]


def allow_breaks_in_link(link: nodes.reference) -> None:
    """Allow line breaks in the name that *link* shows, because several may follow each other."""
    for element in [*link.findall(nodes.literal), *link.findall(nodes.inline)]:
        allow_breaks(element)


def _group_columns(table: nodes.table) -> list[list[int]]:
    """Group the columns of *table* so that each group fits; all begin with the same columns."""
    widths: list[int] = [spec["colwidth"] for spec in table.findall(nodes.colspec)]
    if sum(widths) <= PAGE_WIDTH:
        return [list(range(len(widths)))]
    keys = [0, 1] if sum(widths[:2]) <= PAGE_WIDTH / 4 else [0]
    parts = [[*keys]]
    for column in range(len(keys), len(widths)):
        used = sum(widths[other] for other in parts[-1])
        if used + widths[column] > PAGE_WIDTH and len(parts[-1]) > len(keys):
            parts.append([*keys])
        parts[-1].append(column)
    return parts


def _join_parts(parts: list[nodes.table]) -> list[nodes.Node]:
    """Put the parts of one table below each other, under one number."""
    first, *others = parts
    joined: list[nodes.Node] = [first]
    is_long = "longtable" in first["classes"] or len(list(first.findall(nodes.row))) > LONG_TABLE
    for part in others:
        if is_long:  # a long table takes a number even without a caption
            joined.append(nodes.raw("", r"\addtocounter{table}{-1}", format="latex"))
        joined.append(part)
    return joined


def _copy_part(table: nodes.table, number: int, columns: list[int]) -> nodes.table:
    """Copy some *columns* of *table*; the first part has the caption and the ids."""
    part = table.copy()
    if number:
        part["ids"], part["names"] = [], []
    else:
        part += [t.deepcopy() for t in table.children if isinstance(t, nodes.title)]
    for group in table.children:
        if isinstance(group, nodes.tgroup):
            part += _copy_group(group, number, columns)
    return part


def _copy_group(group: nodes.tgroup, number: int, columns: list[int]) -> nodes.tgroup:
    specs = [child for child in group.children if isinstance(child, nodes.colspec)]
    kept = [specs[column].copy() for column in columns]
    narrowest = sum(spec["colwidth"] for spec in kept) // 10  # the width of the heading "Code"
    for spec, column in zip(kept, columns, strict=True):
        needed = _measure_longest_word(group, column) + PADDING
        for_name = -(-needed * sum(s["colwidth"] for s in kept) // PAGE_CHARACTERS)
        spec["colwidth"] = max(spec["colwidth"], narrowest, for_name)
    copied = nodes.tgroup("", *kept, cols=len(columns))
    for block in group.children:
        if isinstance(block, nodes.thead | nodes.tbody):
            rows = (row for row in block.children if isinstance(row, nodes.row))
            copied += type(block)("", *(_copy_row(row, number, columns) for row in rows))
    return copied


def _measure_longest_word(group: nodes.tgroup, column: int) -> int:
    """Return the length of the longest part of a name in a column that cannot break."""
    return max(
        (
            len(word)
            for row in group.findall(nodes.row)
            for literal in row[column].findall(nodes.literal)
            for text in literal.findall(nodes.Text)
            if not isinstance(text.parent, nodes.raw)
            for word in text.split()
        ),
        default=0,
    )


def _copy_row(row: nodes.row, number: int, columns: list[int]) -> nodes.row:
    copied = row.copy()
    copied["ids"] = copied["ids"] if number == 0 else []
    copied += [row[column].deepcopy() for column in columns]
    return copied
