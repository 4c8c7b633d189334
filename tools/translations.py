"""Keep the translations of what the extension says.

    python tools/translations.py update    collect the texts, and renew every catalogue
    python tools/translations.py check     report texts that are missing, stale or damaged

The texts are the labels in the code, and the one-line meanings in the data. Catalogues are those
of GNU gettext, written by Babel, which comes with Sphinx. Its own command, ``pybabel``, begins a
language; it does not find texts in the data and in tables.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from sphinx_tlsalerts.guides import PREFERENCE_LABELS
from sphinx_tlsalerts.registries import ALERT_TABLE
from sphinx_tlsalerts.sphinx_ext.doctree.columns import ENUM_COLUMNS, TRUST_COLUMNS, VERIFY_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Message

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "sphinx_tlsalerts"
FOLDER = ROOT / "tools" / "translations"
TEMPLATE = FOLDER / "sphinx_tlsalerts.pot"
DOMAIN = "sphinx_tlsalerts"

#: No run may differ from the last one in nothing but its time.
CREATED = datetime(2026, 11, 1, tzinfo=UTC)

HEADER = "# Translations of what sphinx-tlsalerts says. Under the licence of the package."

#: What is translated of each record of the data, wherever it stands.
DATA = {
    "alerts.json": ("meaning", "level", "sender", "status"),
    "verify.json": ("meaning",),
    "ssl.json": ("meaning", "what"),
}

#: What a translation has to keep: ``%s``, ``%(name)s``, ``{name}``, literals, and numbers of RFCs.
#: Signs that begin a placeholder but are none count as well: with them, filling in fails.
KEPT = re.compile(r"``[^`]+``|RFC \d+|(?:ssl\.)?%(?:\(\w+\))?s|\{\w+\}|[%{}]")

#: Constants, and versions with and without their product. Letters of other scripts may touch them.
CONSTANT = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", re.ASCII)
VERSIONED = re.compile(r"\b(?:TLS|SSL|Python|OpenSSL) \d+(?:\.\d+)*", re.ASCII)
VERSION = re.compile(r"\b\d+(?:\.\d+)+\b", re.ASCII)


def languages() -> list[str]:
    """Return the languages that there are, as Sphinx calls them."""
    return sorted(file.stem for file in FOLDER.glob("*.po"))


def compiled(language: str) -> Path:
    """Return where Sphinx finds a language."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"


