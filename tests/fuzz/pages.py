"""Pages: directives, roles and the finder, in one application that reads them one by one."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.testing.util import SphinxTestApp
from sphinx.util.docutils import patch_docutils
from support.building import Project, page

from fuzz.files import a_guide, real_files, written
from fuzz.surface import Place, check_places
from fuzz.words import ATTRIBUTE, HOSTILE, KNOWN, TAG, a_word, some_words, spoilt
from sphinx_tlsalerts.sphinx_ext.directives import lazy as surface
from sphinx_tlsalerts.sphinx_ext.doctree.entries.styles import STYLES
from sphinx_tlsalerts.sphinx_ext.events.references import settle_targets
from sphinx_tlsalerts.sphinx_ext.html.finder_data import GLOBAL, read_ids, write_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from docutils import nodes

DOCNAME = "index"

#: The names of our directives, each with the class that declares what it takes.
DIRECTIVES: dict[str, type[surface.LazyDirective]] = {
    "tls-alert-table": surface.AlertTable,
    "tls-alert": surface.Alert,
    "tls-trust-table": surface.TrustTable,
    "tls-verify-table": surface.VerifyTable,
    "tls-verify": surface.Verify,
    "ssl-enum": surface.SslEnum,
    "ssl-exceptions": surface.SslExceptions,
    "tls-troubleshooting": surface.Troubleshooting,
    "tls-error": surface.Error,
    "tls-error-finder": surface.ErrorFinder,
}
#: Texts that a file cannot hold reach an entry through ``tlsalerts_substitutions``.
SUBSTITUTIONS = {f"s{number}": word for number, word in enumerate(HOSTILE)}

ROLES = ("tlsalert", "tlserror", "tlsverify", "ssl")

#: Values that options know.
VALUES = (
    *("code", "code, name, meaning", "entries", "python reason message", "iana", "python"),
    *("TLSv1.2", "TLSv1.3 DTLSv1.2", "current", "client", "either", "name", "auto", "grid"),
    *("left", "50%", "10 20 30", "3.0", "1.1.1", "3.12", "none", "alerts codes", "linux"),
    *(*STYLES, "a, b", '"a, b", c', "- a\n- b", "tls-", "42 40-49", "all", "client"),
)
FILES = ("guide.yaml", "*.yaml", "/guide.yaml", "builtin:python", "builtin:x", "../x.yaml", ".")

_PLACE = re.compile(r"^(?P<file>.*?):(?:(?P<line>\d+):)?(?:\d+:)? (?:WARNING|ERROR|CRITICAL)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class _Tags(HTMLParser):
    """Notes what no text may make."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs if name.startswith(ATTRIBUTE)]
        if tag.startswith(TAG) or names:
            self.found.append(self.get_starttag_text() or tag)


def check_markup(html: str) -> None:
    """Assert that no text has become markup."""
    tags = _Tags()
    tags.feed(html)
    tags.close()
    assert tags.found == []


class Pages:
    """An application with one page, which is read as often as wanted.

    :param folder: where the project is made
    """

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)
        first = real_files()[0].encode("latin-1").decode("utf-8")
        self.project.write({"index.rst": page("rst", "Text."), "guide.yaml": first})
        self.project.write_conf()
        self.source = self.project.source
        with patch_docutils(str(self.source)):
            self.app = SphinxTestApp("html", srcdir=self.source, builddir=folder / "build")
            self.app.build()

    def close(self) -> None:
        """Let go of the application."""
        self.app.cleanup()

    @contextmanager
    def read(self, text: str) -> Iterator[nodes.document]:
        """Read *text* as the page, and forget it in the end."""
        app, env = self.app, self.app.env
        app.warning.seek(0)
        app.warning.truncate()
        (self.source / "index.rst").write_text(text, encoding="utf-8", errors="replace")
        with patch_docutils(str(self.source)):
            app.builder.read_doc(DOCNAME)
        try:
            settle_targets(app, env)
            yield env.get_doctree(DOCNAME)
        finally:
            app.emit("env-purge-doc", env, DOCNAME)
            env.clear_doc(DOCNAME)

    def html(self, doctree: nodes.document) -> str:
        """Return the page as it is written."""
        builder = self.app.builder
        self.app.env.apply_post_transforms(doctree, DOCNAME)
        assert isinstance(builder, StandaloneHTMLBuilder)
        doctree.settings = builder.docsettings
        visitor: Any = builder.create_translator(doctree, builder)
        doctree.walkabout(visitor)
        return "".join(visitor.body)

    def check_warnings(self, text: str) -> None:
        """Assert that what we warn of says where."""
        lines = text.splitlines()
        for warning in _COLOUR.sub("", self.app.warning.getvalue()).splitlines():
            if "[tlsalerts." not in warning:
                continue
            place = _PLACE.match(warning)
            assert place, f"no place: {warning}"
            if place["file"].endswith(f"{DOCNAME}.rst"):
                assert place["line"], f"no line: {warning}"
                check_places([Place(int(place["line"]), 1, warning)], [*lines, ""])


