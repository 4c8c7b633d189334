"""Forms that show the version of a component."""

from __future__ import annotations

from typing import NamedTuple

#: A version, and what it must not be followed by: ``1.1.1+`` is a demand of another component.
_VERSION = (
    r"v?(?P<version>\d{1,4}(?:\.\d{1,4}){1,3}(?:[a-z]{1,2}|(?:a|b|rc|p|\.post|\.dev)\d{1,3})?)"
    r"(?![\w+]|\.\d|,? (?:or|and) (?:later|newer|above|higher)| is (?:required|needed|available))"
)

#: Words before a version that is a demand.
_NO_DEMAND = (
    r"(?<!supports )(?<!requires )(?<!require )(?<!needs )(?<!least )(?<!than )(?<!since )"
    r"(?<!only )(?<!before )"
)

_PACKAGES = (
    "pip", "urllib3", "requests", "certifi", "cryptography", "pyOpenSSL", "truststore", "httpx",
    "aiohttp", "botocore", "boto3", "Boto3", "Botocore", "pymongo", "redis", "psycopg2",
    "psycopg", "grpcio", "uv",
    "conda", "paho-mqtt", "ldap3", "elasticsearch", "websockets", "twisted", "kafka-python",
    "confluent-kafka", "azure-cli", "aws-cli", "httpcore", "service-identity", "poetry", "Poetry",
)  # fmt: skip


class VersionRule(NamedTuple):
    """A form that shows a version."""

    component: str  #: its name; empty where the group ``component`` of the pattern has it
    parts: tuple[str, ...]  #: a line in lower case must have one of them
    pattern: str  #: with the group ``version``


def _named(names: str, *, between: str = r"[ /]") -> str:
    return rf"(?<![\w.@-]){_NO_DEMAND}(?:{names}){between}{_VERSION}"


# fmt: off

#: The rules, of each component the most certain first.
VERSIONS: tuple[VersionRule, ...] = (
    VersionRule("Python", ("python2*", "python3*"),
                r"[/\\]python(?P<version>[23]\.\d{1,2})t?[/\\]"),
    VersionRule("Python", ("python2*", "python3*"),
                r"\\[Pp]ython(?P<version>[23]\d{1,2})(?:-\d\d|-arm64)?\\"),
    VersionRule("Python", ("versions/3.", "python/3."),
                r"(?:Python3?\.framework/Versions|\.pyenv/versions|/Python)/"
                r"(?P<version>3\.\d{1,2}(?:\.\d{1,2})?)/"),
    VersionRule("Python", ("python", "cpython"), _named("C?Python")),
    VersionRule("OpenSSL", ("openssl",), _named("OpenSSL")),
    VersionRule("OpenSSL", ("openssl-*", "openssl@*"),
                r"(?<![\w.-])openssl(?:-|@[\d.]{1,5}/)(?P<version>\d\.\d\.\d{1,2}[a-z]?)(?![\w.])"),
    VersionRule("LibreSSL", ("libressl",), _named("LibreSSL")),
    VersionRule("", tuple(name.lower() for name in _PACKAGES),
                rf"(?<![\w.@-]){_NO_DEMAND}(?P<component>{'|'.join(_PACKAGES)}|Twisted)"
                rf"(?:==|/| {{1,40}}|: | \(version )\(?{_VERSION}"),
    VersionRule("", ("dist-info", "egg-info", ".egg"),
                rf"[/\\](?P<component>{'|'.join(_PACKAGES).replace('-', '_')})-"
                r"(?P<version>\d{1,4}(?:\.\d{1,4}){1,3})(?:-py[\d.]{1,6})?\.(?:dist-info|egg)"),
    VersionRule("pip", ("of pip is available:", "of pip available:"),
                r"of pip(?: is)? available: (?P<version>\d{1,3}(?:\.\d{1,3}){1,3}) ->"),
    VersionRule("pip", ("using pip version",),
                r"using pip version (?P<version>\d{1,3}(?:\.\d{1,3}){1,3})[;,]"),
    VersionRule("conda", ("conda version :",), rf"conda version : {_VERSION}"),
    VersionRule("curl", ("curl", "libcurl"), _named("(?:lib)?curl")),
    VersionRule("git", ("git version", "git/*"), _named("git", between="(?: version |/)")),
    VersionRule("node", ("node.js", "node"), _named(r"Node\.js|node", between="(?: {1,3}|/)")),
    VersionRule("npm", ("npm",), _named("npm", between="(?: {1,3}|/)")),
    VersionRule("yarn", ("yarn",), _named("yarn(?: install| add)?")),
    VersionRule("java", ('version "',),
                r"\b(?:java|openjdk) version \""
                r"(?P<version>\d{1,3}(?:\.\d{1,3}){0,3}(?:_\d{1,4})?)"),
    VersionRule("java", ("java version:",),
                r"\bJava version: (?P<version>\d{1,3}(?:\.\d{1,3}){0,3}(?:_\d{1,4})?)"),
    VersionRule("java", ("java/*",), r"\bJava/(?P<version>\d{1,3}(?:\.\d{1,3}){0,3}(?:_\d{1,4})?)"),
    VersionRule("go", ("go1*",), r"(?<![\w.-])go(?P<version>1\.\d{1,2}(?:\.\d{1,2})?)(?![\w.]\w)"),
    VersionRule("docker", ("docker",), _named("[Dd]ocker", between="(?: version |/)")),
    VersionRule("kubectl", ("client version:",), rf"Client Version: {_VERSION}"),
    VersionRule("ansible", ("ansible [core",), rf"ansible \[core {_VERSION}\]"),
    VersionRule("ruby", ("ruby",), rf"(?:(?<![\w.-])ruby |/ruby/(?:gems/)?){_VERSION}"),
    VersionRule("php", ("php",), _named("PHP")),
    VersionRule("wget", ("wget",), _named("Wget")),
    VersionRule("nginx", ("nginx/*",), _named("nginx", between="/")),
    VersionRule("apache", ("apache/*",), _named("Apache", between="/")),
    VersionRule("haproxy", ("haproxy version",), _named("HAProxy", between=" version ")),
    VersionRule("postgresql", ("postgresql",), _named(r"\(?PostgreSQL\)?")),
    VersionRule("mosquitto", ("mosquitto version",), _named("mosquitto", between=" version ")),
    VersionRule("rabbitmq", ("rabbitmq",), _named("RabbitMQ")),
    VersionRule("mongod", ("db version",), rf"db version {_VERSION}"),
)
# fmt: on
