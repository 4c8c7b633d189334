"""The format of troubleshooting files, version 1.

One model for each kind of mapping that a file may hold. Validation, the JSON
Schema and the reference page of the documentation are all derived from them.
Values come in canonical form: shorthands (a text in place of a mapping, one
value in place of a list) are written out before a model is filled.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from sphinx_tlsalerts.schema.values import (
    Alert,
    Code,
    ExceptionName,
    Flag,
    FlagOrProse,
    Identifier,
    Implied,
    Language,
    Lines,
    Literal,
    OneLine,
    Platform,
    Prose,
    Shorthand,
    Url,
    Whole,
    Word,
    choice,
    listed,
)

SCHEMA_VERSIONS = (1,)
MARKUPS = ("rst", "myst")

#: The kinds of notes: docutils' admonitions, and one with a title of its own.
NOTE_KINDS = (
    "note",
    "tip",
    "hint",
    "important",
    "attention",
    "caution",
    "warning",
    "danger",
    "error",
    "seealso",
    "admonition",
)


class Model(BaseModel):
    """A mapping of the format: strict types, no unknown keys."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True, strict=True)


class CodeBlock(Model):
    """Code to paste: a command, a program, a part of a configuration file."""

    text: Literal = Field(description="The code. It is never parsed.", examples=["openssl version"])
    language: Language | None = Field(
        None, description="The language for highlighting; none without it.", examples=["sh"]
    )
    caption: OneLine | None = Field(
        None,
        description="A line above the code, such as the file that it belongs in.",
        examples=["/etc/ssl/openssl.cnf"],
    )
    emphasize_lines: Lines | None = Field(
        None,
        alias="emphasize-lines",
        description="The lines to emphasize, counted from 1.",
        examples=["2,4-6"],
    )
    linenos: Flag = Field(default=False, description="Whether lines are numbered.", examples=[True])
    lineno_start: Whole | None = Field(
        None, alias="lineno-start", description="The number of the first line.", examples=[10]
    )
    classes: Annotated[list[Word], listed] = Field(
        [],
        alias="class",
        description="Classes for style sheets and other extensions.",
        examples=[["no-copybutton"]],
    )


Codes: TypeAlias = Annotated[list[Annotated[CodeBlock, Shorthand("text")]], listed]


class Note(Model):
    """A box: any admonition of docutils."""

    kind: Annotated[Word, choice("a kind of note", NOTE_KINDS)] = Field(
        "note", description="The admonition.", examples=["tip"]
    )
    title: OneLine | None = Field(
        None,
        description="The title of the box; makes it a plain admonition with the kind as its class.",
        examples=["Before you begin"],
    )
    text: Prose | None = Field(
        None,
        description="What the box says.",
        examples=["For more information, see the release notes."],
    )
    code: Codes = Field([], description="Code after the text.", examples=["openssl version"])
    after: Prose | None = Field(None, description="Text after the code.", examples=["Restart it."])


Notes: TypeAlias = Annotated[list[Annotated[Note, Shorthand("text")]], listed]


class Reference(Model):
    """A link to evidence or further reading."""

    title: OneLine | None = Field(
        None, description="The text of the link.", examples=["Python issue 29065"]
    )
    url: Url | None = Field(
        None, description="The address.", examples=["https://bugs.python.org/issue29065"]
    )
    text: Prose | None = Field(
        None,
        description="What is said of the link, or in its place: markup with links of its own.",
        examples=["See :ref:`the upgrade guide <upgrade>`."],
    )


References: TypeAlias = Annotated[list[Annotated[Reference, Shorthand("text")]], listed]


class Requirement(Model):
    """A condition on a version."""

    component: OneLine = Field(description="What has the version.", examples=["Python"])
    op: Annotated[Word, choice("a comparison", ("<", "<=", "==", ">=", ">", "!="))] = Field(
        ">=", description="How the version compares.", examples=[">="]
    )
    version: OneLine = Field(description="The version, quoted.", examples=["3.13"])


class When(Model):
    """A condition, in words or as versions; both may be given."""

    text: OneLine | None = Field(
        None, description="The condition in words.", examples=["behind a proxy"]
    )
    requires: Annotated[list[Requirement], listed] = Field(
        [],
        description="Conditions on versions; all of them hold.",
        examples=[[{"component": "Python", "op": ">=", "version": "3.13"}]],
    )


