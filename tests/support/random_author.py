"""An author who edits a small project at random; between edits, the sources are whole.

Every choice comes from one generator of random numbers: the same seed gives the same edits.
Ids, titles and mnemonics come from small pools, so that entries clash, go and come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from support.building import HAS_MYST, directive, role
from support.guide_pages import guide_of
from support.rebuilds import alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

IDS = [f"e{number}" for number in range(6)]
TITLES = ["Title A", "Title B", "Of {+tool+}", "WRONG_VERSION_NUMBER", "NO_CIPHERS_AVAILABLE", ""]
MESSAGES = [
    "[SSL: WRONG_VERSION_NUMBER] wrong version number",
    "[SSL: NO_CIPHERS_AVAILABLE] no ciphers available",
    "plain words of {+tool+}",
]
ALERTS = ["bad_certificate", "unknown_ca", "handshake_failure"]
CODES = ["X509_V_ERR_CERT_HAS_EXPIRED", "X509_V_ERR_CRL_HAS_EXPIRED"]
SENTENCES = [
    "Words.",
    "Other words of {+tool+}.",
    "See :tlsalert:`42` and :tlserror:`e1`.",
    "See :ref:`tls-error-e2`, :tlserror:`e3 <e3>` and :ref:`far`.",
    "See :tlserror:`Title A`, :tlsverify:`10` and :tlserror:`WRONG_VERSION_NUMBER`.",
]
GUIDES = [
    *(f"guide{number}.yaml" for number in range(4)),
    *(f"many/m{number}.yaml" for number in range(3)),
]
PAGES = [*(f"r{number}.rst" for number in range(4)), *(f"m{number}.md" for number in range(3))]
OVERLAYS = ["house.yaml", "team.yaml"]
CODES_SHOWN = ["42", "40-42", "48", "40-48"]
OPTIONS: dict[str, list[Any]] = {
    "tlsalerts_substitutions": [{"tool": "hammer"}, {"tool": "saw"}],
    "tlsalerts_alert_style": ["{name}", "{code}"],
    "tlsalerts_alert_fallback": ["rfc", "iana", "none"],
    "tlsalerts_openssl": ["3.0", "1.1.1"],
    "tlsalerts_yaml_roots": [[], ["many"], ["."]],
}


class Block(NamedTuple):
    """A directive of a page; without a name, a paragraph of roles."""

    name: str
    argument: str = ""
    content: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def source(self, language: str) -> str:
        """Return the block in the language of its page."""
        if self.name:
            options = dict(self.options)
            return directive(language, self.name, self.argument, self.content, **options)
        pairs = (reference.split("=", 1) for reference in self.argument.split(";"))
        return " ".join(role(language, name, text) for name, text in pairs)


@dataclass
class Author:
    """The sources as they stand, and what may become of them."""

    rng: Random
    guides: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  #: guides that end in the middle of a value
    pages: dict[str, list[Block]] = field(default_factory=dict)
    overlays: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    def start(self) -> None:
        """Begin with some of everything."""
        for name in GUIDES[::2]:
            self.guides[name] = [self.entry(), self.entry()]
        for name in PAGES[::2] if HAS_MYST else PAGES[:3]:
            self.pages[name] = [self.block(), self.block()]
        self.pages["r1.rst"] = [Block("tls-error-finder"), self.references()]
        self.pages["index.rst"] = [self.references(), self.references()]
        self.overlays["house.yaml"] = {"42": {"meaning": "ours"}}
        self.config["tlsalerts_registry_overlays"] = ["house.yaml"]

    def start_without(self) -> None:
        """Begin with pages that have nothing of ours."""
        self.guides, self.overlays, self.broken = {}, {}, set()
        self.pages = {name: [] for name in ("index.rst", *PAGES[:2])}
        self.config = {"tlsalerts_registry_overlays": []}

    def files(self) -> dict[str, str]:
        """Return all sources but ``conf.py``, by name."""
        far = ":orphan:\n\n.. _far:\n\nFar away\n========\n\nWords.\n"
        return {
            # Its label stays as it is: plain Sphinx leaves references on other pages stale.
            "far.rst": far,
            **{name: self._guide(name) for name in self.guides},
            **{name: self._page(name) for name in self.pages},
            **{name: overlay_of(self.overlays[name]) for name in self.overlays},
        }

    def _guide(self, name: str) -> str:
        text = guide_of(*self.guides[name], markup="rst", substitutions={"tool": "of the file"})
        return text + "  - id: [\n" if name in self.broken else text

    def _page(self, name: str) -> str:
        language = name.rpartition(".")[2]
        body = "\n\n".join(block.source(language) for block in self.pages[name])
        # A page in no toctree: plain Sphinx leaves stale links to the next page in its neighbours.
        return f"Start\n=====\n\n{body}\n" if name == "index.rst" else alone(body, language)

    # Things to write

    def some(self, pool: list[str]) -> list[str]:
        """Return a few of *pool*, often none."""
        return sorted(self.rng.sample(pool, self.rng.choice([0, 0, 1, 1, 2])))

    def entry(self) -> dict[str, Any]:
        """Return a troubleshooting entry."""
        pick = self.rng.choice
        entry: dict[str, Any] = {"id": pick(IDS), "cause": pick(SENTENCES)}
        for key in ("title", "messages", "alerts", "verify_codes", "related", "remedy"):
            self.set_key(entry, key)
        return entry

    def set_key(self, entry: dict[str, Any], key: str) -> None:
        """Give a key of an entry another value, or take it away."""
        pick = self.rng.choice
        values: dict[str, Callable[[], Any]] = {
            "id": lambda: pick(IDS),
            "title": lambda: pick(TITLES) or f"Title of {entry['id']}",
            "messages": lambda: self.some(MESSAGES),
            "alerts": lambda: self.some(ALERTS),
            "verify_codes": lambda: self.some(CODES),
            "related": lambda: self.some(IDS),
            "tags": lambda: self.some(["client", "server"]),
            "cause": lambda: pick(SENTENCES),
            "remedy": lambda: pick(SENTENCES),
            "allow": list,
        }
        value = values[key]()
        entry.pop(key, None)
        if value:
            entry[key] = value

    def block(self) -> Block:
        """Return a block of a page."""
        kinds: list[Callable[[], Block]] = [
            self.troubleshooting,
            self.troubleshooting,
            self.passage,
            self.alert_table,
            self.description,
            self.references,
            lambda: Block("tls-error-finder", options=self.flags("builtin")),
            lambda: Block("tls-verify-table", options=(("codes", "10-12"), *self.flags("target"))),
            lambda: Block("tls-trust-table", options=(("tools", "pip"), *self.flags("no_index"))),
            lambda: Block("ssl-enum", "TLSVersion", options=self.flags("no_index", "target")),
        ]
        return self.rng.choice(kinds)()

    def flags(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return some options without a value."""
        return tuple((name, "") for name in names if self.rng.random() < 1 / 4)

    def troubleshooting(self) -> Block:
        """Return the entries of a file, of files that match, or of the catalogue."""
        pick = self.rng.choice
        sources = [*GUIDES, "many/*.yaml", "many/*.yaml", "*.yaml", "builtin:python"]
        source = pick(sources)
        options = [("style", pick(["sections", "dropdowns", "definitions", "table"]))]
        options += [("show", pick(["none", "alerts codes"]))] * self.rng.randrange(2)
        options += [("id_prefix", pick(["mine-", "x-"]))] * (self.rng.random() < 1 / 4)
        options += [("tags", "client")] * (self.rng.random() < 1 / 6)
        if source.startswith("builtin"):  # the whole of it takes long
            options.append(("only", pick(["wrong-version-number", "no-ciphers-available"])))
        flags = self.flags("contents", "no_index")
        return Block("tls-troubleshooting", source, options=(*options, *flags))

    def passage(self) -> Block:
        """Return a passage that is an entry."""
        pick = self.rng.choice
        options = [("title", pick(TITLES))] * self.rng.randrange(2)
        options += [("messages", pick(MESSAGES))] * self.rng.randrange(2)
        options += [("alerts", pick(ALERTS))] * self.rng.randrange(2)
        options += [("verify_codes", pick(CODES))] * self.rng.randrange(2)
        content = pick(["Words.", "Other words.", "More words."])
        return Block("tls-error", pick(IDS), content, (*options, *self.flags("no_index")))

    def alert_table(self) -> Block:
        """Return a table of alerts."""
        pick = self.rng.choice
        columns = pick(["code name entries", "code meaning", "name notes", "code"])
        options = (("codes", pick(CODES_SHOWN)), ("columns", columns))
        return Block("tls-alert-table", options=(*options, *self.flags("no_index", "target")))

    def description(self) -> Block:
        """Return the description of alerts or of codes."""
        pick = self.rng.choice
        flags = self.flags("no_index", "no_index_entry")
        if self.rng.random() < 1 / 3:
            return Block("tls-verify", pick(["10", "12", "10-12"]), options=flags)
        return Block("tls-alert", pick(CODES_SHOWN), options=flags)

    def references(self) -> Block:
        """Return a paragraph of references."""
        found = [
            *(f"tlserror={name}" for name in IDS),
            *(f"ref=tls-error-{name}" for name in IDS),
            *(f"any={name}" for name in [*IDS[:2], "bad_certificate"]),
            *(f"tlserror={title}" for title in ("Title A", "Of saw", "WRONG_VERSION_NUMBER")),
            *(f"tlsalert={code}" for code in (40, 42, 48)),
            *(f"tlsverify={code}" for code in (10, 12)),
            "tlserror=words <e4>",
            "tlsalert=~42",
            "ssl=TLSVersion.TLSv1_3",
        ]
        return Block("", ";".join(self.rng.sample(found, 3)))

    # Edits

    def edit(self) -> str:
        """Change one thing; return what was done."""
        edits: list[tuple[int, Callable[[], str]]] = [
            (3, self.edit_entry),
            (2, self.add_or_remove_entry),
            (1, self.add_or_remove_guide),
            (1, self.break_or_mend_guide),
            (3, self.edit_page),
            (1, self.add_or_remove_page),
            (1, self.edit_overlay),
            (1, self.add_or_remove_overlay),
            (1, self.edit_configuration),
        ]
        weights = [weight for weight, _edit in edits]
        return self.rng.choices([edit for _weight, edit in edits], weights)[0]()

    def edit_entry(self) -> str:
        """Change a key of an entry."""
        name = self.rng.choice([*self.guides] or [""])
        if not self.guides.get(name):
            return "no entry to change"
        entry = self.rng.choice(self.guides[name])
        keys = ["id", "title", "messages", "alerts", "verify_codes", "related", "tags", "cause"]
        key = self.rng.choice([*keys, "remedy"])
        self.set_key(entry, key)
        return f"{name}: {key} of {entry['id']} is {entry.get(key)!r}"

    def add_or_remove_entry(self) -> str:
        """Add an entry to a file, or take one away."""
        name = self.rng.choice([*self.guides] or [""])
        entries = self.guides.get(name, [])
        if len(entries) > self.rng.randrange(1, 4):
            entry = entries.pop(self.rng.randrange(len(entries)))
            return f"{name}: without {entry['id']}"
        entry = self.entry()
        entries.append(entry)
        return f"{name}: with {entry}"

    def add_or_remove_guide(self) -> str:
        """Add a troubleshooting file, or take one away."""
        name = self.rng.choice(GUIDES)
        if self.guides.pop(name, None) is None:
            self.guides[name] = [self.entry()]
        return f"{name} {'comes' if name in self.guides else 'goes'}"

    def break_or_mend_guide(self) -> str:
        """Break a file that is whole, or mend those that are not."""
        self.broken = {self.rng.choice(GUIDES)} if not self.broken else set()
        return f"broken are {sorted(self.broken)}"

    def edit_page(self) -> str:
        """Add, change, move or remove a block of a page."""
        name = self.rng.choice([*self.pages])
        blocks = self.pages[name]
        place = self.rng.randrange(len(blocks) + 1)
        if place == len(blocks):
            blocks.append(self.block() if name != "index.rst" else self.references())
            return f"{name}: with {blocks[-1]}"
        what = self.rng.choice(["change", "move", "remove"])
        old = blocks.pop(place)
        if what == "change":
            blocks.insert(place, self.block() if name != "index.rst" else self.references())
        elif what == "move":
            blocks.append(old)
        return f"{name}: {what} {old}"

    def add_or_remove_page(self) -> str:
        """Add a page, or take one away."""
        name = self.rng.choice(PAGES if HAS_MYST else [p for p in PAGES if p.endswith("rst")])
        if self.pages.pop(name, None) is None:
            self.pages[name] = [self.block() for _ in range(self.rng.randrange(1, 4))]
        return f"{name} {'comes' if name in self.pages else 'goes'}"

    def edit_overlay(self) -> str:
        """Change the words of an overlay, or take some away."""
        if not self.overlays:
            return "no overlay to change"
        texts = self.overlays[self.rng.choice([*self.overlays])]
        code = self.rng.choice(["40", "42", "90"])
        if texts.pop(code, None) is None or self.rng.random() < 1 / 2:
            kind = self.rng.choice(["meaning", "note", "explanation"])
            texts[code] = {kind: self.rng.choice(["these words", "those words"])}
        return f"overlay of {code}: {texts.get(code)}"

    def add_or_remove_overlay(self) -> str:
        """Add an overlay or take one away: the file, or its name in ``conf.py``."""
        name = self.rng.choice(OVERLAYS)
        if self.rng.random() < 1 / 2:
            names = self.config["tlsalerts_registry_overlays"]
            rest = [other for other in names if other != name]
            self.config["tlsalerts_registry_overlays"] = rest if name in names else [*rest, name]
            return f"overlays are {self.config['tlsalerts_registry_overlays']}"
        if self.overlays.pop(name, None) is None:
            self.overlays[name] = {"42": {"meaning": "new"}}
        return f"{name} {'comes' if name in self.overlays else 'goes'}"

    def edit_configuration(self) -> str:
        """Change an option of ``conf.py``."""
        option = self.rng.choice([*OPTIONS])
        self.config[option] = self.rng.choice(OPTIONS[option])
        return f"{option} = {self.config[option]!r}"


def overlay_of(texts: dict[str, dict[str, str]]) -> str:
    """Write an overlay file."""
    lines = ["schema: 1", "alerts:" if texts else "alerts: {}"]
    for code, words in texts.items():
        lines += [f"  {code}:", *(f"    {kind}: {text}" for kind, text in words.items())]
    return "\n".join(lines) + "\n"
