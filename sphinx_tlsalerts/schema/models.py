"""The format of troubleshooting files, version 1.

One model for each kind of mapping that a file may hold. Validation, the JSON
Schema and the reference page of the documentation are all derived from them.
Values come in canonical form: shorthands (a text in place of a mapping, one
value in place of a list) are written out before a model is filled.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from sphinx_tlsalerts.schema.blocks import (
    CodeBlock,
    Codes,
    Condition,
    Diagnostic,
    Diagnostics,
    Message,
    Model,
    Note,
    Notes,
    Reference,
    References,
    Requirement,
    Saying,
    When,
)
from sphinx_tlsalerts.schema.values import (
    Alert,
    Choice,
    Code,
    ExceptionName,
    Flag,
    FlagOrProse,
    Identifier,
    Implied,
    Literal,
    Name,
    OneLine,
    Platform,
    Prose,
    Shorthand,
    Word,
    listed,
)

__all__ = [
    "Cause",
    "CodeBlock",
    "Diagnostic",
    "Entry",
    "Guide",
    "Headings",
    "Message",
    "Note",
    "Reference",
    "Remedies",
    "Remedy",
    "Requirement",
    "Step",
    "When",
]

SCHEMA_VERSIONS = (1,)
MARKUPS = ("rst", "myst")


class Step(Saying):
    """One step of a remedy, in order."""

    says = (("title",), ("text",), ("code",), ("after",), ("diagnostics",), ("notes",))

    title: OneLine | None = Field(None, description="What it does.", examples=["Save the file"])
    text: Prose | None = Field(None, description="How.", examples=["Create a file like this:"])
    code: Codes = Field(
        default_factory=list, description="Code of the step.", examples=["openssl version"]
    )
    after: Prose | None = Field(None, description="Text after the code.", examples=["Then wait."])
    diagnostics: Diagnostics = Field(
        default_factory=list, description="How to see that it worked.", examples=["openssl version"]
    )
    notes: Notes = Field(
        default_factory=list, description="Boxes below it.", examples=["Keep a copy."]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        default_factory=list, description="Where the step is needed.", examples=[["linux"]]
    )


PREFERENCES = ("preferred", "fallback", "last-resort")
_preference = Choice("a preference", PREFERENCES)


class Remedy(Saying):
    """One way to mend it, complete with code, steps and notes of its own."""

    says = (
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

    title: OneLine | None = Field(
        None, description="A title, where remedies have names.", examples=["Install certificates"]
    )
    when: Condition | None = Field(
        None, description="The condition under which it helps.", examples=["Python from python.org"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        default_factory=list, description="The systems that it is for.", examples=[["macos"]]
    )
    applies_to: Annotated[list[OneLine], listed] = Field(
        default_factory=list,
        description="The tools or clients that it is for.",
        examples=[["pip", "requests"]],
    )
    text: Prose | None = Field(
        None, description="What to do.", examples=["Install the root certificates:"]
    )
    code: Codes = Field(
        default_factory=list, description="Code to paste.", examples=["update-ca-certificates"]
    )
    after: Prose | None = Field(
        None, description="Text after the code.", examples=["You should see TLS 1.2 or later."]
    )
    steps: Annotated[list[Annotated[Step, Shorthand("text")]], listed] = Field(
        default_factory=list,
        description="Steps in order, numbered.",
        examples=[["Stop it.", "Start it again."]],
    )
    remedies: RemedyGroup | None = Field(
        None, description="Options inside this remedy.", examples=[["Use A.", "Use B."]]
    )
    diagnostics: Diagnostics = Field(
        default_factory=list, description="How to see that it worked.", examples=["openssl version"]
    )
    notes: Notes = Field(
        default_factory=list, description="Boxes at its end.", examples=["Keep a copy."]
    )
    references: References = Field(
        default_factory=list,
        description="Evidence for this remedy.",
        examples=[[{"title": "Python issue 29065", "url": "https://bugs.python.org/issue29065"}]],
    )
    preference: Annotated[Word, _preference] | None = Field(
        None,
        description="Its rank. A last resort goes behind the others, but not in a sequence.",
        examples=["last-resort"],
    )
    insecure: FlagOrProse = Field(
        default=False,
        description=(
            "Whether it weakens protection, or what it gives up. Renders a security warning; goes "
            "last, but not in a sequence."
        ),
        examples=[True],
    )


class Remedies(Model):
    """The remedies of an entry or a cause."""

    intro: Prose | None = Field(
        None,
        description="The lead-in above them.",
        examples=["To resolve this issue, try one or more of the following steps:"],
    )
    choose: Annotated[Word, Choice("a choice", ("any", "one", "sequence"))] | None = Field(
        None,
        description=(
            "``any``: one or more of them help (bullets); ``one``: exactly one of them is needed "
            "(bullets); ``sequence``: all of them in this order (numbers). Without it they are "
            "flowing paragraphs."
        ),
        examples=["any"],
    )
    numbered: Flag | None = Field(
        None, description="Whether they have numbers instead of bullets.", examples=[True]
    )
    items: Annotated[list[Annotated[Remedy, Shorthand("text")]], listed] = Field(
        description="The remedies, the best first.",
        examples=[["Upgrade the server.", "Downgrade Python."]],
    )
    after: Prose | None = Field(
        None, description="Text below them.", examples=["Restart the program afterwards."]
    )


RemedyGroup: TypeAlias = Annotated[Remedies, Implied("items", ("choose", "numbered", "intro"))]


class Cause(Saying):
    """Why it happens, with what belongs to this cause alone."""

    says = (("title",), ("text",), ("diagnostics",), ("notes",), ("remedies",), ("after",))

    title: OneLine | None = Field(
        None, description="A title, where causes have names.", examples=["The clock is wrong"]
    )
    when: Condition | None = Field(
        None, description="The condition under which it is the cause.", examples=["Python 3.13"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        default_factory=list, description="The systems that have it.", examples=[["macos"]]
    )
    text: Prose | None = Field(
        None, description="The cause.", examples=["The server answered in plain HTTP."]
    )
    diagnostics: Diagnostics = Field(
        default_factory=list,
        description="How to see that it is the cause.",
        examples=["openssl version"],
    )
    notes: Notes = Field(
        default_factory=list, description="Boxes below it.", examples=["Proxies do this, too."]
    )
    remedies: RemedyGroup | None = Field(
        None, description="What helps against this cause.", examples=["Set the clock."]
    )
    after: Prose | None = Field(None, description="Text at its end.", examples=["This is rare."])


class Entry(Model):
    """One error with all that a reader needs."""

    id: Identifier = Field(
        description="The name by which it is referred to. Never changes.",
        examples=["wrong-version-number"],
    )
    title: OneLine = Field(
        description="The heading: the words that a reader searches for.",
        examples=["WRONG_VERSION_NUMBER"],
    )
    labels: Annotated[list[Word], listed] = Field(
        default_factory=list,
        description="Further labels for ``:ref:``, beside ``tls-error-ID``.",
        examples=[["wrong version number"]],
    )
    tags: Annotated[list[Word], listed] = Field(
        default_factory=list, description="Words to select entries by.", examples=[["client"]]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        default_factory=list,
        description="The systems that have the error; all without it.",
        examples=[["windows"]],
    )
    applies_to: Annotated[list[OneLine], listed] = Field(
        default_factory=list, description="The tools or clients that have it.", examples=[["pip"]]
    )
    when: Condition | None = Field(
        None,
        description="The versions that have it.",
        examples=[{"requires": [{"component": "Python", "version": "3.13"}]}],
    )
    alerts: Annotated[list[Alert], listed] = Field(
        default_factory=list,
        description="The TLS alerts behind it, by name, number or any other spelling.",
        examples=[["handshake_failure"]],
    )
    verify_codes: Annotated[list[Code], listed] = Field(
        default_factory=list,
        description="The verification codes behind it, by constant or number.",
        examples=[["X509_V_ERR_CERT_HAS_EXPIRED"]],
    )
    exceptions: Annotated[list[ExceptionName], listed] = Field(
        default_factory=list,
        description="The exceptions that programs get.",
        examples=[["SSLCertVerificationError"]],
    )
    index: Annotated[list[Word], listed] = Field(
        default_factory=list,
        description="Further entries of the general index.",
        examples=[["plain HTTP"]],
    )
    intro: Prose | None = Field(
        None, description="Text above the messages.", examples=["Seen behind proxies."]
    )
    messages: Annotated[list[Annotated[Message, Shorthand("text")]], listed] = Field(
        default_factory=list,
        description="The messages, each with its lead-in, side and language.",
        examples=[["[SSL: WRONG_VERSION_NUMBER] wrong version number"]],
    )
    summary: Prose | None = Field(
        None, description="What happened, in plain words.", examples=["The peer speaks no TLS."]
    )
    causes: Annotated[list[Annotated[Cause, Shorthand("text")]], listed] = Field(
        default_factory=list,
        description="Why it happens, the likeliest first.",
        examples=[["The server answered in plain HTTP."]],
    )
    diagnostics: Diagnostics = Field(
        default_factory=list,
        description="What to run to find the cause.",
        examples=["openssl version"],
    )
    remedies: RemedyGroup | None = Field(
        None, description="What to do about it.", examples=[["Check the port."]]
    )
    notes: Notes = Field(
        default_factory=list, description="Boxes below the remedies.", examples=["Keep a copy."]
    )
    after: Prose | None = Field(
        None, description="Text below everything else.", examples=["This cannot be turned off."]
    )
    references: References = Field(
        default_factory=list,
        description="Evidence and further reading.",
        examples=[[{"title": "Python issue 29065", "url": "https://bugs.python.org/issue29065"}]],
    )
    escalate: Prose | None = Field(
        None, description="Where to ask if nothing helped.", examples=["Ask in the forum."]
    )
    status: OneLine | None = Field(
        None, description="The state of the problem.", examples=["unsolved"]
    )
    verified: Annotated[list[OneLine], listed] = Field(
        default_factory=list,
        description="When, or with what, the entry was last checked; dates in quotes.",
        examples=[["2026-11-21"]],
    )


#: The parts of an entry that may have a heading of their own.
HEADINGS = ("messages", "summary", "causes", "diagnostics", "remedies", "references")


class Headings(Model):
    """The words above the parts of each entry; a part without one has none."""

    messages: OneLine | None = Field(None, description="Above the messages.", examples=["Message"])
    summary: OneLine | None = Field(None, description="Above the summary.", examples=["Symptom"])
    causes: OneLine | None = Field(None, description="Above the causes.", examples=["Cause"])
    diagnostics: OneLine | None = Field(
        None, description="Above the diagnostics.", examples=["How to find out"]
    )
    remedies: OneLine | None = Field(None, description="Above the remedies.", examples=["Solution"])
    references: OneLine | None = Field(
        None, description="Above the references.", examples=["More information"]
    )


class Guide(Model):
    """A troubleshooting file."""

    version: int = Field(alias="schema", description="The version of the format.", examples=[1])
    markup: Annotated[Word, Choice("a markup", MARKUPS)] | None = Field(
        None,
        description="The language of the prose; without it, that of the page.",
        examples=["rst"],
    )
    substitutions: dict[Name, Literal] = Field(
        default_factory=dict,
        description="Texts that ``{+name+}`` stands for, in prose as in messages and code.",
        examples=[{"driver": "ExampleDriver"}],
    )
    meta: dict[str, Literal] = Field(
        default_factory=dict,
        description="Metadata of the page, such as keywords, for search engines.",
        examples=[{"keywords": "tls, ssl"}],
    )
    headings: Headings = Field(
        default_factory=Headings,
        description="Words above the parts of each entry. There are none without it.",
        examples=[{"causes": "Cause", "remedies": "Solution"}],
    )
    intro: Prose | None = Field(
        None, description="Text above the entries.", examples=["Find your message below."]
    )
    entries: list[Entry] = Field(
        description="The errors, in the order of the page.",
        examples=[[{"id": "expired", "title": "certificate has expired"}]],
    )
    after: Prose | None = Field(
        None, description="Text below the entries.", examples=["Nothing fits? Ask us."]
    )


Remedy.model_rebuild()
Cause.model_rebuild()
Entry.model_rebuild()
Guide.model_rebuild()
