"""The format of troubleshooting files, version 1.

One model for each kind of mapping that a file may hold. ReadingContext, the JSON
Schema and the reference page of the documentation are all derived from them.
Instances have the canonical form: shorthands (a text in place of a mapping, one
value in place of a list) are written out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_tlsalerts.guides.blocks import (
    CODE_BLOCK,
    CONDITION,
    DIAGNOSTIC,
    NOTE,
    REFERENCE,
    Allowance,
    CodeBlock,
    Diagnostic,
    Message,
    Note,
    Proof,
    Reference,
    Requirement,
    When,
)
from sphinx_tlsalerts.guides.field_types import (
    ALERT,
    BASE,
    CODE,
    EXCEPTION,
    FLAG,
    FLAG_OR_PROSE,
    ID,
    LITERAL,
    ONE_LINE,
    PLATFORM,
    PROSE,
    WHOLE,
    WORD,
    Choice,
)
from sphinx_tlsalerts.guides.fields import (
    Group,
    Many,
    Model,
    Nested,
    Texts,
    defaulted,
    many,
    needed,
    optional,
)

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.texts import Text

__all__ = [
    "Allowance",
    "Cause",
    "CodeBlock",
    "Diagnostic",
    "Entry",
    "Guide",
    "Headings",
    "Message",
    "Note",
    "Proof",
    "Reference",
    "Remedies",
    "Remedy",
    "Requirement",
    "Step",
    "When",
]

SCHEMA_VERSIONS = (1,)
MARKUPS = ("rst", "myst")


class Step(Model):
    """One step of a remedy, in order."""

    noun = "a step"
    requires_one_of = (("title",), ("text",), ("code",), ("after",), ("diagnostics",), ("notes",))

    title: Text | None = optional(ONE_LINE, "What it does.", example="Save the file")
    text: Text | None = optional(PROSE, "How.", example="Create a file like this:")
    code: list[CodeBlock] = many(CODE_BLOCK, "Code of the step.", example="openssl version")
    after: Text | None = optional(PROSE, "Text after the code.", example="Then wait.")
    diagnostics: list[Diagnostic] = many(
        DIAGNOSTIC, "How to see that it worked.", example="openssl version"
    )
    notes: list[Note] = many(NOTE, "Boxes below it.", example="Keep a copy.")
    platforms: list[str] = many(PLATFORM, "Where the step is needed.", example=["linux"])


PREFERENCES = ("preferred", "fallback", "last-resort")

PROOF: Group[Proof] = Group(lambda: Proof, "scenarios", ("lacking", "reason"))

REMEDIES: Group[Remedies] = Group(lambda: Remedies, "items", ("choose", "numbered", "intro"))


class Remedy(Model):
    """One way to mend it, complete with code, steps and notes of its own."""

    noun = "a remedy"
    requires_one_of = (
        ("title",),
        ("text",),
        ("code",),
        ("after",),
        ("steps",),
        ("remedies",),
        ("diagnostics",),
        ("notes",),
        ("references",),
    )

    title: Text | None = optional(
        ONE_LINE, "A title, where remedies have names.", example="Install certificates"
    )
    when: When | None = optional(
        CONDITION, "The condition under which it helps.", example="Python from python.org"
    )
    platforms: list[str] = many(PLATFORM, "The systems that it is for.", example=["macos"])
    applies_to: list[Text] = many(
        ONE_LINE, "The tools or clients that it is for.", example=["pip", "requests"]
    )
    text: Text | None = optional(PROSE, "What to do.", example="Install the root certificates:")
    code: list[CodeBlock] = many(CODE_BLOCK, "Code to paste.", example="update-ca-certificates")
    after: Text | None = optional(
        PROSE, "Text after the code.", example="You should see TLS 1.2 or later."
    )
    steps: list[Step] = many(
        Nested(Step, "text"), "Steps in order, numbered.", example=["Stop it.", "Start it again."]
    )
    remedies: Remedies | None = optional(
        REMEDIES, "Options inside this remedy.", example=["Use A.", "Use B."]
    )
    diagnostics: list[Diagnostic] = many(
        DIAGNOSTIC, "How to see that it worked.", example="openssl version"
    )
    notes: list[Note] = many(NOTE, "Boxes at its end.", example="Keep a copy.")
    references: list[Reference] = many(
        REFERENCE,
        "Evidence for this remedy.",
        example=[{"title": "Python issue 29065", "url": "https://bugs.python.org/issue29065"}],
    )
    preference: str | None = optional(
        Choice("a preference", PREFERENCES),
        "Its rank. A last resort goes behind the others, but not in a sequence.",
        example="last-resort",
    )
    insecure: bool | Text = defaulted(
        FLAG_OR_PROSE,
        (
            "Whether it weakens protection, or what it gives up. Renders a security warning; goes "
            "last, but not in a sequence."
        ),
        default=False,
        example=True,
    )
    trust: bool = defaulted(
        FLAG,
        (
            "Whether it is to trust a CA. The settings of the reader's tool are shown with it: "
            "those of all tools on a page, in the first such remedy."
        ),
        default=False,
        example=True,
    )
    id: str | None = optional(
        ID, "A name by which an entry that extends this one refers to it.", example="truststore"
    )
    proof: Proof | None = optional(
        PROOF,
        (
            "How it is known that the remedy helps: the names of tests that apply it, or why there "
            "are none. Not printed."
        ),
        example=["new-certificate"],
    )


class Remedies(Model):
    """The remedies of an entry or a cause."""

    noun = "the remedies"

    intro: Text | None = optional(
        PROSE,
        "The lead-in above them.",
        example="To resolve this issue, try one or more of the following steps:",
    )
    choose: str | None = optional(
        Choice("a choice", ("any", "one", "sequence")),
        (
            "``any``: one or more of them help (bullets); ``one``: exactly one of them is needed "
            "(bullets); ``sequence``: all of them in this order (numbers). Without it they are "
            "flowing paragraphs."
        ),
        example="any",
    )
    numbered: bool | None = optional(
        FLAG, "Whether they have numbers instead of bullets.", example=True
    )
    items: list[Remedy] = needed(
        Many(Nested(Remedy, "text")),
        "The remedies, the best first.",
        example=["Upgrade the server.", "Downgrade Python."],
    )
    after: Text | None = optional(
        PROSE, "Text below them.", example="Restart the program afterwards."
    )


class Cause(Model):
    """Why it happens, with what belongs to this cause alone."""

    noun = "a cause"
    requires_one_of = (
        ("title",),
        ("text",),
        ("code",),
        ("diagnostics",),
        ("notes",),
        ("remedies",),
        ("after",),
    )

    title: Text | None = optional(
        ONE_LINE, "A title, where causes have names.", example="The clock is wrong"
    )
    when: When | None = optional(
        CONDITION, "The condition under which it is the cause.", example="Python 3.13"
    )
    platforms: list[str] = many(PLATFORM, "The systems that have it.", example=["macos"])
    text: Text | None = optional(PROSE, "The cause.", example="The server answered in plain HTTP.")
    code: list[CodeBlock] = many(
        CODE_BLOCK,
        "Code that shows the cause.",
        example="proxies = {'https': 'https://proxy:8080'}",
    )
    diagnostics: list[Diagnostic] = many(
        DIAGNOSTIC, "How to see that it is the cause.", example="openssl version"
    )
    notes: list[Note] = many(NOTE, "Boxes below it.", example="Proxies do this, too.")
    remedies: Remedies | None = optional(
        REMEDIES, "What helps against this cause.", example="Set the clock."
    )
    after: Text | None = optional(PROSE, "Text at its end.", example="This is rare.")
    id: str | None = optional(
        ID, "A name by which an entry that extends this one refers to it.", example="clock"
    )


class Entry(Model):
    """One error with all that a reader needs."""

    noun = "an entry"
    inherits = "extends"

    id: str = needed(
        ID, "The name by which it is referred to. Never changes.", example="wrong-version-number"
    )
    title: Text = needed(
        ONE_LINE,
        "The heading: the words that a reader searches for.",
        example="WRONG_VERSION_NUMBER",
    )
    labels: list[str] = many(
        WORD,
        "Further labels for ``:ref:``, beside ``tls-error-ID``.",
        example=["wrong version number"],
    )
    tags: list[str] = many(WORD, "Words to select entries by.", example=["client"])
    platforms: list[str] = many(
        PLATFORM, "The systems that have the error; all without it.", example=["windows"]
    )
    applies_to: list[Text] = many(ONE_LINE, "The tools or clients that have it.", example=["pip"])
    when: When | None = optional(
        CONDITION,
        "The versions that have it.",
        example={"requires": [{"component": "Python", "version": "3.13"}]},
    )
    alerts: list[str] = many(
        ALERT,
        "The TLS alerts behind it, by name, number or any other spelling.",
        example=["handshake_failure"],
    )
    verify_codes: list[str] = many(
        CODE,
        "The verification codes behind it, by constant or number.",
        example=["X509_V_ERR_CERT_HAS_EXPIRED"],
    )
    exceptions: list[str] = many(
        EXCEPTION, "The exceptions that programs get.", example=["SSLCertVerificationError"]
    )
    index: list[str] = many(WORD, "Further entries of the general index.", example=["plain HTTP"])
    extends: str | None = optional(
        BASE,
        (
            "The entry that this one builds on: ``builtin:python/ID`` for a bundled one, or the id "
            "of another entry of the file. Without an id and a title of its own it has theirs."
        ),
        example="builtin:python/wrong-version-number",
    )
    drop: list[str] = many(
        ID,
        "The causes and remedies of the extended entry, by their ids, that are left out.",
        example=["seclevel"],
    )
    intro: Text | None = optional(PROSE, "Text above the messages.", example="Seen behind proxies.")
    messages: list[Message] = many(
        Nested(Message, "text"),
        "The messages, each with its lead-in, side and language.",
        example=["[SSL: WRONG_VERSION_NUMBER] wrong version number"],
    )
    matches: list[Text] = many(
        LITERAL,
        "Further wordings by which the error is recognised. They are not printed.",
        example=["ERR_SSL_WRONG_VERSION_NUMBER"],
    )
    summary: Text | None = optional(
        PROSE, "What happened, in plain words.", example="The peer speaks no TLS."
    )
    causes: list[Cause] = many(
        Nested(Cause, "text"),
        "Why it happens, the likeliest first.",
        example=["The server answered in plain HTTP."],
    )
    diagnostics: list[Diagnostic] = many(
        DIAGNOSTIC, "What to run to find the cause.", example="openssl version"
    )
    remedies: Remedies | None = optional(
        REMEDIES, "What to do about it.", example=["Check the port."]
    )
    notes: list[Note] = many(NOTE, "Boxes below the remedies.", example="Keep a copy.")
    after: Text | None = optional(
        PROSE, "Text below everything else.", example="This cannot be turned off."
    )
    references: list[Reference] = many(
        REFERENCE,
        "Evidence and further reading.",
        example=[{"title": "Python issue 29065", "url": "https://bugs.python.org/issue29065"}],
    )
    related: list[str] = many(
        ID,
        "Other entries that a reader may need, by id. Each becomes a link where it is shown.",
        example=["record-layer-failure"],
    )
    escalate: Text | None = optional(
        PROSE, "Where to ask if nothing helped.", example="Ask in the forum."
    )
    status: Text | None = optional(ONE_LINE, "The state of the problem.", example="unsolved")
    verified: list[Text] = many(
        ONE_LINE,
        "When, or with what, the entry was last checked; dates in quotes.",
        example=["2026-11-21"],
    )
    proof: Proof | None = optional(
        PROOF,
        (
            "How it is known that the error looks like this: the names of tests that provoke it, "
            "or why there are none. Not printed."
        ),
        example=["plain-http-server"],
    )
    allow: list[Allowance] = many(
        Nested(Allowance),
        "Rules for advice that the entry breaks on purpose.",
        example={"rule": "forbidden-version", "reason": "The appliance speaks nothing newer."},
    )


#: The parts of an entry that may be lists.
LISTS = ("causes", "diagnostics")


class Headings(Model):
    """The words above the parts of each entry; a part without one has none."""

    noun = "the headings"

    messages: Text | None = optional(ONE_LINE, "Above the messages.", example="Message")
    summary: Text | None = optional(ONE_LINE, "Above the summary.", example="Symptom")
    causes: Text | None = optional(ONE_LINE, "Above the causes.", example="Cause")
    diagnostics: Text | None = optional(
        ONE_LINE, "Above the diagnostics.", example="How to find out"
    )
    remedies: Text | None = optional(ONE_LINE, "Above the remedies.", example="Solution")
    references: Text | None = optional(
        ONE_LINE, "Above the references.", example="More information"
    )


class Guide(Model):
    """A troubleshooting file."""

    noun = "the file"

    other_names: ClassVar = {"version": "schema"}

    version: int = needed(WHOLE, "The version of the format.", example=1, key="schema")
    markup: str | None = optional(
        Choice("a markup", MARKUPS),
        "The language of the prose; without it, that of the page.",
        example="rst",
    )
    substitutions: dict[str, Text] = defaulted(
        Texts(names=r"[\w.-]+"),
        "Texts that ``{+name+}`` stands for, in prose as in messages and code.",
        default={},
        example={"driver": "ExampleDriver"},
    )
    meta: dict[str, Text] = defaulted(
        Texts(),
        "Metadata of the page, such as keywords, for search engines.",
        default={},
        example={"keywords": "tls, ssl"},
    )
    headings: Headings = defaulted(
        Nested(Headings),
        (
            "Words above the parts of each entry. Without it, causes, diagnostics and remedies "
            "have headings only where several of them would run together."
        ),
        default=Headings(),
        example={"causes": "Cause", "remedies": "Solution"},
    )
    lists: list[str] = many(
        Choice("a part that may be a list", LISTS),
        (
            "The parts of each entry that are lists with bullets where they have several items. "
            "Without it they are flowing paragraphs. For remedies, ``choose`` says so."
        ),
        example=["causes"],
    )
    intro: Text | None = optional(
        PROSE, "Text above the entries.", example="Find your message below."
    )
    entries: list[Entry] = needed(
        Many(Nested(Entry)),
        "The errors, in the order of the page.",
        example=[{"id": "expired", "title": "certificate has expired"}],
    )
    after: Text | None = optional(PROSE, "Text below the entries.", example="Nothing fits? Ask us.")
