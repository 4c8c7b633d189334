"""The smaller mappings of the format: code, boxes, links, messages, diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_tlsalerts.guides.advice_rules import ADVICE_RULES
from sphinx_tlsalerts.guides.field_types import (
    COMMAND,
    FLAG,
    LANGUAGE,
    LINES,
    LITERAL,
    ONE_LINE,
    PLATFORM,
    PROSE,
    URL,
    WHOLE,
    WORD,
    Choice,
)
from sphinx_tlsalerts.guides.fields import Model, Nested, defaulted, many, needed, optional

if TYPE_CHECKING:
    from sphinx_tlsalerts.guides.texts import Text

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


class CodeBlock(Model):
    """Code to paste: a command, a program, a part of a configuration file."""

    noun = "a code block"

    text: Text = needed(COMMAND, "The code. It is never parsed.", example="openssl version")
    language: str | None = optional(
        LANGUAGE, "The language for highlighting; none without it.", example="sh"
    )
    caption: Text | None = optional(
        ONE_LINE,
        "A line above the code, such as the file that it belongs in.",
        example="/etc/ssl/openssl.cnf",
    )
    emphasize_lines: str | None = optional(
        LINES, "The lines to emphasize, counted from 1.", example="2,4-6", key="emphasize-lines"
    )
    linenos: bool = defaulted(FLAG, "Whether lines are numbered.", default=False, example=True)
    lineno_start: int | None = optional(
        WHOLE, "The number of the first line.", example=10, key="lineno-start"
    )
    classes: list[str] = many(
        WORD,
        "Classes for style sheets and other extensions.",
        example=["no-copybutton"],
        key="class",
    )


CODE_BLOCK = Nested(CodeBlock, "text")


class Note(Model):
    """A box: any admonition of docutils."""

    noun = "a note"
    requires_one_of = (("text",), ("code",))

    kind: str = defaulted(
        Choice("a kind of note", NOTE_KINDS), "The admonition.", default="note", example="tip"
    )
    title: Text | None = optional(
        ONE_LINE,
        "The title of the box; makes it a plain admonition with the kind as its class.",
        example="Before you begin",
    )
    text: Text | None = optional(
        PROSE, "What the box says.", example="For more information, see the release notes."
    )
    code: list[CodeBlock] = many(CODE_BLOCK, "Code after the text.", example="openssl version")
    after: Text | None = optional(PROSE, "Text after the code.", example="Restart it.")


NOTE = Nested(Note, "text")


class Reference(Model):
    """A link to evidence or further reading."""

    noun = "a reference"
    requires_one_of = (("text",), ("title", "url"))

    title: Text | None = optional(ONE_LINE, "The text of the link.", example="Python issue 29065")
    url: Text | None = optional(URL, "The address.", example="https://bugs.python.org/issue29065")
    text: Text | None = optional(
        PROSE,
        "What is said of the link, or in its place: markup with links of its own.",
        example="See :ref:`the upgrade guide <upgrade>`.",
    )


REFERENCE = Nested(Reference, "text")


class Requirement(Model):
    """A condition on a version."""

    noun = "a requirement"

    component: Text = needed(ONE_LINE, "What has the version.", example="Python")
    op: str = defaulted(
        Choice("a comparison", ("<", "<=", "==", ">=", ">", "!=")),
        "How the version compares.",
        default=">=",
        example=">=",
    )
    version: Text = needed(ONE_LINE, "The version, quoted.", example="3.13")


class When(Model):
    """A condition, in words or as versions; both may be given."""

    noun = "a condition"
    requires_one_of = (("text",), ("requires",))

    text: Text | None = optional(ONE_LINE, "The condition in words.", example="behind a proxy")
    requires: list[Requirement] = many(
        Nested(Requirement),
        "Conditions on versions; all of them hold.",
        example=[{"component": "Python", "op": ">=", "version": "3.13"}],
    )


CONDITION = Nested(When, "text")


class Message(Model):
    """What a reader sees: the words of an error, exactly."""

    noun = "a message"

    text: Text = needed(
        LITERAL,
        "The message. It is never parsed.",
        example="[SSL: WRONG_VERSION_NUMBER] wrong version number",
    )
    intro: Text | None = optional(
        PROSE,
        "The lead-in above the message.",
        example="An error message similar to the following appears:",
    )
    where: Text | None = optional(
        ONE_LINE,
        "Who shows it: ``client``, ``server``, or the name of a program or a log. Printed where "
        "there is no lead-in that says so.",
        example="server",
    )
    language: str | None = optional(
        LANGUAGE, "The language for highlighting; none without it.", example="pytb"
    )
    inline: bool = defaulted(
        FLAG,
        "Whether a message of one line stands in a paragraph instead of a block.",
        default=False,
        example=True,
    )
    when: When | None = optional(
        CONDITION, "When this wording appears.", example="OpenSSL 3.2 or newer"
    )
    platforms: list[str] = many(PLATFORM, "Where this wording appears.", example=["windows"])
    after: Text | None = optional(
        PROSE, "Text below the message.", example="The number at its end differs."
    )


class Diagnostic(Model):
    """Something to run, and what it prints. Not a remedy."""

    noun = "a diagnostic"
    other_names: ClassVar = {"code": "run", "command": "run", "output": "expect"}
    requires_one_of = (("text",), ("run",), ("expect",), ("after",), ("notes",))

    text: Text | None = optional(
        PROSE, "What is found out.", example="Check the version of OpenSSL:"
    )
    run: Text | None = optional(COMMAND, "The command.", example="openssl version")
    language: str | None = optional(LANGUAGE, "The language of the command.", example="console")
    expect: Text | None = optional(
        COMMAND, "What the command prints.", example="OpenSSL 3.0.14 4 Jun 2024"
    )
    intro: Text | None = optional(
        PROSE, "A lead-in between command and output.", example="It prints:"
    )
    platforms: list[str] = many(PLATFORM, "Where the command works.", example=["linux", "macos"])
    when: When | None = optional(CONDITION, "When to run it.", example="Python 3.13 or newer")
    after: Text | None = optional(
        PROSE, "How to read the output.", example="A version below 1.1.1 is the cause."
    )
    notes: list[Note] = many(NOTE, "Boxes below it.", example="It asks for a password.")


DIAGNOSTIC = Nested(Diagnostic, "run")


#: What keeps a test from provoking an error.
LACKING = (
    "windows",
    "macos",
    "other-python",
    "other-openssl",
    "libressl",
    "network",
    "chance",
    "console",
    "service",
)


class Proof(Model):
    """Why an entry can be trusted."""

    noun = "the proof"
    requires_one_of = (("scenarios",), ("lacking", "reason"))

    scenarios: list[str] = many(
        WORD, "The tests that provoke the error.", example=["plain-http-server"]
    )
    lacking: str | None = optional(
        Choice("something that a test lacks", LACKING), "What a test would need.", example="windows"
    )
    reason: Text | None = optional(
        ONE_LINE,
        "Why there is no test.",
        example="Only the store of Windows has such certificates.",
    )


class Allowance(Model):
    """A rule for advice that does not hold for an entry."""

    noun = "an allowance"

    rule: str = needed(
        Choice("a rule for advice", (*ADVICE_RULES,)),
        "The id of the rule.",
        example="forbidden-version",
    )
    reason: Text = needed(
        ONE_LINE, "Why it does not hold.", example="The appliance speaks nothing newer."
    )