def texts_of_code() -> Iterator[tuple[str, str]]:
    """Yield each text that stands in a call of ``_``, in a formatted string as well."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("_"), [ast.Constant(str(text))]):
                    yield text, file.relative_to(ROOT).as_posix()


def texts_of_tables() -> Iterator[tuple[str, str]]:
    """Yield the texts of tables in the code: headings of columns, lead-ins of remedies."""
    for columns, file in (
        (ALERT_TABLE, "registries/alert_columns.py"),
        (VERIFY_COLUMNS, "sphinx_ext/doctree/columns/verify_codes.py"),
        (ENUM_COLUMNS, "sphinx_ext/doctree/columns/ssl_enums.py"),
        (TRUST_COLUMNS, "sphinx_ext/doctree/columns/trust.py"),
    ):
        for column in columns.values():
            yield column.header, f"sphinx_tlsalerts/{file}"
    for label in PREFERENCE_LABELS.values():
        yield label, "sphinx_tlsalerts/guides/remedies.py"


def texts_of_data() -> Iterator[tuple[str, str]]:
    """Yield each text of the data, with what it belongs to."""
    for name, keys in DATA.items():
        data = json.loads((PACKAGE / "registries" / "data" / name).read_text(encoding="utf-8"))
        for record, value in _walk({k: v for k, v in data.items() if k != "sources"}, keys, ""):
            yield value, f"sphinx_tlsalerts/registries/data/{name}{record}"


def _walk(value: Any, keys: tuple[str, ...], record: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        named = value.get("name") or value.get("constant")
        record = f":{named}" if named else record
        for key, inner in value.items():
            if key in keys and isinstance(inner, str):
                yield record, inner
            else:
                yield from _walk(inner, keys, record)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, keys, record)


def collected() -> Catalog:
    """Return all texts that can be translated, those of the code first."""
    found = Catalog(fuzzy=False)
    _sign(found)
    for text, place in (*texts_of_code(), *texts_of_tables(), *texts_of_data()):
        found.add(text, locations=[(place, 0)])
    return found


def _sign(catalog: Catalog) -> None:
    catalog.project, catalog.version = "sphinx-tlsalerts", "1"
    catalog.copyright_holder = catalog.last_translator = "The sphinx-tlsalerts team"
    catalog.header_comment = HEADER
    catalog.creation_date = catalog.revision_date = CREATED


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it is kept."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def write(language: str, catalog: Catalog) -> None:
    """Write a catalogue for people, and one for Sphinx."""
    FOLDER.mkdir(exist_ok=True)
    _sign(catalog)
    (FOLDER / f"{language}.po").write_bytes(as_po(catalog))
    compiled(language).parent.mkdir(parents=True, exist_ok=True)
    compiled(language).write_bytes(as_mo(catalog))


def as_po(catalog: Catalog) -> bytes:
    """Return what people edit. Without lines of the code: these change too often."""
    out = BytesIO()
    write_po(out, catalog, width=100, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return what Sphinx reads."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> None:
    """Renew every catalogue; texts that are new have no translation yet."""
    template = collected()
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(as_po(template))
    for language in languages():
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        write(language, catalog)


def faults(language: str) -> Iterator[str]:
    """Yield what is wrong with a language."""
    catalog, wanted = read(language), {*_ids(collected())}
    messages = {str(message.id): message for message in catalog if message.id}
    yield from (f"missing: {text!r}" for text in sorted(wanted - messages.keys()))
    yield from (f"stale: {text!r}" for text in sorted(messages.keys() - wanted))
    yield from (f"stale: {message.id!r}" for message in catalog.obsolete.values())
    for message in messages.values():
        yield from _faults_of(message)
    if _as_sphinx_reads(language) != {str(m.id): str(m.string) for m in catalog if m.string}:
        yield "the compiled catalogue is another one: run tools/translations.py update"


def _as_sphinx_reads(language: str) -> dict[str, str]:
    if not compiled(language).is_file():
        return {}
    with compiled(language).open("rb") as file:
        return {str(message.id): str(message.string) for message in read_mo(file) if message.string}


def _ids(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id]


def _faults_of(message: Message) -> Iterator[str]:
    source, words = str(message.id), str(message.string)
    if not words.strip():
        yield f"not translated: {source!r}"
    elif message.fuzzy:
        yield f"fuzzy: {source!r}"
    elif _kept(source) != _kept(words):
        yield f"placeholders or literals differ: {source!r}, {words!r}"
    elif not _keeps_names(source, words):
        yield f"names or versions differ: {source!r}, {words!r}"
    elif source[0].isspace() != words[0].isspace() or source[-1].isspace() != words[-1].isspace():
        yield f"spaces at the ends differ: {source!r}, {words!r}"


def _kept(text: str) -> tuple[Counter[str], list[str]]:
    """Return what a translation keeps, and apart from it what has to keep its order."""
    found = KEPT.findall(text)
    return Counter(found), [one for one in found if one.endswith("%s")]


def _keeps_names(source: str, words: str) -> bool:
    """Tell whether constants and versions are the same, however often and wherever they stand.

    A translation may say once more whose version it is: "SSL 2.0, which OpenSSL dropped in 1.1.0".
    """
    return (
        {*VERSIONED.findall(source)} <= {*VERSIONED.findall(words)}
        and {*VERSION.findall(source)} == {*VERSION.findall(words)}
        and {*CONSTANT.findall(source)} == {*CONSTANT.findall(words)}
    )


def check() -> int:
    """Print what there is; return how much is wrong."""
    found = []
    with TEMPLATE.open("rb") as file:
        template = read_po(file)
    if {*_ids(template)} != {*_ids(collected())}:
        found.append("the template is another one: run tools/translations.py update")
    for language in languages():
        found += [f"{language}: {fault}" for fault in faults(language)]
        texts = [message for message in read(language) if message.id]
        done = sum(bool(message.string) for message in texts)
        say(f"{language}: {done} of {len(texts)} texts")
    for line in found:
        say(line)
    return len(found)


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew or check the catalogues; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=["update", "check"])
    if parser.parse_args(arguments).action == "check":
        return bool(check())
    update()
    return 0


if __name__ == "__main__":
    sys.exit(main())
