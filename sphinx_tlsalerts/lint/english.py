"""Decide whether an English sentence advises a thing, refuses it or only names it.

Input: the text before and after a match in its sentence (:func:`find_sentence`) or in its line of
code (:func:`find_line`). Output: a verdict (``is_…``), or a shorter part of the text.

Invariants: the module keeps no state, and no text here is longer than 600 characters, so that a
hostile guide costs linear time. A sentence in another language refuses nothing.

Example: in ``Do not wait: set verify=False.``, ``Do not`` would refuse what follows, but the colon
and the verb begin a new instruction, so ``is_denied("Do not wait: set ", ".")`` is False. In
``Do not work around it with verify=False.``, no instruction follows the refusal, so it is True.
"""

from __future__ import annotations

import re

#: Verbs that begin instructions.
VERBS = (
    "accept|add|allow|append|apply|build|call|change|choose|configure|connect|create|deactivate|"
    "define|disable|do|downgrade|edit|enable|execute|export|fall back|force|get|give|go|ignore|"
    "include|install|invoke|keep|lower|make|move|open|pass|permit|pin|put|reduce|return|revert|"
    "run|select|set|skip|specify|start|stay|stick|switch|try|turn|update|upgrade|use|write|"
    "suppress|bypass"
)

#: Negations that reach to the end of their clause.
_STRONG = re.compile(
    r"\b(?:do not|does not|don[\u2019']t|never|avoid|must not|should not|shouldn[\u2019']t|may not|"
    r"not (?:use|set|pass|add|disable|turn)|refrain from|beware of|warns? (?:of|about|against)|"
    r"no (?:need|reason) (?:to|for)|need not|stop (?:using|passing|setting))\b",
    re.IGNORECASE,
)

#: Negations that reach only a few words far.
_WEAK = re.compile(
    r"\b(?:without|instead of|rather than|not|no|remove|removing|delete|drop|take (?:out|away)|"
    r"undo|unset|replace|change|find|than to|"
    r"(?:search|look|grep)(?: \w+){0,4} for|check (?:whether|if|that|for)|as bad as|"
    r"(?:better|safer|worse|more \w+) than)\b",
    re.IGNORECASE,
)
_MAX_BETWEEN = 6  #: words between a weak negation and the match, not counting code

#: Words right before a match that is only named: as a reason, or as the worse of two.
_NAMED = re.compile(
    r"\b(?:(?:because|since|unlike)(?: \w+ing)?"
    r"|than(?: (?:with|by|a|an|the|to \w+|\w+ing))*)\W*$",
    re.IGNORECASE,
)

#: The beginning of a new instruction inside a sentence; it ends a negation.
_RESTART = re.compile(
    rf"(?:[,:;(\u2013\u2014]\s*|\b(?:and|then|but|so|please)\s+)"
    rf"(?:(?:then|instead|please|and|but|you can|you may|you could)\s+)*(?:{VERBS})\b"
    rf"|[,;]\s*(?:you|it|this|there)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|where|unless|because|since|as|while|case|that|which|who|although)\b[^,;]*$",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:if|when|where|unless|because|since|while|that|which|who|whose|although|as)\b",
    re.IGNORECASE,
)
_REPLACEMENT = re.compile(r"\b(?:with|by|to)\W*$", re.IGNORECASE)
_LITERAL = re.compile(r"``.+?``|`.+?`")

#: Words after a match that refuse it.
_REFUSED = re.compile(
    r"\b(?:(?:is|are|was|be|would be|remains?) (?:not|no|never|neither|insecure|dangerous|unsafe|"
    r"wrong|forbidden|refused|gone|removed|needless)|(?:must|should|need|does|do|can|will) not|"
    r"cannot|hides?|never|exposes?|gives? up|leaves?|invites?|opens?|"
    r"removes? (?:the|all) protection)\b",
    re.IGNORECASE,
)
#: Words after a match that take it back.
_TAKEN_BACK = re.compile(
    r"^\W*(?:is|are) (?:not|no longer|never) (?:used|set|passed|needed|there|given)\b"
    r"|^\W*(?:please )?(?:do not|don[\u2019']t)(?: do (?:so|it|that|this))?\W*$"
    r"|\b(?:remove|delete|drop|replace) (?:it|them|this|that)\b|\btake (?:it|them) (?:out|away)\b",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    rf"(?:^|[,:;(]\s*|\b(?:then|please|and|to|or)\s+)(?:{VERBS})\b"
    r"|\byou (?:can|could|may|might|should|must|have to|need to)\b|\bwork-?\s?arounds?\b"
    r"|\bthe (?:fix|solution|remedy) is\b",
    re.IGNORECASE,
)
_BEGINNING = re.compile(
    rf"^\W*(?:(?:then|please|now|also|or|otherwise|alternatively|instead|first|finally)\b\W*)*"
    rf"(?:(?:as|to|in|for|if|when|until|on)\b[^,]*,\s*(?:please |then )?)?(?:{VERBS})\b"
    r"|\byou (?:can|could|may|might|should|must|have to|need to)\b|\bwork-?\s?arounds?\b"
    r"|\bthe (?:fix|solution|remedy) is\b",
    re.IGNORECASE,
)