class _OnPages:
    """What is read as a page."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def check(self, case: str) -> None:
        """Read a page, and write it."""
        with self.pages.read(case) as doctree:
            self.pages.check_warnings(case)
            check_markup(self.pages.html(doctree))


class Directives(_OnPages):
    """Every directive with arguments, options and content."""

    name = "directives"

    def make(self, random: Random) -> str:
        """Return a page with a directive."""
        name = random.choice([*DIRECTIVES])
        declared = DIRECTIVES[name]
        inline = name == "tls-troubleshooting" and random.randrange(2)
        argument = "" if inline else _argument(random, name)
        lines = [f".. {name}:: {_indented(argument)}"]
        options = [*(declared.option_spec or ())]
        for option in random.sample(options, min(random.randrange(4), len(options))):
            value = random.choice(VALUES) if random.randrange(2) else some_words(random, 3)
            lines.append(f"   :{option}: {_indented(value)}")
        content = self._content(random) if inline else some_words(random, 6)
        if inline or (declared.has_content and random.randrange(2)):
            lines += ["", f"   {_indented(content)}"]
        text = page("rst", "\n".join(lines) + "\n\nThe end.")
        text = (
            spoilt(random, text, (content, *real_files()), 2) if not random.randrange(4) else text
        )
        # A pattern that goes up and then down everywhere would look through the whole disk.
        return text.replace("..", ".") if "**" in text and "../" in text else text

    def _content(self, random: Random) -> str:
        if random.randrange(3):
            return written(random, a_guide(random, 4)).encode("latin-1").decode("utf-8")
        return spoilt(random, random.choice(real_files())[:1500], real_files())


def _argument(random: Random, name: str) -> str:
    if name == "tls-troubleshooting" and random.randrange(3):
        return "\n".join(random.choices(FILES, k=random.randint(1, 2)))
    if random.randrange(2):
        return " ".join(random.choices(KNOWN, k=random.randint(1, 3)))
    return some_words(random, 3)


def _indented(text: str) -> str:
    return text.replace("\n", "\n   ")


class Roles(_OnPages):
    """Every role with any text."""

    name = "roles"

    def make(self, random: Random) -> str:
        """Return a page with roles."""
        return page("rst", " x ".join(self._role(random) for _ in range(random.randint(1, 4))))

    def _role(self, random: Random) -> str:
        role = random.choice(ROLES)
        target = random.choice(("", "", "!", "~", "!~")) + (
            random.choice(KNOWN) if random.randrange(2) else some_words(random, 3)
        )
        if random.randrange(3) == 0:
            target = f"{some_words(random, 2)} <{target}>"
        if random.randrange(4) == 0:
            target = spoilt(random, target, (*KNOWN, *HOSTILE), 2)
        return f":{role}:`{target.replace('`', '')}`"


class Finder(_OnPages):
    """The data of the finder, written from entries with hostile words."""

    name = "finder"

    def make(self, random: Random) -> str:
        """Return entries as JSON."""
        entries = []
        for number in range(random.randint(1, 3)):
            entry: dict[str, Any] = {"id": f"e{number}", "title": self._words(random)}
            for key in random.sample(("messages", "matches", "remedies", "causes"), k=3):
                entry[key] = [self._words(random) for _ in range(random.randint(1, 2))]
            if random.randrange(3) == 0:
                entry["remedies"] = [{"code": self._words(random)}]
            entries.append(entry)
        return json.dumps({"schema": 1, "entries": entries}, indent=1)

    def _words(self, random: Random) -> str:
        known = random.choice((f"{{+s{random.randrange(len(HOSTILE))}+}}", random.choice(KNOWN)))
        return f"{some_words(random, 2)} {known} {a_word(random)}"

    def check(self, case: str) -> None:
        """Show the entries, and write the data."""
        app = self.pages.app
        (self.pages.source / "made.json").write_text(case, encoding="utf-8", errors="replace")
        app.config.tlsalerts_substitutions = SUBSTITUTIONS
        text = page("rst", ".. tls-troubleshooting:: made.json\n\n.. tls-error-finder::")
        data = self.pages.source / "made.js"
        data.unlink(missing_ok=True)
        try:
            with self.pages.read(text) as doctree:
                self.pages.check_warnings(text)
                check_markup(self.pages.html(doctree))
                write_data(app, data)
        finally:
            app.config.tlsalerts_substitutions = {}
        _check_data(data.read_text(encoding="utf-8"))


def _check_data(script: str) -> None:
    """Assert that the script sets one value and does nothing else."""
    assert script.startswith(f"{GLOBAL}=")
    assert script.endswith(";\n")
    written = script.removeprefix(f"{GLOBAL}=").removesuffix(";\n")
    assert "\n" not in written
    data = json.loads(written)
    assert len(read_ids(data)) == len(data["remedies"]) == len(data["tables"]["titles"])
    assert len(data["tables"]["known"].split("|")) == max(1, len(data["remedies"]))
