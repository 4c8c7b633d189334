r"""Forms that show the host and the port of the failing connection.

The weight of a rule says how certain its form is: 0 for forms of the failure itself, such as
``Cannot connect to host``, 10 for attempts to connect, 40 for addresses that are only mentioned.

Flags of the rules: ``b`` for forms that name a host beyond doubt, so that it may be a single label;
``p`` for forms that name a proxy; ``m`` for forms that may also have a link to documentation.
"""

from __future__ import annotations

from functools import partial

from sphinx_tlsalerts.matcher.evidence.rules import Rule
from sphinx_tlsalerts.matcher.places import SCHEME_PORTS

FAILED, ATTEMPTED, MENTIONED = 0, 10, 40

_host = partial(Rule, "host", "")

#: A quotation mark, also one that is escaped.
_Q = r"(?:\\{0,3}[\"'`]|[\u2018-\u201d])"
_MAYBE_Q = rf"{_Q}?"

#: The characters of a name, and more that are not valid, so that a name is never cut at one.
_NAME = r"[^\x00-,/:-@[-^`{-\x7f]"

#: What may follow a name.
_END = r"(?=[\s:/?#\"'`,;()\[\]{}<>|\\]|$)"

_IP = r"[0-9A-Fa-f:.]{2,45}"
_HOST = rf"(?P<host>\[{_IP}\]|{_NAME}{{1,255}})"
_PORT = r"(?P<port>\d{1,5})(?!\d)"
_PAIR = rf"{_HOST}:{_PORT}"
_MAYBE_PAIR = rf"{_HOST}(?::{_PORT})?(?!:\d){_END}"

#: A name between quotation marks, which may be an IPv6 address.
_QUOTED = rf"{_Q}(?P<host>[^\x00-,/;-@\\^`{{-\x7f]{{1,255}}?){_Q}"

_USER = r"(?:[^\s/@'\"<>]{1,200}@)?"
_REST = rf"://{_USER}{_MAYBE_PAIR}"
_URL = rf"(?P<scheme>[a-z][a-z0-9+.-]{{1,20}}){_REST}"

#: Further schemes of connections with TLS, without a default port.
OTHER_SCHEMES = ("kafka", "mongodb+srv", "ssl", "tls", "tcps", "grpcs")

_SCHEMES = "|".join(scheme.replace("+", r"\+") for scheme in (*SCHEME_PORTS, *OTHER_SCHEMES))

_CLIENTS = (
    "psql", "pg_dump", "pg_restore", "mysql", "mysqldump", "mariadb", "redis-cli",
    "mosquitto_pub", "mosquitto_sub",
)  # fmt: skip

_PROXY_URL = rf"(?:(?P<scheme>https?|socks5h?)://{_USER})?{_MAYBE_PAIR}"

_PROXIES = (
    _host(
        ("proxy", "https_proxy", "http_proxy", "all_proxy"),
        r"(?:https?_proxy|HTTPS?_PROXY|all_proxy|ALL_PROXY|--proxy|[Pp]roxy)"
        rf"(?: ?={{1,2}} ?|: ?| ){_MAYBE_Q}{_PROXY_URL}",
        ATTEMPTED,
        "p",
    ),
    _host(
        ("resolve proxy", "to proxy", "via proxy"),
        r"(?:[Rr]esolve proxy(?: name)?|[Cc]onnect(?:ed|ing)? to proxy|via proxy):?"
        rf" {_MAYBE_Q}{_PROXY_URL}",
        FAILED,
        "p",
    ),
    _host(
        ("proxyconnect tcp",),
        rf"proxyconnect tcp: dial tcp:? (?:lookup )?{_MAYBE_PAIR}",
        FAILED,
        "p",
    ),
)

