"""Compare the alerts of the package with IANA's registry.

    python tools/compare_iana.py tls-parameters-6.csv   or tls-parameters.xml, or - for stdin

Download one of the two from https://www.iana.org/assignments/tls-parameters/ first: nothing here
touches a network. Every difference is one line. Exit code: 0 without differences, 1 with some,
2 for a file that is not this registry.

References are compared by the RFC. One that IANA names has to be cited by the record, as the
reference or in a definition; IANA has to name one of those that the record cites. A reserved alert
may also stand there with the RFC of TLS itself, which reserves it: the record cites the last
version that defines it.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from sphinx_tlsalerts.registries.alerts import LAST_ALERT_CODE, load_alerts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_tlsalerts.registries.alert_records import Alert

#: The whole XML file has less than half a megabyte.
MOST_BYTES = 8 * 1024 * 1024

REGISTRY = "tls-parameters-6"
NAMESPACE = "{http://www.iana.org/assignments}"
COLUMNS = ("value", "description", "dtls-ok", "reference")

#: RFCs that changed the registry itself. IANA names them beside the one that defines an alert.
ABOUT_THE_REGISTRY = {8447, 9847}


class Row(NamedTuple):
    """One row of the registry, as IANA writes it."""

    value: str
    description: str
    dtls_ok: str
    reference: str

    @property
    def codes(self) -> range | None:
        """The code, or the range of codes; None where there is neither."""
        found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", self.value, re.ASCII)
        if found is None:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        return range(first, last + 1) if first <= last <= LAST_ALERT_CODE else None

    @property
    def rfcs(self) -> set[int]:
        """The RFCs that define it. ``RFC-ietf-…`` is none yet."""
        named = re.findall(r"\bRFC ?(\d+)\b", self.reference, re.ASCII | re.IGNORECASE)
        return {int(number) for number in named} - ABOUT_THE_REGISTRY


class NotTheRegistryError(Exception):
    """The file is not IANA's registry of alerts, or is damaged."""


class _WithoutDoctype(ET.TreeBuilder):
    """Refuse a document type, without which there is no entity that could be expanded."""

    def doctype(self, *_: str | None) -> None:
        raise NotTheRegistryError("it has a DOCTYPE, which the file of IANA has not")


def read(data: bytes) -> dict[str, Row]:
    """Return the rows of a file, by their values.

    :raises NotTheRegistryError: it is not the registry
    """
    if len(data) > MOST_BYTES:
        raise NotTheRegistryError(f"it has more than {MOST_BYTES} bytes")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    rows = _rows_of_xml(data) if start.startswith(b"<") else _rows_of_csv(data)
    found: dict[str, Row] = {}
    for row in rows:
        if row.codes is None:
            raise NotTheRegistryError(f"{row.value[:40]!r} is no code of an alert")
        if row.value in found:
            raise NotTheRegistryError(f"{row.value} is there twice")
        found[row.value] = row
    # The registries of content types and of handshake types have the same columns.
    if "0" not in found or found["0"].description != "close_notify":
        raise NotTheRegistryError("it does not begin with close_notify, as the alerts do")
    return found


def _rows_of_csv(data: bytes) -> Iterator[Row]:
    try:
        text = StringIO(data.decode("utf-8-sig"), newline="")
        header, *rows = csv.reader(text, strict=True)
        where = [[name.lower() for name in header].index(column) for column in COLUMNS]
        for row in rows:
            if row:
                yield Row(*(" ".join(row[index].split()) for index in where))
    except UnicodeDecodeError as error:
        raise NotTheRegistryError("it is not in UTF-8") from error
    except csv.Error as error:
        raise NotTheRegistryError(f"it is not CSV: {error}") from error
    except IndexError as error:
        raise NotTheRegistryError("it has a row with too few columns") from error
    except ValueError as error:
        raise NotTheRegistryError(f"it lacks a column: {', '.join(COLUMNS)} are needed") from error


def _rows_of_xml(data: bytes) -> Iterator[Row]:
    parser = ET.XMLParser(target=_WithoutDoctype())  # noqa: S314  (see there)
    try:
        root = ET.fromstring(data, parser)  # noqa: S314
    except (ET.ParseError, LookupError, ValueError) as error:  # the last two of encodings
        raise NotTheRegistryError(f"it is not XML: {error}") from error
    registry = root.find(f".//{NAMESPACE}registry[@id='{REGISTRY}']")
    if registry is None:
        raise NotTheRegistryError(f"it has no registry {REGISTRY!r}")
    for record in registry.iterfind(f"{NAMESPACE}record"):
        references = (f"[{xref.get('data', '')}]" for xref in record.iterfind(f"{NAMESPACE}xref"))
        yield Row(
            _text(record, "value"),
            _text(record, "description"),
            _text(record, "dtls"),
            "".join(references).upper(),
        )


def _text(record: ET.Element, name: str) -> str:
    found = record.find(NAMESPACE + name)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def differences(rows: Iterable[Row], alerts: Iterable[Alert]) -> Iterator[str]:
    """Yield in what *rows* differ from *alerts*, in the order of the codes."""
    assigned = {row.value: row for row in rows if row.description.lower() != "unassigned"}
    ours = {str(alert.code): alert for alert in alerts}
    tls = ours["0"].reference.rfc
    for value in sorted(assigned.keys() | ours.keys(), key=_first_code):
        row, alert = assigned.get(value), ours.get(value)
        if row is None:
            yield f"{value} {ours[value].name}: superfluous here, not assigned at IANA"
        elif alert is None:
            yield f"{value} {row.description!r}: missing here, assigned at IANA"
        else:
            for what, here, there in _of_one(row, alert, tls):
                yield f"{value} {alert.name}: {what}: {here} here, {there} at IANA"


def _first_code(value: str) -> int:
    return int(value.partition("-")[0])


def _of_one(row: Row, alert: Alert, tls: int) -> Iterator[tuple[str, str, str]]:
    """Yield what differs, the value of ours, and that of IANA."""
    if row.description != alert.iana_name:
        yield "name", repr(alert.iana_name), repr(row.description)
    dtls_ok = "Y" if alert.dtls_ok else "N"
    if row.dtls_ok != dtls_ok:
        yield "DTLS-OK", dtls_ok, row.dtls_ok or "nothing"
    cited = {alert.reference.rfc, *(definition.where.rfc for definition in alert.definitions)}
    allowed = cited | ({tls} if alert.status == "reserved" else set())
    if not row.rfcs or row.rfcs - allowed:
        here = ", ".join(f"RFC {number}" for number in sorted(cited))
        yield "reference", here, row.reference or "nothing"


def given_file(name: str) -> bytes:
    """Return what a file holds, or stdin, up to the bound and a byte."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the differences; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", help=f"{REGISTRY}.csv or tls-parameters.xml of IANA, - for stdin")
    name = parser.parse_args(arguments).file
    try:
        rows = read(given_file(name))
    except (OSError, NotTheRegistryError) as error:
        sys.stderr.write(f"{name}: {error}\n")
        return 2
    found = [*differences(rows.values(), load_alerts())]
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"alerts here: {len(load_alerts())}, differences: {len(found)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
