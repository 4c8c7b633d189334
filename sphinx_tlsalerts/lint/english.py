"""How sentences say what to do and what not to do. Simple rules, for English."""

from __future__ import annotations

import re

#: Verbs with which instructions begin.
VERBS = (
    "accept|add|allow|append|apply|build|call|change|choose|configure|connect|create|deactivate|"
    "define|disable|do|downgrade|edit|enable|execute|export|fall back|force|get|give|go|ignore|"
    "include|install|invoke|keep|lower|make|move|open|pass|permit|pin|put|reduce|return|revert|"
    "run|select|set|skip|specify|start|stay|stick|switch|try|turn|update|upgrade|use|write|"
    "suppress|bypass"
)

#: Negations that hold to the end of their clause.
_STRONG = re.compile(
    r"\b(?:do not|does not|don[\u2019']t|never|avoid|must not|should not|shouldn[\u2019']t|may not|"
    r"not (?:use|set|pass|add|disable|turn)|refrain from|beware of|warns? (?:of|about|against)|"
    r"no (?:need|reason) (?:to|for)|need not|stop (?:using|passing|setting))\b",
    re.IGNORECASE,
)

#: Negations of what follows closely.
_WEAK = re.compile(
    r"\b(?:without|instead of|rather than|not|no|remove|removing|delete|drop|take (?:out|away)|"
    r"undo|unset|replace|change|find|than to|"
    r"(?:search|look|grep)(?: \w+){0,4} for|check (?:whether|if|that|for)|as bad as|"
    r"(?:better|safer|worse|more \w+) than)\b",
    re.IGNORECASE,
)
_NEAR = 6  #: words, other than code, that may stand between

#: What stands right before a subject that is only named: as a reason, or as the worse of two.
_NAMED = re.compile(
    r"\b(?:(?:because|since|unlike)(?: \w+ing)?"
    r"|than(?: (?:with|by|a|an|the|to \w+|\w+ing))*)\W*$",
    re.IGNORECASE,
)

#: Where a new instruction begins inside of a sentence.
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
_ANEW = re.compile(r"\b(?:with|by|to)\W*$", re.IGNORECASE)
_LITERAL = re.compile(r"``.+?``|`.+?`")

#: What follows a subject that is refused.
_REFUSED = re.compile(
    r"\b(?:(?:is|are|was|be|would be|remains?) (?:not|no|never|neither|insecure|dangerous|unsafe|"
    r"wrong|forbidden|refused|gone|removed|needless)|(?:must|should|need|does|do|can|will) not|"
    r"cannot|hides?|never|exposes?|gives? up|leaves?|invites?|opens?|"
    r"removes? (?:the|all) protection)\b",
    re.IGNORECASE,
)
#: What takes back what a sentence has named.
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

#: What stands beside an operand of a comparison; prose has some of these words for other things.
_COMPARISON = re.compile(r"[!=]=\s*$")
_COMPARISON_IN_CODE = re.compile(r"(?:[!=]=|\b(?:is|is not|in|not in))\s*+(?:[(\[]\s*+)?$")
_COMPARED = re.compile(r"\s*[!=]=")

#: A command that searches files, up to what it searches for.
_SEARCH = re.compile(
    r"(?:^|[`(]|\s\|\s|;|&&)[\s$%#>`]{0,20}(?:(?:sudo|git|xargs)\s+(?:-\w+\s+)*)*"
    r"(?:[efz]?grep|rg|ag|ack|findstr|Select-String)\s"
    r"(?:(?!\s\|\s|;|&&|`).)*$",
    re.IGNORECASE | re.DOTALL,
)

_BREAK = re.compile(r"(?<=[.!?])[\"')*]*\s+(?=[A-Z`\"'(*])|\n\s*\n|\n\s*[-*+]\s+|\n\s*\d+[.)]\s+")


#: So many times, a text is looked at for the same advice.
MOST = 100

#: No sentence and no line is as long; what is further away does not belong to it.
_LONGEST = 600


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and behind a part of *text* in its sentence."""
    before, after = text[max(0, start - _LONGEST) : start], text[end : end + _LONGEST]
    return _BREAK.split(before)[-1], _BREAK.split(after, maxsplit=1)[0]


def line_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and behind a part of *text* on its line, as far as it matters."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _LONGEST)
    return text[begin:start], text[end : end + _LONGEST].partition("\n")[0]


def is_denied(before: str, after: str) -> bool:
    """Tell whether a sentence says not to do what stands between *before* and *after*."""
    if _is_negated(before) or _TAKEN_BACK.search(after):
        return True
    return _INSTRUCTION.search(before) is None and _REFUSED.search(_clause(after)) is not None


def _is_negated(before: str) -> bool:
    if _NAMED.search(before):
        return True
    for match in _STRONG.finditer(before):
        between = before[match.end() :]
        in_condition = _CONDITION.search(before[: match.start()]) and re.search("[,;]", between)
        if not in_condition and not _RESTART.search(between):
            return True
    for match in _WEAK.finditer(before):
        between = before[match.end() :]
        replaces = match[0].lower() in {"replace", "change"} and _ANEW.search(between)
        words = _LITERAL.sub("", between).split()
        if len(words) <= _NEAR and not replaces and not _RESTART.search(between):
            return True
    return False


def _clause(after: str) -> str:
    """Return the rest of a clause, without literals."""
    return re.split("[;:]", _LITERAL.sub("", after), maxsplit=1)[0]


def main_clause(before: str) -> str:
    """Return what belongs to the main clause of a sentence; nothing inside of another clause."""
    found = [*_SUBORDINATE.finditer(before)]
    if not found:
        return before
    _inside, comma, rest = before[found[-1].end() :].rpartition(",")
    return rest if comma else ""


def is_instruction(before: str) -> bool:
    """Tell whether a sentence that begins with *before* tells the reader to do something."""
    return _BEGINNING.search(before) is not None


def comment_before(line: str) -> str | None:
    """Return the comment of a line of code, as far as it goes; None if there is none."""
    match = re.search(r"(?:^|\s)(?:#|//|--\s|;|rem\b|<!--|::)(?P<comment>.*)", line, re.IGNORECASE)
    return match["comment"] if match else None


def is_compared(before: str, after: str, *, in_code: bool = False) -> bool:
    """Tell whether what stands between is an operand of a comparison."""
    operator = _COMPARISON_IN_CODE if in_code else _COMPARISON
    return operator.search(before) is not None or _COMPARED.match(after) is not None


def is_searched(before: str) -> bool:
    """Tell whether a command that begins with *before* searches files for it."""
    return _SEARCH.search(before) is not None
