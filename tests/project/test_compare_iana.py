"""The tool that compares the alerts with IANA's registry.

The registry below is written by hand, from the appendices of the RFCs, in the form of the files
that IANA offers.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from support.places import TOOLS
from support.tool_modules import load_tool

from sphinx_tlsalerts.registries.alerts import load_alerts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = TOOLS / "compare_iana.py"

CSV = """\
Value,Description,DTLS-OK,Reference,Comment
0,close_notify,Y,[RFC9846],
1-9,Unassigned,,,
10,unexpected_message,Y,[RFC9846],
20,bad_record_mac,Y,[RFC9846],
21,decryption_failed_RESERVED,Y,[RFC9846],"earlier than TLS 1.2, in words of ours"
22,record_overflow,Y,[RFC9846],
30,decompression_failure_RESERVED,Y,[RFC9846],
40,handshake_failure,Y,[RFC9846],
41,no_certificate_RESERVED,Y,[RFC9846],
42,bad_certificate,Y,[RFC9846],
43,unsupported_certificate,Y,[RFC9846],
44,certificate_revoked,Y,[RFC9846],
45,certificate_expired,Y,[RFC9846],
46,certificate_unknown,Y,[RFC9846],
47,illegal_parameter,Y,[RFC9846],
48,unknown_ca,Y,[RFC9846],
49,access_denied,Y,[RFC9846],
50,decode_error,Y,[RFC9846],
51,decrypt_error,Y,[RFC9846],
52,too_many_cids_requested,Y,[RFC9147],
53-59,Unassigned,,,
60,export_restriction_RESERVED,Y,[RFC9846],
70,protocol_version,Y,[RFC9846],
71,insufficient_security,Y,[RFC9846],
80,internal_error,Y,[RFC9846],
86,inappropriate_fallback,Y,[RFC7507],
90,user_canceled,Y,[RFC9846],
100,no_renegotiation_RESERVED,Y,[RFC9846],
109,missing_extension,Y,[RFC9846],
110,unsupported_extension,Y,[RFC9846],
111,certificate_unobtainable_RESERVED,Y,[RFC6066][RFC9846],
112,unrecognized_name,Y,[RFC6066],
113,bad_certificate_status_response,Y,[RFC6066],
114,bad_certificate_hash_value_RESERVED,Y,[RFC6066][RFC9846],
115,unknown_psk_identity,Y,[RFC4279],
116,certificate_required,Y,[RFC9846],
117,general_error,Y,[RFC9846],
118-119,Unassigned,,,
120,no_application_protocol,Y,[RFC7301][RFC8447],
121,ech_required,Y,[RFC9849],
122-255,Unassigned,,,
"""

#: How many alerts the package has. One more is also one more row above.
COUNT = len(load_alerts())
SAME = f"alerts here: {COUNT}, differences: 0\n"


TOOL = load_tool("compare_iana")


def as_xml(text: str, registry: str = "tls-parameters-6") -> str:
    """Return the rows of a CSV file as IANA's XML has them, among other registries."""
    records = []
    for row in TOOL.csv.reader(text.splitlines()[1:]):
        value, description, dtls_ok, references, *_ = (escape(cell) for cell in row)
        named = references.strip("[]").split("][") if references else []
        records.append(
            f"<record><value>{value}</value><description>{description}</description>"
            + (f"<dtls>{dtls_ok}</dtls>" if dtls_ok else "")
            + "".join(f'<xref type="rfc" data="{name.lower()}"/>' for name in named)
            + "</record>"
        )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<registry xmlns="http://www.iana.org/assignments" id="tls-parameters">\n'
        '<registry id="tls-parameters-5"><title>TLS ContentType</title>'
        "<record><value>21</value><description>alert</description></record></registry>\n"
        f'<registry id="{registry}"><title>TLS Alerts</title>'
        f'<xref type="rfc" data="rfc1"/>{"".join(records)}</registry>\n</registry>\n'
    )


FORMS = pytest.mark.parametrize("form", [str, as_xml], ids=["csv", "xml"])


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes
) -> tuple[int, str, str]:
    """Run the tool on a file; return its exit code, stdout and stderr."""
    file = tmp_path / "registry"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code = TOOL.main([str(file)])
    out, err = capsys.readouterr()
    return code, out, err.replace(str(file), "FILE")