_OF_FAILURES = (
    _host(
        ("httpsconnectionpool(host=", "httpsconnection(host=", "httpconnectionpool(host="),
        rf"HTTPS?Connection(?:Pool)?\(host={_QUOTED}, ?port={_PORT}",
        FAILED,
        "b",
    ),
    _host(("connect to host",), rf"[Cc]annot connect to host {_PAIR} ", FAILED, "b"),
    _host(
        ("connection to server at",),
        rf"connection to server at {_QUOTED}(?: \([\w:.%]{{2,60}}\))?, port {_PORT}",
        FAILED,
        "b",
    ),
    _host(("running on host",), rf"server running on host {_QUOTED}", FAILED, "b"),
    _host(
        ("ssl handshake failed",),
        rf"(?:SSL handshake failed: {_PAIR}:? )",
        FAILED,
        "b",
    ),
    _host(
        ("[ssl", "serverselectiontimeouterror", "autoreconnect", "connection closed"),
        rf"(?:^|[\s,({{'\"]){_PAIR}: (?:\[SSL|connection closed|EOF occurred|\[Errno)",
        FAILED,
    ),
    _host(
        ("/bootstrap",),
        rf"(?P<scheme>ssl|sasl_ssl)://{_PAIR}/(?:bootstrap|\d{{1,10}}): ",
        FAILED,
        "b",
    ),
    # Names that do not match
    _host(
        ("not valid for", "hostname", "host name"),
        rf"(?:not valid for|[Hh]ostname|host name|hostname,) {_QUOTED}",
        FAILED,
        "b",
    ),
    _host(
        ("no subject alternative", "no name matching"),
        r"No (?:subject alternative (?:DNS name|names) matching (?:IP address )?|name matching )"
        rf"{_HOST} found",
        FAILED,
        "b",
    ),
    _host(
        ("x509: certificate is valid for",),
        rf"valid for .{{1,600}}, not {_HOST}{_END}",
        FAILED,
        "b",
    ),
    _host(("cannot validate certificate for",), rf"certificate for {_HOST} because", FAILED, "b"),
    _host(("certificate's altnames",), rf"altnames: (?:Host: |IP: ){_HOST} is not in", FAILED, "b"),
    _host(
        ("does not match", "matches target", "target ipv4 address", "target ipv6 address"),
        r"(?:subjectAltName does not match(?: host name| ipv[46] address)?"
        r"|matches target host(?: ?name)?|target ipv[46] address)"
        rf" (?!host name|name\b|ipv[46] address){_MAYBE_Q}{_HOST}{_END}",
        FAILED,
        "b",
    ),
    _host(("does not match",), rf"[Hh]ostname: {_HOST} does not match", FAILED, "b"),
    _host(("peer name",), rf"Peer name {_HOST} is not in peer certificate", FAILED, "b"),
    _host(("cannot verify",), rf"cannot verify {_HOST}'s certificate", FAILED, "b"),
    _host(("the certificate of",), rf"The certificate of {_QUOTED}", FAILED, "b"),
    # Connections that failed
    _host(("connect to",), rf"[Cc]onnect to {_HOST} port {_PORT}", FAILED, "b"),
    _host(("in connection to",), rf"in connection to {_PAIR}", FAILED, "b"),
    _host(
        ("connect to", "connecting to"),
        r"(?:[Cc]onnect to|Error -?\d{1,5} connecting to|[Ee]rror connecting to)"
        rf" {_MAYBE_Q}(?:(?P<scheme>ssl|tls|https)://)?{_PAIR}(?!\w)",
        FAILED,
        "b",
    ),
    _host(
        ("error connecting to", "pinging docker registry", "failed to connect to"),
        r"(?:[Ee]rror connecting to|pinging docker registry|[Ff]ailed to connect to)"
        rf" {_HOST}{_END}",
        FAILED,
    ),
    _host(("attempts to connect to",), rf"attempts to connect to {_HOST} failed", FAILED),
    _host(("ssl certificate for",), rf"alidate the SSL certificate for {_PAIR}", FAILED, "b"),
    _host(
        ("server on", "server at"),
        rf"server (?:on|at) {_Q}{_HOST}(?::{_PORT})?{_Q}",
        FAILED,
        "b",
    ),
    _host(("is being made to host",), rf"being made to host {_QUOTED}", FAILED, "b"),
    # Browsers
    _host(
        ("your information from", "during a connection to", "prove that it is", "not valid for"),
        r"(?:your information from|error occurred during a connection to|prove that it is"
        rf"|certificate that is not valid for) {_MAYBE_PAIR}",
        FAILED,
    ),
    _host(
        ("unsupported protocol", "invalid response"),
        rf"(?:^|\s){_HOST} (?:uses an unsupported protocol|sent an invalid response)\.",
        FAILED,
    ),
    _host(
        ("connection to node",),
        rf"Connection to node -?\d{{1,10}} \({_HOST}/{_IP}:{_PORT}\)",
        FAILED,
        "b",
    ),
    _host(("bootstrap broker",), rf"Bootstrap broker {_PAIR}", FAILED, "b"),
    _host(("host=",), rf"<BrokerConnection .{{0,80}}?\bhost={_PAIR}[ ,>]", FAILED, "b"),
    _host(("ipv4:",), rf"\bipv4:{_PAIR}", FAILED),
    _host(("ipv6:",), rf"\bipv6:(?:%5B|\[)(?P<host>{_IP})(?:%5D|\]):{_PORT}", FAILED),
    # Addresses that failed
    _host(
        ("could not fetch url", "unable to access", "failed for", "endpoint url", "for url"),
        r"(?:ould not fetch URL|unable to access|validation failed for|endpoint URL:?"
        rf"|for [Uu][Rr][Ll]) (?:[(<]|{_Q})?{_URL}",
        FAILED,
    ),
    _host(
        (
            "failed to fetch",
            "failed to download",
            "request failure for",
            "request to",
            "request for",
            "could not get",
            "could not head",
        ),
        r"(?:ailed to (?:fetch|download):?|request failure for|\brequest (?:to|for)"
        rf"|Could not (?:GET|HEAD)) {_MAYBE_Q}{_URL}",
        FAILED,
    ),
    _host(
        (
            "certificate for https",
            "data from https",
            "cannot reach",
            "file could not be downloaded",
        ),
        rf"(?:certificate for|download data from|cannot reach|\bThe) {_MAYBE_Q}{_URL}",
        FAILED,
    ),
    _host(("artifact", "metadata"), rf"(?:from|to|from/to) \S{{1,60}} \({_URL}", FAILED),
    _host(("https",), rf"\b(?:Get|Post|Put|Head|Patch|Delete) {_MAYBE_Q}{_URL}", FAILED),
    _host(("curl error",), rf"URL error \(?\d{{1,10}}\)?: .{{1,300}}? for {_URL}", FAILED),
    _host(("upstream:",), rf"upstream: {_Q}{_URL}", FAILED, "b"),
    _host(("(*",), rf"(?:inner exception|be established)\.? \({_PAIR}\)", FAILED, "b"),
)

