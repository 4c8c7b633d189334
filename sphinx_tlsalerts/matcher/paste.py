"""Read what a paste shows of the reader's situation: tool, platform, versions, host, file, side.

Input: what :func:`sphinx_tlsalerts.matcher.reader.read` returns. Output: a :class:`PasteContext`.
Of a text that is much longer than a traceback, only the lines around failures, the first and the
last ones are read: as the matcher reads them, and as they are, since their frames may show a tool.

Invariants:

* Nothing is guessed: each item names the line that shows it.
* A host is a valid name or address, and a file has no control characters and no markup, whatever
  the text says. Neither is safe in a command as it is: see ``guides/placeholders.py``.
* Rules are data, which the other language has as well: :mod:`sphinx_tlsalerts.matcher.evidence`.

Example: ``HTTPSConnectionPool(host='api.example', port=443): Max retries exceeded`` shows the tool
``urllib3``, the host ``api.example``, the port 443, and a client.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from sphinx_tlsalerts.matcher.evidence import load_rules
from sphinx_tlsalerts.matcher.places import (
    FILE_NAME,
    SCHEME_PORTS,
    WORD,
    is_address,
    is_complete_file,
    is_link,
    read_file,
    read_host,
    read_port,
)
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.signal import SignalKind
from sphinx_tlsalerts.matcher.sources import list_numbers, list_sources

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_tlsalerts.matcher.evidence import PackedRule, PackedRules
    from sphinx_tlsalerts.matcher.reader import ReadText
    from sphinx_tlsalerts.matcher.sources import Source
    from sphinx_tlsalerts.matcher.wraps import Line

#: The most characters that are read.
MOST_CHARACTERS = 40_000

#: The most lines that one rule is tried on.
MOST_LINES = 200

#: The most lines about TLS that are taken for reports of failures, from the first.
MOST_FAILURES = 100

#: A line about TLS that reports a failure has one of these parts.
FAILURE_PARTS = (
    "error", "fail", "alert", "problem", "unable", "cannot", "could not", "invalid", "mismatch",
    "violation", "routines", "x509:", "verify", "not trusted", "expired", "closed", "reset",
    "exception", "refused", "not supported", "denied", "unknown",
)  # fmt: skip

#: Signals that both languages find alike.
_CERTAIN = {
    SignalKind.ALERT,
    SignalKind.VERIFICATION,
    SignalKind.EXCEPTION,
    SignalKind.NAME,
}

#: How many lines a port may be away from its host.
NEAR_PORT = 3

#: Words that show that the proxy failed, not the host that was asked for.
PROXY_FAILURES = (
    "cannot connect to proxy", "unable to connect to proxy", "failed to connect to proxy",
    "tunnel connection failed", "from proxy after connect", "resolve proxy",
    "proxy connect aborted", "proxy authentication required", "connect tunnel failed",
    "proxyconnect tcp", "could not connect to proxy", "proxyerror(",
)  # fmt: skip

#: Addresses to listen on, which no client connects to.
UNSPECIFIED = ("0.0.0.0", "::")  # noqa: S104 - nothing listens here

#: The distributions that rule a shared path out.
DISTRIBUTIONS = ("debian", "ubuntu", "fedora", "rhel", "alpine", "arch", "suse")

#: The distance from the failure, in lines, from which on all lines count as equally far.
FAR = 60


class Shown(NamedTuple):
    """A fact that a text shows."""

    value: str  #: the fact: an id, a name, a host
    line: int  #: the line that shows it, from 1


class ShownVersion(NamedTuple):
    """A version that a text shows."""

    component: str  #: ``Python``, ``OpenSSL``, ``LibreSSL``, or the id of a tool or a package
    version: str  #: as it is written
    line: int  #: the line that shows it, from 1


class PasteContext(NamedTuple):
    """The situation of the reader, as a text shows it."""

    tools: tuple[Shown, ...] = ()  #: ids of tools, the most specific first
    platforms: tuple[Shown, ...] = ()  #: names of platforms, in the order of the lines
    versions: tuple[ShownVersion, ...] = ()  #: in the order of the lines
    host: Shown | None = None  #: the host of the failing connection, an IPv6 address without []
    port: Shown | None = None  #: its port; that of the scheme where only the scheme is shown
    file: Shown | None = None  #: the file of certificates or of a key that the error names
    side: Shown | None = None  #: ``client`` or ``server``: the side that wrote the text
    frameworks_python: Shown | None = None  #: the Python of python.org on macOS


class _Candidate(NamedTuple):
    """A host, a port or a file that a line shows."""

    cost: int  #: its weight and its distance from the failure: the lowest is best
    line: int
    start: int
    value: str
    port: str = ""
    is_proxy: bool = False


class _Match(NamedTuple):
    """A match of a rule."""

    rule: PackedRule
    source: Source
    match: re.Match[str]
    line: int  #: the number of the row in which it begins


def read_paste(text: str) -> PasteContext:
    """Return what *text* shows of the situation of the reader."""
    from sphinx_tlsalerts.matcher.reader import read

    return describe_paste(text, read(text))


def describe_paste(text: str, reading: ReadText) -> PasteContext:
    """Return what a text shows of the situation of the reader.

    :param reading: the lines of the text and their signals
    """
    failures = _find_failures(reading)
    lines = _choose_lines(reading.excerpt.lines, failures)
    return _Reading(list_sources(text, lines), failures).describe()


def _find_failures(reading: ReadText) -> list[int]:
    """Return the numbers of the lines that report a failure of TLS, in ascending order."""
    # Reasons are left out: browsers know fewer of them.
    failures = {signal.line for signal in reading.signals if signal.kind in _CERTAIN}
    rest = MOST_FAILURES
    for line in reading.excerpt.lines:
        if line.number in reading.about_tls and _has_one(line.low, FAILURE_PARTS):
            failures.update(list_numbers(line))
            rest -= 1
            if not rest:
                break
    return sorted(failures)


def _has_one(low: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110 - a generator costs more than all the searches
        if part in low:
            return True
    return False


def _choose_lines(lines: Sequence[Line], failures: Sequence[int]) -> Sequence[Line]:
    """Return the lines next to failures, to the first and to the last line."""
    rest = MOST_CHARACTERS
    for line in lines:
        rest -= len(line.text)
        if rest < 0:
            break
    else:
        return lines
    wanted = frozenset(failures)
    marks = [0, *(at for at, line in enumerate(lines) if line.number in wanted), len(lines) - 1]
    distances: list[int] = []
    nearest = 0
    for at in range(len(lines)):
        while nearest + 1 < len(marks) and marks[nearest + 1] <= at:
            nearest += 1
        following = marks[nearest + 1] if nearest + 1 < len(marks) else marks[nearest]
        distances.append(min(at - marks[nearest], abs(following - at)))
    chosen: list[int] = []
    rest = MOST_CHARACTERS
    for at in sorted(range(len(lines)), key=distances.__getitem__):
        rest -= len(lines[at].text)
        if rest < 0:
            break
        chosen.append(at)
    return [lines[at] for at in sorted(chosen)]


class _Reading:
    """The lines of a text with the rules that may apply."""

    def __init__(self, sources: Sequence[Source], failures: list[int]) -> None:
        self.sources = sources
        self.failures = failures
        self.low = "\n".join([source.low for source in sources])
        ends = accumulate(len(source.low) + 1 for source in sources)
        self.starts = [0, *ends][: len(sources)]
        self.rules: dict[str, list[tuple[PackedRule, list[str]]]] = {}
        known = load_rules()
        for number, parts in sorted(self._find_parts(known).items()):
            rule = known.rules[number]
            self.rules.setdefault(rule.kind, []).append((rule, parts))

    def _find_parts(self, known: PackedRules) -> dict[int, list[str]]:
        """Return the parts that the text has, by the number of their rule."""
        low, found = self.low, dict[int, list[str]]()
        words = set(compile_once(WORD).findall(low))
        for number, part in known.others:
            if part in low:
                found.setdefault(number, []).append(part)
        for key in known.by_key.keys() & words:
            for number, part in known.by_key[key]:
                if part in low:
                    found.setdefault(number, []).append(part)
        return found

    def describe(self) -> PasteContext:
        """Return the context."""
        tools = self._find_tools()
        host, port = self._find_host()
        return PasteContext(
            tools,
            self._find_platforms(),
            self._find_versions(),
            host,
            port,
            self._find_file(),
            self._find_side(tools),
            next(iter(self._find_first("framework").values()), None),
        )

    # Search

    def _find_sources(self, parts: Iterable[str]) -> Iterator[tuple[Source, int]]:
        """Yield the lines that have one of some parts, each with the number of its row."""
        found: dict[int, int] = {}
        for part in parts:
            start = 0
            for _ in range(MOST_LINES):
                start = self.low.find(part, start)
                if start < 0:
                    break
                at = bisect_right(self.starts, start) - 1
                offset = start - self.starts[at]
                found[at] = min(offset, found.get(at, offset))
                if at + 1 == len(self.starts):
                    break
                start = self.starts[at + 1]
        for at, offset in sorted(found.items()):
            source = self.sources[at]
            yield source, source.find_row(offset, in_low=True)

    def _find_matches(self, kind: str) -> Iterator[_Match]:
        """Yield the matches of the rules of a kind."""
        for rule, parts in self.rules.get(kind, ()):
            pattern = compile_once(rule.pattern)
            for source, _row in self._find_sources(parts):
                for match in pattern.finditer(source.text):
                    yield _Match(rule, source, match, source.find_row(match.start()))

    def _find_first(self, kind: str) -> dict[str, Shown]:
        """Return each fact of a kind with the first line that shows it."""
        facts: dict[str, Shown] = {}
        for rule, parts in self.rules.get(kind, ()):
            pattern = compile_once(rule.pattern) if rule.pattern else None
            for source, row in self._find_sources(parts):
                match = pattern and pattern.search(source.text)
                if match or pattern is None:
                    line = source.find_row(match.start()) if match else row
                    known = facts.get(rule.gives)
                    if known is None or line < known.line:
                        facts[rule.gives] = Shown(rule.gives, line)
                    break
        return facts

    def _measure(self, line: int) -> int:
        """Return the distance from a line to the nearest failure."""
        if not self.failures:
            return 0
        at = bisect_left(self.failures, line)
        return min(
            abs(line - failure) for failure in [FAR + line, *self.failures[max(at - 1, 0) : at + 1]]
        )

    # Facts

    def _find_tools(self) -> tuple[Shown, ...]:
        facts = self._find_first("tool")
        shared = self._find_first("sharedWord")
        if not facts and not shared:
            return ()
        tools = load_rules().tools
        contained = {name for shown in facts for name in tools[shown][1]}
        for name, shown in shared.items():
            known = facts.get(name)
            if shown.line < known.line if known else name not in contained:
                facts[name] = shown
        return tuple(facts[name] for name in tools if name in facts)

    def _find_platforms(self) -> tuple[Shown, ...]:
        facts = self._find_first("platform")
        if not any(name in facts for name in DISTRIBUTIONS):
            facts |= self._find_first("sharedPath")
        return tuple(sorted(facts.values(), key=lambda shown: (shown.line, shown.value)))

    def _find_versions(self) -> tuple[ShownVersion, ...]:
        found: dict[str, list[ShownVersion]] = {}
        for rule, _source, match, line in self._find_matches("version"):
            component = rule.gives or match["component"].lower().replace("_", "-")
            version = match["version"]
            if "." not in version and component == "Python":
                version = f"{version[0]}.{version[1:]}"
            found.setdefault(component, []).append(ShownVersion(component, version, line))
        best = (self._choose_version(versions) for versions in found.values())
        return tuple(sorted(best, key=lambda shown: (shown.line, shown.component)))

    @staticmethod
    def _choose_version(versions: list[ShownVersion]) -> ShownVersion:
        """Return the version of the most certain form, in full if the text has it in full."""
        longer = [v for v in versions if v.version.startswith(f"{versions[0].version}.")]
        best = (longer or versions)[0].version
        return min(v for v in versions if v.version == best)

    def _find_side(self, tools: Iterable[Shown]) -> Shown | None:
        """Return the side of the first line that shows one."""
        sides = [*self._find_first("side").values()]
        for shown in tools:
            side = load_rules().tools[shown.value][0]
            if side:
                sides.append(Shown(side, shown.line))
        return min(sides, key=lambda side: side.line, default=None)

    def _find_host(self) -> tuple[Shown | None, Shown | None]:
        """Return the host of the failing connection, and its port."""
        if "host" not in self.rules:
            return None, None
        candidates = sorted(self._find_hosts())
        proxies = {c.value for c in candidates if c.is_proxy}
        has_proxy_failed = any(words in self.low for words in PROXY_FAILURES)
        is_wanted = bool(proxies) and has_proxy_failed
        fitting = [c for c in candidates if (c.value in proxies) is is_wanted]
        hosts = [c for c in fitting if c.value not in UNSPECIFIED]
        if not hosts:
            ports = [Shown(c.port, c.line) for c in fitting if c.port]
            return None, ports[0] if ports else None
        host = hosts[0]
        ports = [Shown(c.port, c.line) for c in hosts if c.port and c.value == host.value]
        port = Shown(host.port, host.line) if host.port else next(iter(ports), None)
        return Shown(host.value, host.line), port or self._find_lone_port(host.line)

    def _find_hosts(self) -> Iterator[_Candidate]:
        for rule, source, match, _line in self._find_matches("host"):
            if source.is_deceptive:
                continue
            groups = match.groupdict()
            scheme, port = groups.get("scheme") or "", groups.get("port") or ""
            is_bare = "b" in rule.flags or bool(scheme and port)
            host = read_host(match["host"], single=is_bare)
            if not host or (scheme == "http" and "p" not in rule.flags):
                continue
            start, end = match.span("host")
            if source.may_cut(start, end):
                continue
            line = source.find_row(start)
            if "m" in rule.flags and is_link(source.text, match.start(), host, end):
                continue
            if not scheme and not is_bare and compile_once(FILE_NAME).search(host):
                continue
            port = read_port(port) or SCHEME_PORTS.get(scheme, "")
            # Names say more than addresses.
            cost = rule.weight + self._measure(line) + is_address(host)
            yield _Candidate(cost, line, start, host, port, "p" in rule.flags)

    def _find_lone_port(self, host_line: int) -> Shown | None:
        for _rule, _source, match, line in self._find_matches("port"):
            port = read_port(match["port"])
            if port and abs(line - host_line) <= NEAR_PORT:
                return Shown(port, line)
        return None

    def _find_file(self) -> Shown | None:
        best = min(self._find_files(), default=None)
        return best and Shown(best.value, best.line)

    def _find_files(self) -> Iterator[_Candidate]:
        for rule, source, match, _line in self._find_matches("file"):
            if source.is_deceptive:
                continue
            file = read_file(match["file"], any_kind="c" not in rule.flags)
            start, end = match.span("file")
            if file and (is_complete_file(file) or not source.may_cut(start, end)):
                line = source.find_row(start)
                yield _Candidate(rule.weight + self._measure(line), line, start, file)
