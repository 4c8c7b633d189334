"""Forms that show the version of a component."""

from __future__ import annotations

from sphinx_tlsalerts.matcher.evidence.rules import Rule

#: A version, and what it must not be followed by: ``1.1.1+`` is a demand of another component.
_VERSION = (
    r"v?(?P<version>\d{1,4}(?:\.\d{1,4}){1,3}(?:[a-z]{1,2}|(?:a|b|rc|p|\.post|\.dev)\d{1,3})?)"
    r"(?![\w+]|\.\d|,? (?:or|and) (?:later|newer|above|higher)| is (?:required|needed|available))"
)

#: A version of Java, such as ``1.8.0_292``.
_JAVA_VERSION = r"(?P<version>\d{1,3}(?:\.\d{1,3}){0,3}(?:_\d{1,4})?)"

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


def _named(names: str, *, between: str = r"[ /]") -> str:
    return rf"(?<![\w.@-]){_NO_DEMAND}(?:{names}){between}{_VERSION}"


# fmt: off

#: The rules, of each component the most certain first.
VERSIONS: tuple[Rule, ...] = (
    Rule("version", "Python", ("python2*", "python3*"),
                r"[/\\]python(?P<version>[23]\.\d{1,2})t?[/\\]"),
    Rule("version", "Python", ("python2*", "python3*"),
                r"\\[Pp]ython(?P<version>[23]\d{1,2})(?:-\d\d|-arm64)?\\"),
    Rule("version", "Python", ("versions/3.", "python/3."),
                r"(?:Python3?\.framework/Versions|\.pyenv/versions|/Python)/"
                r"(?P<version>3\.\d{1,2}(?:\.\d{1,2})?)/"),
    Rule("version", "Python", ("python", "cpython"), _named("C?Python")),
    Rule("version", "OpenSSL", ("openssl",), _named("OpenSSL")),
    Rule("version", "OpenSSL", ("openssl-*", "openssl@*"),
                r"(?<![\w.-])openssl(?:-|@[\d.]{1,5}/)(?P<version>\d\.\d\.\d{1,2}[a-z]?)(?![\w.])"),
    Rule("version", "LibreSSL", ("libressl",), _named("LibreSSL")),
    Rule("version", "", tuple(name.lower() for name in _PACKAGES),
                rf"(?<![\w.@-]){_NO_DEMAND}(?P<component>{'|'.join(_PACKAGES)}|Twisted)"
                rf"(?:==|/| {{1,40}}|: | \(version )\(?{_VERSION}"),
    Rule("version", "", ("dist-info", "egg-info", ".egg"),
                rf"[/\\](?P<component>{'|'.join(_PACKAGES).replace('-', '_')})-"
                r"(?P<version>\d{1,4}(?:\.\d{1,4}){1,3})(?:-py[\d.]{1,6})?\.(?:dist-info|egg)"),
    Rule("version", "pip", ("of pip is available:", "of pip available:"),
                r"of pip(?: is)? available: (?P<version>\d{1,3}(?:\.\d{1,3}){1,3}) ->"),
    Rule("version", "pip", ("using pip version",),
                r"using pip version (?P<version>\d{1,3}(?:\.\d{1,3}){1,3})[;,]"),
    Rule("version", "conda", ("conda version :",), rf"conda version : {_VERSION}"),
    Rule("version", "curl", ("curl", "libcurl"), _named("(?:lib)?curl")),
    Rule("version", "git", ("git version", "git/*"), _named("git", between="(?: version |/)")),
    Rule("version", "node", ("node.js", "node"),
         _named(r"Node\.js|node", between="(?: {1,3}|/)")),
    Rule("version", "npm", ("npm",), _named("npm", between="(?: {1,3}|/)")),
    Rule("version", "yarn", ("yarn",), _named("yarn(?: install| add)?")),
    Rule("version", "java", ('version "',), rf"\b(?:java|openjdk) version \"{_JAVA_VERSION}"),
    Rule("version", "java", ("java version:", "java/*"), rf"\bJava(?: version: |/){_JAVA_VERSION}"),
    Rule("version", "go", ("go1*",),
         r"(?<![\w.-])go(?P<version>1\.\d{1,2}(?:\.\d{1,2})?)(?![\w.]\w)"),
    Rule("version", "docker", ("docker",), _named("[Dd]ocker", between="(?: version |/)")),
    Rule("version", "kubectl", ("client version:",), rf"Client Version: {_VERSION}"),
    Rule("version", "ansible", ("ansible [core",), rf"ansible \[core {_VERSION}\]"),
    Rule("version", "ruby", ("ruby",), rf"(?:(?<![\w.-])ruby |/ruby/(?:gems/)?){_VERSION}"),
    Rule("version", "php", ("php",), _named("PHP")),
    Rule("version", "wget", ("wget",), _named("Wget")),
    Rule("version", "nginx", ("nginx/*",), _named("nginx", between="/")),
    Rule("version", "apache", ("apache/*",), _named("Apache", between="/")),
    Rule("version", "haproxy", ("haproxy version",), _named("HAProxy", between=" version ")),
    Rule("version", "postgresql", ("postgresql",), _named(r"\(?PostgreSQL\)?")),
    Rule("version", "mosquitto", ("mosquitto version",), _named("mosquitto", between=" version ")),
    Rule("version", "rabbitmq", ("rabbitmq",), _named("RabbitMQ")),
    Rule("version", "mongod", ("db version",), rf"db version {_VERSION}"),
)
# fmt: on
