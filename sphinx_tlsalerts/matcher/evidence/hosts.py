r"""Forms that show the host and the port of the failing connection.

The weight of a rule says how certain its form is: 0 for forms of the failure itself, such as
``Cannot connect to host``, 10 for attempts to connect, 40 for addresses that are only mentioned.

Flags of the rules: ``b`` for forms that name a host beyond doubt, so that it may be a single label;
``p`` for forms that name a proxy; ``m`` for forms that may also have a link to documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.matcher.evidence.rules import PlaceRule

if TYPE_CHECKING:
    from collections.abc import Mapping

FAILED, ATTEMPTED, MENTIONED = 0, 10, 40

#: Letters of other scripts. Marks and controls that change the direction of text are not in it.
_LETTERS = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0376-\u0377\u037b-\u037d\u0386-\u0481"
    r"\u048a-\u052f\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3\u0904-\u0dff"
    r"\u0e01-\u0e4e\u10d0-\u10ff\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3"
)

_LETTER = rf"[0-9A-Za-z{_LETTERS}]"

#: A label of a name.
LABEL = rf"^{_LETTER}(?:[0-9A-Za-z{_LETTERS}-]{{0,61}}{_LETTER})?$"
LONGEST_NAME = 253

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_GROUPS = r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})"
IPV4 = rf"^(?:{_BYTE}\.){{3}}{_BYTE}$"
IPV6 = (
    rf"^(?:{_GROUPS}{{7}}|(?=(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}[0-9A-Fa-f]{{0,4}}$)"
    rf"(?:{_GROUPS}{{0,6}})?::(?:{_GROUPS}{{0,6}})?)$"
)

#: A quotation mark, also one that is escaped.
_Q = r"\\{0,3}[\"'`\u2018\u2019\u201c\u201d]"
_MAYBE_Q = rf"(?:{_Q})?"

#: The characters of a name, of which the underscore is not valid: a name is never cut at one.
_NAME = rf"0-9A-Za-z_.{_LETTERS}-"

#: What may follow a name.
_END = r"(?=[\s:/?#\"'`,;()\[\]{}<>|\\\u2018\u2019\u201d\u2026]|$)"

_IP = r"[0-9A-Fa-f:.]{2,45}"
_HOST = rf"(?P<host>\[{_IP}\]|[{_NAME}]{{1,255}})"
_PORT = r"(?P<port>\d{1,5})(?!\d)"
_PAIR = rf"{_HOST}:{_PORT}"
_MAYBE_PAIR = rf"{_HOST}(?::{_PORT})?(?!:\d){_END}"

#: A name between quotation marks, which may be an IPv6 address.
_QUOTED = rf"{_Q}(?P<host>[{_NAME}:\[\]]{{1,255}}){_Q}"

_USER = r"(?:[^\s/@'\"<>]{1,200}@)?"
_REST = rf"://{_USER}{_MAYBE_PAIR}"
_URL = rf"(?P<scheme>[a-z][a-z0-9+.-]{{1,20}}){_REST}"

#: The default port of each scheme.
SCHEME_PORTS: Mapping[str, str] = {
    "https": "443", "wss": "443", "ldaps": "636", "ldap": "389", "imaps": "993", "pop3s": "995",
    "smtps": "465", "smtp": "25", "ftps": "990", "amqps": "5671", "mqtts": "8883",
    "rediss": "6379", "mongodb": "27017", "postgresql": "5432", "postgres": "5432",
    "mysql": "3306", "mariadb": "3306", "git+https": "443",
}  # fmt: skip

#: Further schemes of connections with TLS, without a default port.
OTHER_SCHEMES = ("kafka", "mongodb+srv", "ssl", "tls", "tcps", "grpcs")

_SCHEMES = "|".join(scheme.replace("+", r"\+") for scheme in (*SCHEME_PORTS, *OTHER_SCHEMES))

_CLIENTS = (
    "psql", "pg_dump", "pg_restore", "mysql", "mysqldump", "mariadb", "redis-cli",
    "mosquitto_pub", "mosquitto_sub",
)  # fmt: skip

_PROXY_URL = rf"(?:(?P<scheme>https?|socks5h?)://{_USER})?{_MAYBE_PAIR}"

_PROXIES = (
    PlaceRule(
        ("proxy", "https_proxy", "http_proxy", "all_proxy"),
        r"(?:https?_proxy|HTTPS?_PROXY|all_proxy|ALL_PROXY|--proxy|[Pp]roxy)"
        rf"(?: ?={{1,2}} ?|: ?| ){_MAYBE_Q}{_PROXY_URL}",
        ATTEMPTED,
        "p",
    ),
    PlaceRule(
        ("resolve proxy", "to proxy", "via proxy"),
        r"(?:[Rr]esolve proxy(?: name)?|[Cc]onnect(?:ed|ing)? to proxy|via proxy):?"
        rf" {_MAYBE_Q}{_PROXY_URL}",
        FAILED,
        "p",
    ),
    PlaceRule(
        ("proxyconnect tcp",),
        rf"proxyconnect tcp: dial tcp:? (?:lookup )?{_MAYBE_PAIR}",
        FAILED,
        "p",
    ),
)

_OF_FAILURES = (
    PlaceRule(
        ("httpsconnectionpool(host=", "httpsconnection(host=", "httpconnectionpool(host="),
        rf"HTTPS?Connection(?:Pool)?\(host={_QUOTED}, ?port={_PORT}",
        FAILED,
        "b",
    ),
    PlaceRule(("connect to host",), rf"[Cc]annot connect to host {_PAIR} ", FAILED, "b"),
    PlaceRule(
        ("connection to server at",),
        rf"connection to server at {_QUOTED}(?: \([\w:.%]{{2,60}}\))?, port {_PORT}",
        FAILED,
        "b",
    ),
    PlaceRule(("running on host",), rf"server running on host {_QUOTED}", FAILED, "b"),
    PlaceRule(
        ("ssl handshake failed",),
        rf"(?:SSL handshake failed: {_PAIR}:? )",
        FAILED,
        "b",
    ),
    PlaceRule(
        ("[ssl", "serverselectiontimeouterror", "autoreconnect", "connection closed"),
        rf"(?:^|[\s,({{'\"]){_PAIR}: (?:\[SSL|connection closed|EOF occurred|\[Errno)",
        FAILED,
    ),
    PlaceRule(
        ("/bootstrap",), rf"(?P<scheme>ssl|sasl_ssl)://{_PAIR}/(?:bootstrap|\d+): ", FAILED, "b"
    ),
    # Names that do not match
    PlaceRule(
        ("not valid for", "hostname", "host name"),
        rf"(?:not valid for|[Hh]ostname|host name|hostname,) {_QUOTED}",
        FAILED,
        "b",
    ),
    PlaceRule(
        ("no subject alternative", "no name matching"),
        r"No (?:subject alternative (?:DNS name|names) matching (?:IP address )?|name matching )"
        rf"{_HOST} found",
        FAILED,
        "b",
    ),
    PlaceRule(
        ("x509: certificate is valid for",),
        rf"valid for .{{1,600}}, not {_HOST}{_END}",
        FAILED,
        "b",
    ),
    PlaceRule(
        ("cannot validate certificate for",), rf"certificate for {_HOST} because", FAILED, "b"
    ),
    PlaceRule(
        ("certificate's altnames",), rf"altnames: (?:Host: |IP: ){_HOST} is not in", FAILED, "b"
    ),
    PlaceRule(
        ("does not match", "matches target", "target ipv4 address", "target ipv6 address"),
        r"(?:subjectAltName does not match|matches target host(?: ?name)?|target ipv[46] address)"
        rf" {_MAYBE_Q}{_HOST}{_END}",
        FAILED,
        "b",
    ),
    PlaceRule(("does not match",), rf"[Hh]ostname: {_HOST} does not match", FAILED, "b"),
    PlaceRule(("peer name",), rf"Peer name {_HOST} is not in peer certificate", FAILED, "b"),
    PlaceRule(("cannot verify",), rf"cannot verify {_HOST}'s certificate", FAILED, "b"),
    PlaceRule(("the certificate of",), rf"The certificate of {_QUOTED}", FAILED, "b"),
    # Connections that failed
    PlaceRule(("connect to",), rf"[Cc]onnect to {_HOST} port {_PORT}", FAILED, "b"),
    PlaceRule(("in connection to",), rf"in connection to {_PAIR}", FAILED, "b"),
    PlaceRule(
        ("connect to", "connecting to"),
        r"(?:[Cc]onnect to|Error -?\d{1,5} connecting to|[Ee]rror connecting to)"
        rf" {_MAYBE_Q}(?:(?P<scheme>ssl|tls|https)://)?{_PAIR}(?!\w)",
        FAILED,
        "b",
    ),
    PlaceRule(
        ("error connecting to", "pinging docker registry", "failed to connect to"),
        r"(?:[Ee]rror connecting to|pinging docker registry|[Ff]ailed to connect to)"
        rf" {_HOST}{_END}",
        FAILED,
    ),
    PlaceRule(("attempts to connect to",), rf"attempts to connect to {_HOST} failed", FAILED),
    PlaceRule(("ssl certificate for",), rf"alidate the SSL certificate for {_PAIR}", FAILED, "b"),
    PlaceRule(("server on",), rf"server on {_Q}{_HOST}(?::{_PORT})?{_Q}", FAILED, "b"),
    PlaceRule(
        ("connection to node",), rf"Connection to node -?\d+ \({_HOST}/{_IP}:{_PORT}\)", FAILED, "b"
    ),
    PlaceRule(("bootstrap broker",), rf"Bootstrap broker {_PAIR}", FAILED, "b"),
    PlaceRule(("host=",), rf"<BrokerConnection .{{0,80}}?\bhost={_PAIR}[ ,>]", FAILED, "b"),
    PlaceRule(("ipv4:",), rf"\bipv4:{_PAIR}", FAILED),
    PlaceRule(("ipv6:",), rf"\bipv6:(?:%5B|\[)(?P<host>{_IP})(?:%5D|\]):{_PORT}", FAILED),
    # Addresses that failed
    PlaceRule(
        ("could not fetch url", "unable to access", "failed for", "endpoint url", "for url"),
        r"(?:ould not fetch URL|unable to access|validation failed for|endpoint URL:?"
        rf"|for [Uu][Rr][Ll]) (?:[(<]|{_Q})?{_URL}",
        FAILED,
    ),
    PlaceRule(
        ("failed to fetch", "request to", "request for", "could not get", "could not head"),
        rf"(?:ailed to fetch:?|\brequest (?:to|for)|Could not (?:GET|HEAD)) {_MAYBE_Q}{_URL}",
        FAILED,
    ),
    PlaceRule(
        (
            "certificate for https",
            "data from https",
            "cannot reach",
            "file could not be downloaded",
        ),
        rf"(?:certificate for|download data from|cannot reach|\bThe) {_MAYBE_Q}{_URL}",
        FAILED,
    ),
    PlaceRule(("artifact", "metadata"), rf"(?:from|to|from/to) \S{{1,60}} \({_URL}", FAILED),
    PlaceRule(("https",), rf"\b(?:Get|Post|Put|Head|Patch|Delete) \\?\"{_URL}", FAILED),
    PlaceRule(("curl error",), rf"URL error \(?\d+\)?: .{{1,300}}? for {_URL}", FAILED),
    PlaceRule(("upstream:",), rf"upstream: {_Q}{_URL}", FAILED, "b"),
    PlaceRule(("(*",), rf"(?:inner exception|be established)\.? \({_PAIR}\)", FAILED, "b"),
)

_OF_ATTEMPTS = (
    PlaceRule(("dial tcp",), rf"dial tcp(?:: lookup)? {_MAYBE_PAIR}", ATTEMPTED, "b"),
    PlaceRule(("-connect",), rf"-connect {_MAYBE_Q}{_MAYBE_PAIR}", ATTEMPTED, "b"),
    PlaceRule(("connected to",), rf"Connected to {_HOST} \({_IP}\) port {_PORT}", ATTEMPTED, "b"),
    PlaceRule(
        ("connecting to",),
        rf"Connecting to {_HOST}(?: \([^()]{{1,255}}\))?(?:\|{_IP}\|)?:{_PORT}",
        ATTEMPTED,
        "b",
    ),
    PlaceRule(("proxy tunnel to",), rf"proxy tunnel to {_PAIR}", ATTEMPTED, "b"),
    PlaceRule(("was resolved",), rf"Host {_PAIR} was resolved", ATTEMPTED, "b"),
    PlaceRule(("peeraddr",), rf"peeraddr={_PAIR}", ATTEMPTED),
    PlaceRule(("server:",), rf", server: {_HOST}(?::{_PORT})?(?:,|$)", ATTEMPTED),
    PlaceRule(("(server",), rf"\(server {_PAIR}", ATTEMPTED),
    PlaceRule(
        ("certificate and private key", "configure"),
        rf"(?:and private key|configure (?:encrypted private key|certificate)) {_PAIR}:\d",
        ATTEMPTED,
    ),
    PlaceRule(("host=",), rf"\bhost={_QUOTED}, ?port={_PORT}", ATTEMPTED, "b"),
    PlaceRule(
        ("host=",),
        rf"(?<![\w(])host={_MAYBE_Q}{_HOST}{_MAYBE_Q}(?: port={_MAYBE_Q}{_PORT})?{_END}",
        ATTEMPTED,
        "b",
    ),
    PlaceRule(
        ("host", "hostname"),
        rf"\bhost(?:name)?{_MAYBE_Q}: {_QUOTED}(?:, {_MAYBE_Q}port{_MAYBE_Q}: {_MAYBE_Q}{_PORT})?",
        ATTEMPTED,
        "b",
    ),
    PlaceRule(("('", '("'), rf"\({_QUOTED}, {_PORT}\)", ATTEMPTED),
    PlaceRule(
        (
            "smtp(",
            "smtp_ssl(",
            "imap4(",
            "imap4_ssl(",
            "ftp_tls(",
            "pop3_ssl(",
            "connect(",
            "httpsconnection(",
            "server(",
        ),
        r"(?:SMTP|SMTP_SSL|IMAP4|IMAP4_SSL|FTP_TLS|POP3_SSL|connect|HTTPSConnection|Server)"
        rf"\((?:host=)?{_QUOTED}(?:, ?(?:port=)?{_PORT})?",
        ATTEMPTED,
    ),
    PlaceRule(
        ("secure_channel(",), rf"secure_channel\({_Q}(?:dns:///)?{_PAIR}{_Q}", ATTEMPTED, "b"
    ),
    PlaceRule(
        _CLIENTS,
        rf"(?:{'|'.join(_CLIENTS)}) .{{0,200}}?-h ?{_HOST}(?=\s|$)(?: -[pP] ?{_PORT})?",
        ATTEMPTED,
        "b",
    ),
    PlaceRule(
        ("bootstrap-server", "bootstrap_servers", "bootstrap.servers", "broker-list"),
        rf"(?:bootstrap.servers?|broker-list){_MAYBE_Q}(?:=|: ?| )\[?{_MAYBE_Q}{_PAIR}",
        ATTEMPTED,
        "b",
    ),
    PlaceRule(
        ("urllib3httpnode(", "requestshttpnode(", "aiohttphttpnode("),
        rf"HttpNode\({_URL}",
        ATTEMPTED,
        "b",
    ),
)

_OF_MENTIONS = (
    PlaceRule(("trying",), rf"Trying {_PAIR}\.\.\.", MENTIONED),
    PlaceRule(("://",), rf"(?<![\w.+-])(?P<scheme>{_SCHEMES}){_REST}", MENTIONED, "m"),
)

#: The rules of hosts, the most certain first.
HOSTS: tuple[PlaceRule, ...] = (*_PROXIES, *_OF_FAILURES, *_OF_ATTEMPTS, *_OF_MENTIONS)

#: A port that a line shows next to that of its host.
LONE_PORTS: tuple[PlaceRule, ...] = (
    PlaceRule(("port:",), rf"^{_MAYBE_Q}port{_MAYBE_Q}: {_MAYBE_Q}{_PORT}{_MAYBE_Q},?$", MENTIONED),
    PlaceRule(("on port",), rf"connections on port {_PORT}", FAILED),
)

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

#: Words before a link to documentation.
BEFORE_LINK = (
    r"(?:see|info|information|help|details?|docs?|documentation|read|visit|here|check|guide|about"
    r"|refer to|learn more|issues?|bugs?|link)(?: at| on| here)?[^a-z0-9]{0,4}$"
)

#: Hosts that only links to documentation lead to.
LINKED_HOST = (
    r"^(?:docs?|help|support|bugs|wiki|issues|developer|learn|faq)\.|(?:^|\.)(?:readthedocs\.io"
    r"|readthedocs\.org|stackoverflow\.com|curl\.se|curl\.haxx\.se|aka\.ms|pypa\.io|w3\.org)$"
)

#: The path of a page about a project.
LINKED_PATH = r"^/[^/\s]{1,80}/[^/\s]{1,80}/(?:issues|wiki|blob|discussions|pull|releases)\b"

#: The end of a file of source code, which a line number follows: ``ssl.py:1319``.
FILE_NAME = (
    r"\.(?:py|pyx|pyi|c|cc|cpp|h|go|java|js|mjs|cjs|ts|rb|rs|erl|php|cs|pem|crt|cer|key|log|conf"
    r"|json|ya?ml|toml|cfg|ini|txt|so|dll|exe|jar|class|sql|html?|md)$"
)
