"""The smaller mappings of the format: code, boxes, links, messages, diagnostics."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sphinx_tlsalerts.schema.values import (
    Choice,
    Flag,
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
    fault,
    listed,
)

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


class Saying(Model):
    """A mapping that has to say something: what it needs for that is in ``says``."""

    says: ClassVar[tuple[tuple[str, ...], ...]]  #: sets of keys, one of which is complete

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if any(all(getattr(self, key) for key in keys) for keys in self.says):
            return self
        needed = ", ".join(f"'{' and '.join(keys)}'" for keys in self.says)
        raise fault(f"says nothing: it needs {'one of ' * (len(self.says) > 1)}{needed}")


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
        default_factory=list,
        alias="class",
        description="Classes for style sheets and other extensions.",
        examples=[["no-copybutton"]],
    )


Codes: TypeAlias = Annotated[list[Annotated[CodeBlock, Shorthand("text")]], listed]


class Note(Saying):
    """A box: any admonition of docutils."""

    says = (("text",), ("code",))

    kind: Annotated[Word, Choice("a kind of note", NOTE_KINDS)] = Field(
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
    code: Codes = Field(
        default_factory=list, description="Code after the text.", examples=["openssl version"]
    )
    after: Prose | None = Field(None, description="Text after the code.", examples=["Restart it."])


Notes: TypeAlias = Annotated[list[Annotated[Note, Shorthand("text")]], listed]


class Reference(Saying):
    """A link to evidence or further reading."""

    says = (("text",), ("title", "url"))

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
    op: Annotated[Word, Choice("a comparison", ("<", "<=", "==", ">=", ">", "!="))] = Field(
        ">=", description="How the version compares.", examples=[">="]
    )
    version: OneLine = Field(description="The version, quoted.", examples=["3.13"])


class When(Saying):
    """A condition, in words or as versions; both may be given."""

    says = (("text",), ("requires",))

    text: OneLine | None = Field(
        None, description="The condition in words.", examples=["behind a proxy"]
    )
    requires: Annotated[list[Requirement], listed] = Field(
        default_factory=list,
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
        default_factory=list, description="Where this wording appears.", examples=[["windows"]]
    )
    after: Prose | None = Field(
        None, description="Text below the message.", examples=["The number at its end differs."]
    )


class Diagnostic(Saying):
    """Something to run, and what it prints. Not a remedy."""

    says = (("text",), ("run",), ("expect",), ("after",), ("notes",))

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
        default_factory=list, description="Where the command works.", examples=[["linux", "macos"]]
    )
    when: Condition | None = Field(
        None, description="When to run it.", examples=["Python 3.13 or newer"]
    )
    after: Prose | None = Field(
        None,
        description="How to read the output.",
        examples=["A version below 1.1.1 is the cause."],
    )
    notes: Notes = Field(
        default_factory=list, description="Boxes below it.", examples=["It asks for a password."]
    )


Diagnostics: TypeAlias = Annotated[list[Annotated[Diagnostic, Shorthand("run")]], listed]
