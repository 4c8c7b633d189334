"""The rules for advice: their names and texts, without their checks.

The help of the command line, the JSON Schema, ``allow:`` and the documentation list the rules from
here, so none of them loads the lint. ``lint/runner.py`` binds each rule to its check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class AdviceRule(NamedTuple):
    """A rule that the advice of a guide must keep."""

    id: str  #: the name in findings, in ``allow:`` and on the command line
    title: str  #: the object of "finds …"
    why: str  #: the harm to readers, in one sentence
    example: str  #: keys of an entry that breaks the rule, as a YAML flow mapping without braces


_RULES = (
    AdviceRule(
        "unknown-mnemonic",
        "a mnemonic that no OpenSSL release knows",
        "Readers search for the exact name and never find a mistyped one.",
        "title: WRONG_VERSION_NUMBR",
    ),
    AdviceRule(
        "alert-contradiction",
        "a message that names another alert or code than its entry",
        "The links of the entry lead to the wrong alert or code.",
        "alerts: [bad_certificate], message: tlsv1 alert unknown ca",
    ),
    AdviceRule(
        "undeclared-insecure",
        "advice that weakens protection and is not marked as insecure",
        "Readers mistake it for a fix and do not learn what they give up.",
        "remedy: Set verify=False.",
    ),
    AdviceRule(
        "forbidden-version",
        "advice to use SSL 2.0, SSL 3.0, TLS 1.0 or TLS 1.1",
        "RFC 6176, RFC 7568 and RFC 8996 forbid these versions.",
        "remedy: Enable TLS 1.0 in the client.",
    ),
    AdviceRule(
        "dead-platform",
        "advice to use what gets no security updates",
        "New holes in it stay open.",
        "remedy: Downgrade to Python 3.8.",
    ),
)

#: The rules by their ids, in the order in which lists show them.
ADVICE_RULES: Mapping[str, AdviceRule] = {rule.id: rule for rule in _RULES}