#: Operators next to an operand. ``is`` and ``in`` compare only in code: in prose, they are words.
_COMPARISON = re.compile(r"[!=]=\s*$")
_COMPARISON_IN_CODE = re.compile(r"(?:[!=]=|\b(?:is|is not|in|not in))\s*+(?:[(\[]\s*+)?$")
_COMPARED = re.compile(r"\s*[!=]=")

#: A command that searches files, up to its search term.
_SEARCH = re.compile(
    r"(?:^|[`(]|\s\|\s|;|&&)[\s$%#>`]{0,20}(?:(?:sudo|git|xargs)\s+(?:-\w+\s+)*)*"
    r"(?:[efz]?grep|rg|ag|ack|findstr|Select-String)\s"
    r"(?:(?!\s\|\s|;|&&|`).)*$",
    re.IGNORECASE | re.DOTALL,
)

_BREAK = re.compile(r"(?<=[.!?])[\"')*]*\s+(?=[A-Z`\"'(*])|\n\s*\n|\n\s*[-*+]\s+|\n\s*\d+[.)]\s+")


#: The most matches of one expression that are read in one text.
MAX_MATCHES = 100

#: The most characters around a match that belong to its sentence or line.
_MAX_REACH = 600


def find_sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a part of *text* in its sentence."""
    before, after = text[max(0, start - _MAX_REACH) : start], text[end : end + _MAX_REACH]
    return _BREAK.split(before)[-1], _BREAK.split(after, maxsplit=1)[0]


def find_line(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a part of *text* on its line."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _MAX_REACH)
    return text[begin:start], text[end : end + _MAX_REACH].partition("\n")[0]


def is_denied(before: str, after: str) -> bool:
    """Return whether a sentence refuses the match between *before* and *after*."""
    if _is_negated(before) or _TAKEN_BACK.search(after):
        return True
    return _INSTRUCTION.search(before) is None and _REFUSED.search(_cut_clause(after)) is not None


def _is_negated(before: str) -> bool:
    """Return whether a negation in *before* reaches the match after it."""
    return (
        _NAMED.search(before) is not None
        or any(_reaches_far(match, before) for match in _STRONG.finditer(before))
        or any(_reaches_near(match, before) for match in _WEAK.finditer(before))
    )


def _reaches_far(negation: re.Match[str], before: str) -> bool:
    """Return whether a strong negation reaches the end of *before*: no new clause has begun."""
    between = before[negation.end() :]
    # "If it does not work, set …": the negation ends with its condition.
    in_condition = _CONDITION.search(before[: negation.start()]) and re.search("[,;]", between)
    return not in_condition and not _RESTART.search(between)


def _reaches_near(negation: re.Match[str], before: str) -> bool:
    """Return whether a weak negation reaches the end of *before*: few words are in between."""
    between = before[negation.end() :]
    # "Replace A with B": B is advised.
    advises = negation[0].lower() in {"replace", "change"} and _REPLACEMENT.search(between)
    words = _LITERAL.sub("", between).split()
    return len(words) <= _MAX_BETWEEN and not advises and not _RESTART.search(between)


def _cut_clause(after: str) -> str:
    """Return the rest of a clause, without literals."""
    return re.split("[;:]", _LITERAL.sub("", after), maxsplit=1)[0]


def cut_main_clause(before: str) -> str:
    """Return the main clause at the end of *before*; empty inside a subordinate clause."""
    conjunctions = [*_SUBORDINATE.finditer(before)]
    if not conjunctions:
        return before
    _inside, comma, rest = before[conjunctions[-1].end() :].rpartition(",")
    return rest if comma else ""


def is_instruction(before: str) -> bool:
    """Return whether a sentence that begins with *before* instructs the reader."""
    return _BEGINNING.search(before) is not None


def find_comment(line: str) -> str | None:
    """Return the comment that a line of code ends with; None if there is none."""
    match = re.search(r"(?:^|\s)(?:#|//|--\s|;|rem\b|<!--|::)(?P<comment>.*)", line, re.IGNORECASE)
    return match["comment"] if match else None


def is_compared(before: str, after: str, *, in_code: bool = False) -> bool:
    """Return whether the match between *before* and *after* is an operand of a comparison."""
    operator = _COMPARISON_IN_CODE if in_code else _COMPARISON
    return operator.search(before) is not None or _COMPARED.match(after) is not None


def is_searched(before: str) -> bool:
    """Return whether a command that begins with *before* searches files for the match."""
    return _SEARCH.search(before) is not None