@FORMS
def test_data_agree_with_the_registry(
    form: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, capsys, form(CSV)) == (0, SAME, "")


DIFFERENCES = {
    "missing": (
        "118-119,Unassigned,,,",
        "118,carrier_lost,Y,[RFC9999],\n119,Unassigned,,,",
        "118 'carrier_lost': missing here, assigned at IANA",
    ),
    "missing range": (
        "122-255,Unassigned,,,",
        "122-223,Unassigned,,,\n224-255,Reserved for Private Use,,[RFC9999],",
        "224-255 'Reserved for Private Use': missing here, assigned at IANA",
    ),
    "superfluous": (
        "117,general_error,Y,[RFC9846],\n118-119,",
        "117-119,",
        "117 general_error: superfluous here, not assigned at IANA",
    ),
    "name": (
        "90,user_canceled,",
        "90,user_cancelled,",
        "90 user_canceled: name: 'user_canceled' here, 'user_cancelled' at IANA",
    ),
    "reserved since": (
        "71,insufficient_security,",
        "71,insufficient_security_RESERVED,",
        (
            "71 insufficient_security: name: 'insufficient_security' here, "
            "'insufficient_security_RESERVED' at IANA"
        ),
    ),
    "no longer reserved": (
        "60,export_restriction_RESERVED,",
        "60,export_restriction,",
        (
            "60 export_restriction: name: 'export_restriction_RESERVED' here, "
            "'export_restriction' at IANA"
        ),
    ),
    "DTLS-OK": (
        "86,inappropriate_fallback,Y,",
        "86,inappropriate_fallback,N,",
        "86 inappropriate_fallback: DTLS-OK: Y here, N at IANA",
    ),
    "DTLS-OK without a value": (
        "86,inappropriate_fallback,Y,",
        "86,inappropriate_fallback,,",
        "86 inappropriate_fallback: DTLS-OK: Y here, nothing at IANA",
    ),
    "another reference": (
        "52,too_many_cids_requested,Y,[RFC9147]",
        "52,too_many_cids_requested,Y,[RFC9999]",
        "52 too_many_cids_requested: reference: RFC 9147 here, [RFC9999] at IANA",
    ),
    "one more reference": (
        "52,too_many_cids_requested,Y,[RFC9147]",
        "52,too_many_cids_requested,Y,[RFC9147][RFC9999]",
        "52 too_many_cids_requested: reference: RFC 9147 here, [RFC9147][RFC9999] at IANA",
    ),
    "a draft": (
        "121,ech_required,Y,[RFC9849]",
        "121,ech_required,Y,[RFC-IETF-TLS-ESNI-25]",
        "121 ech_required: reference: RFC 9849 here, [RFC-IETF-TLS-ESNI-25] at IANA",
    ),
    "no reference": (
        "121,ech_required,Y,[RFC9849]",
        "121,ech_required,Y,",
        "121 ech_required: reference: RFC 9849 here, nothing at IANA",
    ),
    "the reservation alone is no definition of a current alert": (
        "52,too_many_cids_requested,Y,[RFC9147]",
        "52,too_many_cids_requested,Y,[RFC9846]",
        "52 too_many_cids_requested: reference: RFC 9147 here, [RFC9846] at IANA",
    ),
}