_OF_ATTEMPTS = (
    _host(("dial tcp",), rf"dial tcp(?:: lookup)? {_MAYBE_PAIR}", ATTEMPTED, "b"),
    _host(("-connect",), rf"-connect {_MAYBE_Q}{_MAYBE_PAIR}", ATTEMPTED, "b"),
    _host(("connected to",), rf"Connected to {_HOST} \({_IP}\) port {_PORT}", ATTEMPTED, "b"),
    _host(
        ("connecting to",),
        rf"Connecting to {_HOST}(?: \([^()]{{1,255}}\))?(?:\|{_IP}\|)?:{_PORT}",
        ATTEMPTED,
        "b",
    ),
    _host(("proxy tunnel to",), rf"proxy tunnel to {_PAIR}", ATTEMPTED, "b"),
    _host(
        ("starting new https connection",),
        rf"Starting new HTTPS connection \(\d{{1,4}}\): {_MAYBE_PAIR}",
        ATTEMPTED,
        "b",
    ),
    _host(("docker",), rf"\bdocker (?:pull|push|login|run) {_MAYBE_PAIR}", ATTEMPTED),
    _host(("was resolved",), rf"Host {_PAIR} was resolved", ATTEMPTED, "b"),
    _host(("peeraddr",), rf"peeraddr={_PAIR}", ATTEMPTED),
    _host(("server:",), rf", server: {_HOST}(?::{_PORT})?{_END}", ATTEMPTED),
    _host(("(server",), rf"\(server {_PAIR}", ATTEMPTED),
    _host(
        ("certificate and private key", "configure"),
        rf"(?:and private key|configure (?:encrypted private key|certificate)) {_PAIR}:\d",
        ATTEMPTED,
    ),
    _host(("host=",), rf"\bhost={_QUOTED}, ?port={_PORT}", ATTEMPTED, "b"),
    _host(
        ("host=",),
        rf"(?<![\w(])host={_MAYBE_Q}{_HOST}{_MAYBE_Q}(?: port={_MAYBE_Q}{_PORT})?{_END}",
        ATTEMPTED,
        "b",
    ),
    _host(
        ("host", "hostname"),
        rf"\bhost(?:name)?{_MAYBE_Q}: {_QUOTED}(?:, {_MAYBE_Q}port{_MAYBE_Q}: {_MAYBE_Q}{_PORT})?",
        ATTEMPTED,
        "b",
    ),
    _host(("('", '("'), rf"\({_QUOTED}, {_PORT}\)", ATTEMPTED),
    _host(
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
    _host(("server_hostname=",), rf"\bserver_hostname={_QUOTED}", ATTEMPTED),
    _host(("secure_channel(",), rf"secure_channel\({_Q}(?:dns:///)?{_PAIR}{_Q}", ATTEMPTED, "b"),
    _host(
        _CLIENTS,
        rf"(?:{'|'.join(_CLIENTS)}) .{{0,200}}?(?:-h ?|--host[ =]){_HOST}(?=\s|$)"
        rf"(?: (?:-[pP] ?|--port[ =]){_PORT})?",
        ATTEMPTED,
        "b",
    ),
    _host(
        ("bootstrap-server", "bootstrap_servers", "bootstrap.servers", "broker-list"),
        rf"(?:bootstrap.servers?|broker-list){_MAYBE_Q}(?:=|: ?| )\[?{_MAYBE_Q}{_PAIR}",
        ATTEMPTED,
        "b",
    ),
    _host(
        ("urllib3httpnode(", "requestshttpnode(", "aiohttphttpnode("),
        rf"HttpNode\({_URL}",
        ATTEMPTED,
        "b",
    ),
)

_OF_MENTIONS = (
    _host(("trying",), rf"Trying {_PAIR}\.\.\.", MENTIONED),
    _host(("://",), rf"(?<![\w.+-])(?P<scheme>{_SCHEMES}){_REST}", MENTIONED, "m"),
)

#: The rules of hosts, the most certain first.
HOSTS: tuple[Rule, ...] = (*_PROXIES, *_OF_FAILURES, *_OF_ATTEMPTS, *_OF_MENTIONS)

#: A port that a line shows next to that of its host.
LONE_PORTS: tuple[Rule, ...] = (
    Rule(
        "port",
        "",
        ("port:",),
        rf"^{_MAYBE_Q}port{_MAYBE_Q}: {_MAYBE_Q}{_PORT}{_MAYBE_Q},?$",
        MENTIONED,
    ),
    Rule("port", "", ("on port",), rf"connections on port {_PORT}", FAILED),
)
