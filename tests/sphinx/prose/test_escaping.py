"""Words with the marks of every output format, in every field: each format shows them as words."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from support.building import Project, directive, page
from support.rows import others_slow
from support.schema_documents import SCHEMA, resolved

from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.building import Build

#: What means something to a format, each time with a word that shows where it has stayed one.
#: In reStructuredText two backslashes are one; in what is no prose they are two.
WORDS = (
    "<tlsx onhostile=1> </script><tlsx> \"' onhostile='1' <!-- tlsx --> ]]> &tlsx; &lt;tlsx&gt; "
    "\\\\tlsx{a}{b} %tlsx #tlsx $tlsx$ a_tlsx ^tlsx ~tlsx @tlsx{c} \\\\fBtlsx .tlsx "
    "\u202etlsx\u202c \u2066tlsx\u2069 \u2028tlsx\u00adtlsx\u200b\ufeff {tlsx} ${tlsx} \u0645\u0631"
)

#: Lines that begin with what tells roff to do something.
LINES = f"{WORDS}\n.tlsx x\n'tlsx x\n\n.\n@end tlsx\n\\end{{sphinxVerbatim}}\\tlsx\n"

#: Values of keys that take no free text.
_GIVEN: dict[str, Any] = {
    "url": "https://example.com/?a=<tlsx>&b='onhostile=1'%23{}~^_$@#\"",  # no backslash: no address
    "alerts": ["bad_certificate"],
    "verify_codes": ["X509_V_ERR_CERT_HAS_EXPIRED"],
    "exceptions": ["ssl.SSLError"],
    "emphasize-lines": "1",
    "lineno-start": 1,
    "language": "text",
    "class": "hostile",
    "rule": "unknown-mnemonic",
    "related": ["own"],
    "labels": ["a <tlsx> label"],
    "op": ">=",
}
_CODE = frozenset({"CodeBlock", "Diagnostic", "Message"})
_WITHOUT = frozenset({"extends", "drop", "proof"})


def _filled(schema: dict[str, Any], key: str, owner: str, depth: int) -> Any:  # noqa: PLR0911 -- one for each form
    """Return a value with hostile words in it, as large as the schema has it."""
    name = schema.get("$ref", "").rpartition("/")[2]
    schema = resolved(schema)
    if key in _GIVEN:
        return _GIVEN[key]
    if "properties" in schema:
        return _whole(schema, name, depth)
    if "anyOf" in schema:
        models = [one for one in schema["anyOf"] if "$ref" in one]
        lists = [one for one in schema["anyOf"] if one.get("type") == "array"]
        return _filled((models or lists or schema["anyOf"])[-1], key, owner, depth)
    if "enum" in schema:
        return schema["enum"][-1]
    if schema.get("type") == "array":
        item = schema["items"]
        models = [one for one in item.get("anyOf", ()) if "$ref" in one]
        return [_filled((models or [item])[-1], key, owner, depth)]
    if schema.get("type") == "boolean":
        return key != "inline"
    if "pattern" in schema and schema["pattern"] != r"\S":
        return f"id-{depth}-{owner.lower()}"
    literal = owner in _CODE and key in {"text", "run", "expect"}
    return LINES if literal else WORDS


def _whole(schema: dict[str, Any], owner: str, depth: int) -> dict[str, Any]:
    """Return a mapping with all keys, but for those that nest when it is deep enough."""
    found = {}
    for key, value in schema["properties"].items():
        if "/properties/" in value.get("$ref", "") or key in _WITHOUT:
            continue  # a singular, and what only makes sense alone
        if depth > 3 and key in {"remedies", "steps", "diagnostics", "notes"}:
            continue
        found[key] = _filled(value, key, owner, depth + 1)
    return found


def whole_entry(**more: Any) -> dict[str, Any]:
    """Return an entry with hostile words in every field that takes words."""
    entry = _whole(SCHEMA["$defs"]["Entry"], "Entry", 0) | {"id": "own"}
    entry["messages"].append(LINES)
    return entry | more


ENTRIES = [
    whole_entry(),
    whole_entry(id="shown-as-message", title=WORDS[:60], labels=[], messages=[WORDS]),
    {"id": "named", "title": "TLSX_<TLSX>_&_%_\\TLSX", "message": "[SSL: <tlsx>] \\tlsx{} %tlsx"},
]
GUIDE = {
    "schema": 1,
    "markup": "rst",
    "intro": WORDS,
    "after": WORDS,
    "meta": {"description": WORDS},
    "headings": dict.fromkeys(
        ["messages", "summary", "causes", "diagnostics", "remedies", "references"], WORDS
    ),
    "entries": ENTRIES,
}
OVERLAY = {"schema": 1, "alerts": {42: {"meaning": WORDS, "explanation": WORDS, "note": WORDS}}}


def _pages() -> Iterator[str]:
    one_line = WORDS.replace("`", "").replace("\u2028", "")
    for style in STYLES:
        options = {} if style == "sections" else {"no_index": "", "id_prefix": f"{style}-"}
        shown = "alerts codes exceptions platforms tags status"
        yield directive(
            "rst", "tls-troubleshooting", "guide.yaml", style=style, show=shown, **options
        )
    yield directive("rst", "tls-error", "by-hand", one_line, title=one_line, messages=one_line)
    yield directive("rst", "tls-error-finder", one_line, builtin="")
    yield directive(
        "rst",
        "tls-alert-table",
        one_line,
        columns="code meaning notes entries",
        headers=f'"{one_line.replace(chr(34), "")}", b, c, d',
        codes="42",
        filter="",
    )
    yield directive("rst", "tls-alert", "42", one_line)
    yield ":tlsalert:`42` :tlsalert:`x %tlsx # & \\\\tlsx <42>` :tlserror:`own`"


@pytest.fixture(scope="module")
def build_of(shared_project: Callable[[str], Project]) -> Callable[[str], Build]:
    """Return a function that builds the project with a builder, once."""
    project = shared_project("escaping")
    body = "\n\n".join(_pages())
    project.write(
        {
            "index.rst": page("rst", body),
            "guide.yaml": json.dumps(GUIDE),
            "overlay.json": json.dumps(OVERLAY),
        }
    )
    project.config = {
        "version": "1",
        "tlsalerts_registry_overlays": ["overlay.json"],
        "suppress_warnings": ["tlsalerts.advice", "misc.highlighting_failure"],
    }
    known: dict[str, Build] = {}

    def build_of(builder: str) -> Build:
        if builder not in known:
            known[builder] = project.build(builder)
        return known[builder]

    return build_of


class Tags(HTMLParser):
    """What a browser takes for markup, and what it shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.hostile: list[str] = []
        self.shown: list[str] = []
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("tlsx") or any(name.startswith("onhostile") for name, _ in attrs):
            self.hostile.append(self.get_starttag_text() or tag)
        self.values += [value for _, value in attrs if value]

    def handle_comment(self, data: str) -> None:
        if "tlsx" in data:
            self.hostile.append(data)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def _markup_of(folder: Path) -> Tags:
    tags = Tags()
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.xhtml")]):
        tags.feed(file.read_text(encoding="utf-8"))
    tags.close()
    return tags


