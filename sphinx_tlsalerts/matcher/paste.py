"""Read what a paste shows of the reader's situation: tool, platform, versions, host, file, side.

Input: what :func:`sphinx_tlsalerts.matcher.reader.read` returns. Output: a :class:`PasteContext`.
Of a text that is much longer than a traceback, only the lines around failures, the first and the
last ones are read.

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
from sphinx_tlsalerts.matcher.folding import BLANK
from sphinx_tlsalerts.matcher.places import (
    FILE_NAME,
    SCHEME_PORTS,
    SLASHES,
    WORD,
    is_address,
    is_link,
    read_file,
    read_host,
    read_port,
)
from sphinx_tlsalerts.matcher.regex import compile_once
from sphinx_tlsalerts.matcher.signal import SignalKind
from sphinx_tlsalerts.matcher.wraps import LONGEST_LINE, Line, number_at

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_tlsalerts.matcher.evidence import PackedRule, PackedRules
    from sphinx_tlsalerts.matcher.reader import ReadText

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

    value: str
    line: int  #: the line that shows it, from 1


class ShownVersion(NamedTuple):
    """A version that a text shows."""

    component: str  #: ``Python``, ``OpenSSL``, ``LibreSSL``, or the id of a tool or a package
    version: str
    line: int


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


def read_paste(text: str) -> PasteContext:
    """Return what *text* shows of the situation of the reader."""
    from sphinx_tlsalerts.matcher.reader import read

    return describe_paste(read(text))


def describe_paste(reading: ReadText) -> PasteContext:
    """Return what the lines of a text show of the situation of the reader."""
    failures = _find_failures(reading)
    chosen = _choose_lines(reading.excerpt.lines, failures)
    context = _Reading(chosen, failures).describe()
    rows = _list_rows(reading.excerpt.text, chosen)
    if [row.text for row in rows] != [line.text for line in chosen]:
        is_wrapped = any(line.wrap for line in chosen)
        context = _combine(_Reading(rows, failures).describe(), context, is_wrapped=is_wrapped)
    if reading.excerpt.disguised:
        return context._replace(host=None, port=None, file=None)
    return context


def _list_rows(text: str, chosen: Iterable[Line]) -> list[Line]:
    """Return the rows of some lines as they were pasted: a prefix of a log may name the program."""
    rows = text.split("\n")
    numbers = dict.fromkeys(
        row.number for line in chosen for row in (line.wrap.pieces if line.wrap else (line,))
    )
    pasted = ((number, rows[number - 1].strip(BLANK)[:LONGEST_LINE]) for number in numbers)
    return [Line(number, row, row.lower()) for number, row in pasted if row]


def _combine(rows: PasteContext, lines: PasteContext, *, is_wrapped: bool) -> PasteContext:
    """Combine what the rows of a text show and what its lines show.

    :param is_wrapped: a host or a file may be in two rows, and is whole only in a line
    """
    places, others = (lines, rows) if is_wrapped else (rows, lines)
    ends = places if places.host or places.port else others
    tools = {shown.value: shown for shown in (*lines.tools, *rows.tools)}
    platforms = {shown.value: shown for shown in (*lines.platforms, *rows.platforms)}
    versions = {shown.component: shown for shown in (*lines.versions, *rows.versions)}
    return PasteContext(
        tuple(tools[name] for name in load_rules().tools if name in tools),
        tuple(sorted(platforms.values(), key=lambda shown: (shown.line, shown.value))),
        tuple(sorted(versions.values(), key=lambda shown: (shown.line, shown.component))),
        ends.host,
        ends.port,
        places.file or others.file,
        rows.side or lines.side,
        rows.frameworks_python or lines.frameworks_python,
    )


def _find_failures(reading: ReadText) -> list[int]:
    """Return the numbers of the lines that report a failure of TLS, in ascending order."""
    # Reasons are left out: browsers know fewer of them.
    failures = {signal.line for signal in reading.signals if signal.kind in _CERTAIN}
    rest = MOST_FAILURES
    for line in reading.excerpt.lines:
        if line.number in reading.about_tls and any(part in line.low for part in FAILURE_PARTS):
            rows = line.wrap.pieces if line.wrap else (line,)
            failures |= {
                row.number for row in rows if any(part in row.low for part in FAILURE_PARTS)
            }
            rest -= 1
            if not rest:
                break
    return sorted(failures)


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


def _fold_slashes(low: str) -> str:
    """Return a line with the paths of Windows, also escaped ones, like those of other systems."""
    return compile_once(SLASHES).sub("/", low) if "\\" in low else low


class _Reading:
    """The lines of a text with the rules that may apply."""

    def __init__(self, lines: Sequence[Line], failures: list[int]) -> None:
        self.lines = lines
        self.failures = failures
        folded = [_fold_slashes(line.low) for line in lines]
        self.low = "\n".join(folded)
        self.starts = [0, *accumulate(len(low) + 1 for low in folded)][: len(lines)]
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

    def _find_lines(self, parts: Iterable[str]) -> Iterator[Line]:
        """Yield the lines that have one of some parts."""
        found: set[int] = set()
        for part in parts:
            start = 0
            for _ in range(MOST_LINES):
                start = self.low.find(part, start)
                if start < 0:
                    break
                at = bisect_right(self.starts, start) - 1
                found.add(at)
                if at + 1 == len(self.starts):
                    break
                start = self.starts[at + 1]
        for at in sorted(found):
            yield self.lines[at]

    def _find_matches(self, kind: str) -> Iterator[tuple[PackedRule, Line, re.Match[str]]]:
        """Yield the matches of the rules of a kind."""
        for rule, parts in self.rules.get(kind, ()):
            pattern = compile_once(rule.pattern)
            for line in self._find_lines(parts):
                for match in pattern.finditer(line.text):
                    yield rule, line, match

    def _find_first(self, kind: str) -> dict[str, Shown]:
        """Return each fact of a kind with the first line that shows it."""
        facts: dict[str, Shown] = {}
        for rule, parts in self.rules.get(kind, ()):
            search = compile_once(rule.pattern).search if rule.pattern else None
            for line in self._find_lines(parts):
                match = search and search(line.text)
                if search is None or match:
                    number = number_at(line, match.start() if match else _find_one(line, parts))
                    known = facts.get(rule.gives)
                    if known is None or number < known.line:
                        facts[rule.gives] = Shown(rule.gives, number)
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
        for rule, line, match in self._find_matches("version"):
            component = rule.gives or match["component"].lower().replace("_", "-")
            version = match["version"]
            if "." not in version and component == "Python":
                version = f"{version[0]}.{version[1:]}"
            number = number_at(line, match.start("version"))
            found.setdefault(component, []).append(ShownVersion(component, version, number))
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
        for rule, line, match in self._find_matches("host"):
            groups = match.groupdict()
            scheme, port = groups.get("scheme") or "", groups.get("port") or ""
            is_bare = "b" in rule.flags or bool(scheme and port)
            host = read_host(match["host"], single=is_bare)
            if not host or (scheme == "http" and "p" not in rule.flags):
                continue
            start, end = match.span("host")
            if "m" in rule.flags and is_link(line.low, match.start(), host, line.text[end:]):
                continue
            if not scheme and not is_bare and compile_once(FILE_NAME).search(host):
                continue
            port = read_port(port) or SCHEME_PORTS.get(scheme, "")
            # Names say more than addresses.
            number = number_at(line, start)
            cost = rule.weight + self._measure(number) + is_address(host)
            yield _Candidate(cost, number, start, host, port, "p" in rule.flags)

    def _find_lone_port(self, host_line: int) -> Shown | None:
        for _rule, line, match in self._find_matches("port"):
            port = read_port(match["port"])
            number = number_at(line, match.start("port"))
            if port and abs(number - host_line) <= NEAR_PORT:
                return Shown(port, number)
        return None

    def _find_file(self) -> Shown | None:
        best = min(self._find_files(), default=None)
        return best and Shown(best.value, best.line)

    def _find_files(self) -> Iterator[_Candidate]:
        for rule, line, match in self._find_matches("file"):
            file = read_file(match["file"], any_kind="c" not in rule.flags)
            if file:
                start = match.start("file")
                number = number_at(line, start)
                yield _Candidate(rule.weight + self._measure(number), number, start, file)


def _find_one(line: Line, parts: Iterable[str]) -> int:
    """Return where the first of some parts is in a line that has one."""
    places = (line.low.find(part) for part in parts)
    return min((place for place in places if place >= 0), default=len(line.low))