@FORMS
@pytest.mark.parametrize("kind", DIFFERENCES)
def test_a_difference_is_one_line(
    form: Callable[[str], str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, line = DIFFERENCES[kind]
    assert CSV.count(old) == 1
    code, out, err = run(tmp_path, capsys, form(CSV.replace(old, new)))
    assert (code, out, err) == (1, f"{line}\nalerts here: {COUNT}, differences: 1\n", "")


def test_differences_stand_in_the_order_of_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(tmp_path, capsys, CSV.replace("Y,[RFC9846]", "N,[RFC8446]"))
    numbers = [int(line.split()[0]) for line in out.splitlines()[:-1]]
    assert code == 1
    assert numbers == sorted(numbers)
    assert len(numbers) == 2 * CSV.count("Y,[RFC9846]")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + CSV,
        CSV.replace("\n", "\r\n"),
        CSV + "\n",
        CSV.replace("90,user_canceled,Y,", '90,"user_canceled",Y ,'),
        CSV.replace(",Comment", "", 1),
        "\n  " + as_xml(CSV).partition("\n")[2],
        "\ufeff" + as_xml(CSV),
        as_xml(CSV).replace("<value>90</value>", "<value> 90\n</value><!-- a remark -->"),
        as_xml(CSV).replace("'UTF-8'?>", "'UTF-8'?>\n<?xml-stylesheet href='x.xsl'?>"),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_the_same_rows_in_another_spelling_agree(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, capsys, text) == (0, SAME, "")


ENTITIES = as_xml(CSV).replace(
    "?>\n", '?>\n<!DOCTYPE registry [<!ENTITY a "&b;&b;"><!ENTITY b "42">]>\n', 1
)

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "it lacks a column: value, description, dtls-ok, reference are needed"),
    "another header": (
        CSV.replace("DTLS-OK", "Recommended"),
        "it lacks a column: value, description, dtls-ok, reference are needed",
    ),
    "cipher suites": (
        CSV.replace("0,close_notify", '"0x00,0x00",TLS_NULL_WITH_NULL_NULL'),
        "'0x00,0x00' is no code of an alert",
    ),
    "content types": (
        CSV.partition("\n")[0] + "\n0-19,Unassigned,,,\n20,change_cipher_spec,Y,[RFC9846],\n",
        "it does not begin with close_notify, as the alerts do",
    ),
    "header alone": (
        CSV.partition("\n")[0] + "\n",
        "it does not begin with close_notify, as the alerts do",
    ),
    "too few columns": (CSV + "123,late\n", "it has a row with too few columns"),
    "a code twice": (CSV + "90,again,Y,[RFC9846],\n", "90 is there twice"),
    "a code of two octets": (CSV + "256,wide,Y,[RFC9846],\n", "'256' is no code of an alert"),
    "a range backwards": (CSV + "9-1,Unassigned,,,\n", "'9-1' is no code of an alert"),
    "other digits": (CSV + "\u0664\u0662,bad,Y,,\n", "'\u0664\u0662' is no code of an alert"),
    "an open quote": (CSV + '122,"general', "it is not CSV: unexpected end of data"),
    "bytes": (b"\x89PNG\r\n\x1a\n", "it is not in UTF-8"),
    "too long": (CSV + "\n" * TOOL.MOST_BYTES, f"it has more than {TOOL.MOST_BYTES} bytes"),
    "a page": (
        "<!DOCTYPE html><html></html>",
        "it has a DOCTYPE, which the file of IANA has not",
    ),
    "entities": (
        ENTITIES.replace("<value>42</value>", "<value>&a;</value>"),
        "it has a DOCTYPE, which the file of IANA has not",
    ),
    "a DOCTYPE in UTF-16": (
        ENTITIES.replace("encoding='UTF-8'", "").encode("utf-16"),
        "it is not in UTF-8",
    ),
    "an entity without a DOCTYPE": (
        as_xml(CSV).replace("<value>42</value>", "<value>&a;</value>"),
        "it is not XML: undefined entity",
    ),
    "half a file": (as_xml(CSV)[:-30], "it is not XML: "),
    "an encoding that is none": (
        as_xml(CSV).replace("UTF-8", "none-such"),
        "it is not XML: unknown encoding: none-such",
    ),
    "an encoding of many bytes": (
        as_xml(CSV).replace("UTF-8", "shift_jis"),
        "it is not XML: multi-byte encodings are not supported",
    ),
    "another registry": (
        as_xml(CSV, registry="tls-parameters-7"),
        "it has no registry 'tls-parameters-6'",
    ),
    "another namespace": (
        as_xml(CSV).replace("www.iana.org", "example.org"),
        "it has no registry 'tls-parameters-6'",
    ),
    "a record without a value": (
        as_xml(CSV).replace("<value>42</value>", ""),
        "'' is no code of an alert",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_such_registry_is_refused(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, reason = BROKEN[kind]
    code, out, err = run(tmp_path, capsys, text)
    assert (code, out) == (2, "")
    assert err.startswith(f"FILE: {reason}")
    assert err.count("\n") == 1


def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert TOOL.main([str(tmp_path)]) == 2
    assert TOOL.main([str(tmp_path / "missing.csv")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "No such file or directory" in err
    assert err.count("\n") == 2


@pytest.mark.parametrize("text", [CSV, as_xml(CSV)], ids=["csv", "xml"])
def test_the_tool_reads_stdin(text: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(FILE), "-"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode().splitlines() == SAME.splitlines()