Condition: TypeAlias = Annotated[When, Shorthand("text")]


class Message(Model):
    """What a reader sees: the words of an error, exactly."""

    text: Literal = Field(
        description="The message. It is never parsed.",
        examples=["[SSL: WRONG_VERSION_NUMBER] wrong version number"],
    )
    intro: Prose | None = Field(
        None,
        description="The lead-in above the message.",
        examples=["An error message similar to the following appears:"],
    )
    where: OneLine | None = Field(
        None,
        description="Who shows it: ``client``, ``server``, or the name of a program or a log.",
        examples=["server"],
    )
    language: Language | None = Field(
        None, description="The language for highlighting; none without it.", examples=["pytb"]
    )
    inline: Flag = Field(
        default=False,
        description="Whether a message of one line stands in a paragraph instead of a block.",
        examples=[True],
    )
    when: Condition | None = Field(
        None, description="When this wording appears.", examples=["OpenSSL 3.2 or newer"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="Where this wording appears.", examples=[["windows"]]
    )
    after: Prose | None = Field(
        None, description="Text below the message.", examples=["The number at its end differs."]
    )


class Diagnostic(Model):
    """Something to run, and what it prints. Not a remedy."""

    text: Prose | None = Field(
        None, description="What is found out.", examples=["Check the version of OpenSSL:"]
    )
    run: Literal | None = Field(None, description="The command.", examples=["openssl version"])
    language: Language | None = Field(
        None, description="The language of the command.", examples=["console"]
    )
    expect: Literal | None = Field(
        None, description="What the command prints.", examples=["OpenSSL 3.0.14 4 Jun 2024"]
    )
    intro: Prose | None = Field(
        None, description="A lead-in between command and output.", examples=["It prints:"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="Where the command works.", examples=[["linux", "macos"]]
    )
    when: Condition | None = Field(
        None, description="When to run it.", examples=["Python 3.13 or newer"]
    )
    after: Prose | None = Field(
        None,
        description="How to read the output.",
        examples=["A version below 1.1.1 is the cause."],
    )
    notes: Notes = Field([], description="Boxes below it.", examples=["It asks for a password."])


Diagnostics: TypeAlias = Annotated[list[Annotated[Diagnostic, Shorthand("run")]], listed]


class Step(Model):
    """One step of a remedy, in order."""

    title: OneLine | None = Field(None, description="What it does.", examples=["Save the file"])
    text: Prose | None = Field(None, description="How.", examples=["Create a file like this:"])
    code: Codes = Field([], description="Code of the step.", examples=["openssl version"])
    after: Prose | None = Field(None, description="Text after the code.", examples=["Then wait."])
    diagnostics: Diagnostics = Field(
        [], description="How to see that it worked.", examples=["openssl version"]
    )
    notes: Notes = Field([], description="Boxes below it.", examples=["Keep a copy."])
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="Where the step is needed.", examples=[["linux"]]
    )


PREFERENCES = ("preferred", "fallback", "last-resort")
_preference = choice("a preference", PREFERENCES)


class Remedy(Model):
    """One way to mend it, complete with code, steps and notes of its own."""

    title: OneLine | None = Field(
        None, description="A title, where remedies have names.", examples=["Install certificates"]
    )
    when: Condition | None = Field(
        None, description="The condition under which it helps.", examples=["Python from python.org"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="The systems that it is for.", examples=[["macos"]]
    )
    applies_to: Annotated[list[OneLine], listed] = Field(
        [], description="The tools or clients that it is for.", examples=[["pip", "requests"]]
    )
    text: Prose | None = Field(
        None, description="What to do.", examples=["Install the root certificates:"]
    )
    code: Codes = Field([], description="Code to paste.", examples=["update-ca-certificates"])
    after: Prose | None = Field(
        None, description="Text after the code.", examples=["You should see TLS 1.2 or later."]
    )
    steps: Annotated[list[Annotated[Step, Shorthand("text")]], listed] = Field(
        [], description="Steps in order, numbered.", examples=[["Stop it.", "Start it again."]]
    )
    remedies: RemedyGroup | None = Field(
        None, description="Options inside this remedy.", examples=[["Use A.", "Use B."]]
    )
    diagnostics: Diagnostics = Field(
        [], description="How to see that it worked.", examples=["openssl version"]
    )
    notes: Notes = Field([], description="Boxes at its end.", examples=["Keep a copy."])
    references: References = Field(
        [],
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
    choose: Annotated[Word, choice("a choice", ("any", "one", "sequence"))] | None = Field(
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


RemedyGroup: TypeAlias = Annotated[Remedies, Implied("items", ("choose", "numbered"))]


class Cause(Model):
    """Why it happens, with what belongs to this cause alone."""

    title: OneLine | None = Field(
        None, description="A title, where causes have names.", examples=["The clock is wrong"]
    )
    when: Condition | None = Field(
        None, description="The condition under which it is the cause.", examples=["Python 3.13"]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="The systems that have it.", examples=[["macos"]]
    )
    text: Prose | None = Field(
        None, description="The cause.", examples=["The server answered in plain HTTP."]
    )
    diagnostics: Diagnostics = Field(
        [], description="How to see that it is the cause.", examples=["openssl version"]
    )
    notes: Notes = Field([], description="Boxes below it.", examples=["Proxies do this, too."])
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
        [],
        description="Further labels for ``:ref:``, beside ``tls-error-ID``.",
        examples=[["wrong version number"]],
    )
    tags: Annotated[list[Word], listed] = Field(
        [], description="Words to select entries by.", examples=[["client"]]
    )
    platforms: Annotated[list[Platform], listed] = Field(
        [], description="The systems that have the error; all without it.", examples=[["windows"]]
    )
    applies_to: Annotated[list[OneLine], listed] = Field(
        [], description="The tools or clients that have it.", examples=[["pip"]]
    )
    when: Condition | None = Field(
        None,
        description="The versions that have it.",
        examples=[{"requires": [{"component": "Python", "version": "3.13"}]}],
    )
    alerts: Annotated[list[Alert], listed] = Field(
        [],
        description="The TLS alerts behind it, by name, number or any other spelling.",
        examples=[["handshake_failure"]],
    )
    verify_codes: Annotated[list[Code], listed] = Field(
        [],
        description="The verification codes behind it, by constant or number.",
        examples=[["X509_V_ERR_CERT_HAS_EXPIRED"]],
    )
    exceptions: Annotated[list[ExceptionName], listed] = Field(
        [], description="The exceptions that programs get.", examples=[["SSLCertVerificationError"]]
    )
    index: Annotated[list[Word], listed] = Field(
        [], description="Further entries of the general index.", examples=[["plain HTTP"]]
    )
    intro: Prose | None = Field(
        None, description="Text above the messages.", examples=["Seen behind proxies."]
    )
    messages: Annotated[list[Annotated[Message, Shorthand("text")]], listed] = Field(
        [],
        description="The messages, each with its lead-in, side and language.",
        examples=[["[SSL: WRONG_VERSION_NUMBER] wrong version number"]],
    )
    summary: Prose | None = Field(
        None, description="What happened, in plain words.", examples=["The peer speaks no TLS."]
    )
    causes: Annotated[list[Annotated[Cause, Shorthand("text")]], listed] = Field(
        [],
        description="Why it happens, the likeliest first.",
        examples=[["The server answered in plain HTTP."]],
    )
    diagnostics: Diagnostics = Field(
        [], description="What to run to find the cause.", examples=["openssl version"]
    )
    remedies: RemedyGroup | None = Field(
        None, description="What to do about it.", examples=[["Check the port."]]
    )
    notes: Notes = Field([], description="Boxes below the remedies.", examples=["Keep a copy."])
    after: Prose | None = Field(
        None, description="Text below everything else.", examples=["This cannot be turned off."]
    )
    references: References = Field(
        [],
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
        [],
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

    version: Annotated[int, Field(strict=True)] = Field(
        alias="schema", description="The version of the format.", examples=[1]
    )
    markup: Annotated[Word, choice("a markup", MARKUPS)] | None = Field(
        None,
        description="The language of the prose; without it, that of the page.",
        examples=["rst"],
    )
    substitutions: dict[str, Literal] = Field(
        {},
        description="Texts that ``{+name+}`` stands for, in prose as in messages and code.",
        examples=[{"driver": "ExampleDriver"}],
    )
    meta: dict[str, Literal] = Field(
        {},
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