def test_the_entry_has_every_key_and_no_fault(build_of: Callable[[str], Build]) -> None:
    assert build_of("html").warnings == []
    text = json.dumps(whole_entry())
    keys = {*re.findall(r'"([\w-]+)": ', text)}
    wanted = {
        key
        for model in SCHEMA["$defs"].values()
        for key, value in model["properties"].items()
        if "/properties/" not in value.get("$ref", "")
    }
    assert wanted - keys - _WITHOUT <= {"scenarios", "lacking", "messages", "items"}


@pytest.mark.parametrize("builder", others_slow(["html", "singlehtml", "dirhtml", "epub"], "html"))
def test_no_word_is_markup_to_a_browser(build_of: Callable[[str], Build], builder: str) -> None:
    tags = _markup_of(build_of(builder).outdir)
    assert tags.hostile == []
    shown = "".join(tags.shown)
    assert "<tlsx onhostile=1> </script><tlsx>" in shown
    assert "&tlsx; &lt;tlsx&gt;" in shown
    if builder != "epub":
        # The meaning of an alert is the title of links to it; no page shows it but as an attribute.
        assert any("<tlsx onhostile=1> </script>" in value for value in tags.values)


def test_data_of_the_finder_are_one_value(build_of: Callable[[str], Build]) -> None:
    script = build_of("html").text("_static/tlsalerts-entries.js")
    data = json.loads(script.removeprefix("tlsalertsEntries=").removesuffix(";\n"))
    assert any("</script><tlsx>" in title for title in data["tables"]["titles"])
    assert any("</script><tlsx>" in remedy for remedy in data["remedies"])


@pytest.mark.parametrize("builder", ["xml", "epub"])
def test_xml_is_well_formed(build_of: Callable[[str], Build], builder: str) -> None:
    build = build_of(builder)
    files = [*build.outdir.rglob("*.xml"), *build.outdir.rglob("*.xhtml")]
    files += [*build.outdir.rglob("*.ncx"), *build.outdir.rglob("*.opf")]
    assert files
    for file in files:
        root = ET.parse(file).getroot()  # noqa: S314 -- written by this test's build
        assert not [one.tag for one in root.iter() if "tlsx" in str(one.tag)]


def test_latex_takes_no_word_for_a_command(build_of: Callable[[str], Build]) -> None:
    tex = build_of("latex").text("sample.tex")
    assert "tlsx" in tex
    # A comment would hide the rest of a line, a command would run.
    assert re.findall(r"(?<!\\)[%#$&_^]tlsx|(?<![\\a-z])\{tlsx|\\tlsx", tex) == []
    assert re.findall(r"(?<!\\)~tlsx", tex) == []


def test_roff_takes_no_word_for_a_request(build_of: Callable[[str], Build]) -> None:
    man = build_of("man").text("sample.1")
    assert "tlsx" in man
    assert re.findall(r"^[.']tlsx.*", man, re.MULTILINE) == []
    # docutils itself writes the caption of a table there, as it stands.
    rest = re.sub(r"^\.SH NAME\n.*", "", man, count=1, flags=re.MULTILINE)
    assert re.findall(r"\\(?:fBtlsx|tlsx)", rest.replace(r"\e", "@@")) == []


def test_texinfo_takes_no_word_for_a_command(build_of: Callable[[str], Build]) -> None:
    texi = build_of("texinfo").text("sample.texi")
    assert "@@tlsx" in texi
    assert re.findall(r"(?<!@)(?:@@)*@(?:tlsx|end tlsx)", texi) == []
    assert re.findall(r"[{}]tlsx", re.sub(r"@[{}]|@comma\{\}", "", texi)) == []


def test_text_shows_all_words(build_of: Callable[[str], Build]) -> None:
    text = " ".join(build_of("text").text("index.txt").split())
    for word in ("<tlsx onhostile=1>", "</script><tlsx>", "&tlsx;", "%tlsx", "@tlsx{c}", "${tlsx}"):
        assert word in text
