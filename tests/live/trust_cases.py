"""Clients that have to be told to trust a CA: how to start each of them against a server of ours.

The commands and programs contain the placeholders of snippets. ``{?file}`` is the file of the CA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable


class Case(NamedTuple):
    """A tool that a test can start."""

    #: what the tool does without a setting: a command, or a program if the snippet is one
    default: str
    #: what follows the snippet: the same without its own trust; None if it follows nothing
    use: str | None = None
    first: str = ""  #: what comes before the snippet
    modules: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    #: what the server does before TLS, and the first thing that it sends inside
    prologue: str = ""
    greeting: bytes = b""
    file: str = ""  #: where the snippet belongs, below the home folder
    instead: str = ""  #: a command in place of a snippet that uses the store of the system
    replaced: tuple[str, str] | None = None  #: what a reader replaces in the snippet
    extra: tuple[tuple[str, str], ...] = ()  #: further variables
    #: whether it looks at the certificate after the handshake, as clients with GnuTLS do
    late: bool = False
    slow: bool = False


_URL = "https://{?host}:{?port}/"

#: The tools with a snippet in Python.
PROGRAMS: dict[str, Case] = {
    "ssl": Case(
        "import ssl\ncontext = ssl.create_default_context()",
        "import socket\n"
        "raw = socket.create_connection(('{?host}', {?port}))\n"
        "context.wrap_socket(raw, server_hostname='{?host}').close()",
    ),
    "urllib": Case(
        "import urllib.request\nopener = urllib.request.build_opener()",
        f"print(opener.open('{_URL}').status)",
    ),
    "smtplib": Case(
        "import smtplib, ssl\n"
        "client = smtplib.SMTP_SSL('{?host}', {?port}, context=ssl.create_default_context())",
        "",
        greeting=b"220 ready\r\n",
    ),
    "imaplib": Case(
        "import imaplib, ssl\n"
        "context = ssl.create_default_context()\n"
        "client = imaplib.IMAP4_SSL('{?host}', {?port}, ssl_context=context)",
        "",
        greeting=b"* OK ready\r\n",
    ),
    "ftplib": Case(
        "import ftplib, ssl\n"
        "ftp = ftplib.FTP_TLS(context=ssl.create_default_context())\n"
        "ftp.connect('{?host}', {?port})\n"
        "ftp.auth()",
        "",
        prologue="ftp",
    ),
    "urllib3": Case(
        "import urllib3\npool = urllib3.PoolManager()",
        f"print(pool.request('GET', '{_URL}', retries=False).status)",
        modules=("urllib3",),
    ),
    "httpx": Case(
        "import httpx\nclient = httpx.Client()",
        f"print(client.get('{_URL}').status_code)",
        modules=("httpx",),
    ),
    "aiohttp": Case(
        "import aiohttp\n"
        "async def fetch(url):\n"
        "    async with aiohttp.ClientSession() as session, session.get(url) as response:\n"
        "        return response.status",
        f"import asyncio\nprint(asyncio.run(fetch('{_URL}')))",
        modules=("aiohttp",),
    ),
    "websockets": Case(
        "from websockets.sync.client import connect\nconnect('wss://{?host}:{?port}/')",
        "",
        modules=("websockets",),
    ),
    "pyopenssl": Case(
        "from OpenSSL import SSL\n"
        "context = SSL.Context(SSL.TLS_CLIENT_METHOD)\n"
        "context.set_verify(SSL.VERIFY_PEER)\n"
        "import os\n"
        "if 'SSL_CERT_FILE' in os.environ or 'SSL_CERT_DIR' in os.environ:\n"
        "    context.set_default_verify_paths()",
        "import socket\n"
        "raw = socket.create_connection(('{?host}', {?port}))\n"
        "connection = SSL.Connection(context, raw)\n"
        "connection.set_connect_state()\n"
        "connection.do_handshake()",
        modules=("OpenSSL",),
    ),
    "twisted": Case(
        "from twisted.web.client import BrowserLikePolicyForHTTPS\n"
        "policy = BrowserLikePolicyForHTTPS()",
        "from twisted.internet import task\n"
        "from twisted.web.client import Agent\n"
        "def ask(reactor):\n"
        f"    return Agent(reactor, policy).request(b'GET', b'{_URL}')\n"
        "task.react(ask)",
        modules=("twisted", "service_identity", "OpenSSL"),
    ),
    "psycopg": Case(
        "import psycopg\n"
        "psycopg.connect(host='{?host}', port={?port}, sslmode='verify-full', user='me')",
        "",
        modules=("psycopg",),
        prologue="postgres",
    ),
    "pymongo": Case(
        "import pymongo\n"
        "client = pymongo.MongoClient('mongodb://{?host}:{?port}/', tls=True,\n"
        "    serverSelectionTimeoutMS=1000)",
        "import threading\n"
        "threading.Thread(target=client.admin.command, args=['ping'], daemon=True).start()\n"
        "import time\n"
        "time.sleep(1.5)\n"
        "import os\n"
        "os._exit(0)",
        modules=("pymongo",),
    ),
    "redis-py": Case(
        "import redis\nclient = redis.Redis(host='{?host}', port={?port}, ssl=True)",
        "client.ping()",
        modules=("redis",),
        greeting=b"-ERR no\r\n",
    ),
    "kafka-python": Case(
        "import os\n"
        "import threading\n"
        "threading.Timer(3, os._exit, [0]).start()\n"
        "import kafka\n"
        "kafka.KafkaProducer(bootstrap_servers='{?host}:{?port}', security_protocol='SSL')",
        "",
        first="import os\nimport threading\nthreading.Timer(3, os._exit, [0]).start()\n",
        modules=("kafka",),
    ),
    "confluent-kafka": Case(
        "from confluent_kafka import Producer\n"
        "producer = Producer(\n"
        "    {'bootstrap.servers': '{?host}:{?port}', 'security.protocol': 'SSL'}\n"
        ")",
        "try:\n    producer.list_topics(timeout=1.5)\nexcept Exception as error:\n    print(error)",
        modules=("confluent_kafka",),
    ),
    "elasticsearch": Case(
        "from elasticsearch import Elasticsearch\nclient = Elasticsearch('https://{?host}:{?port}')",
        "client.info()",
        modules=("elasticsearch",),
    ),
    "ldap3": Case(
        "import ssl\n"
        "import ldap3\n"
        "tls = ldap3.Tls(validate=ssl.CERT_REQUIRED)\n"
        "server = ldap3.Server('{?host}', port={?port}, use_ssl=True, tls=tls)",
        "ldap3.Connection(server).open(read_server_info=False)",
        modules=("ldap3",),
    ),
    "paho-mqtt": Case(
        "import paho.mqtt.client as mqtt\n"
        "client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)\n"
        "client.tls_set()\n"
        "client.connect('{?host}', {?port})",
        "",
        modules=("paho.mqtt.client",),
    ),
}

_PYTHON_GET = "python -c \"import requests; print(requests.get('https://{?host}:{?port}/'))\""
_AWS_KEYS = (
    ("AWS_ACCESS_KEY_ID", "a"),
    ("AWS_SECRET_ACCESS_KEY", "b"),
    ("AWS_MAX_ATTEMPTS", "1"),
)
_AWS = (
    "aws sts get-caller-identity --endpoint-url https://{?host}:{?port}/ --region us-east-1 "
    "--cli-connect-timeout 5"
)
_PIP = (
    "python -m pip download --no-deps --no-cache-dir --retries 0 "
    "--index-url https://{?host}:{?port}/simple/ example"
)

#: The tools with a command or a file, by what they do without a setting.
COMMANDS: dict[str, Case] = {
    "requests": Case(_PYTHON_GET, _PYTHON_GET, modules=("requests",)),
    "google-auth": Case(
        'python -c "import google.auth.transport.requests as transport; '
        "print(transport.Request()('https://{?host}:{?port}/'))\"",
        modules=("google.auth", "requests"),
    ),
    "pip": Case(_PIP, _PIP, modules=("pip",)),
    "uv": Case(
        "uv pip install --no-cache --no-deps --target site --default-index "
        "https://{?host}:{?port}/simple/ example",
        programs=("uv",),
        # Tests do not change the store of the system, which the snippet lets uv use.
        instead="export SSL_CERT_FILE={?file}",
        extra=(("UV_PYTHON_DOWNLOADS", "never"),),
    ),
    "poetry": Case(
        "printf '%s\\n' '[project]' 'name = \"a\"' 'version = \"1\"' "
        "'requires-python = \">=3.11\"' 'dependencies = [\"example\"]' '[tool.poetry]' "
        "'package-mode = false' '[[tool.poetry.source]]' 'name = \"company\"' "
        "'url = \"https://{?host}:{?port}/simple/\"' >pyproject.toml\n"
        "poetry lock --no-cache --no-interaction",
        modules=("poetry",),
        replaced=("PyPI", "company"),
        slow=True,
    ),
    "grpc": Case(
        'python -c "import grpc; '
        "channel = grpc.secure_channel('{?host}:{?port}', grpc.ssl_channel_credentials()); "
        "channel.unary_unary('/a/b')(b'', timeout=2)\"",
        modules=("grpc",),
    ),
    "botocore": Case(
        'python -c "import botocore.session as b; '
        "print(b.Session().create_client('sts', region_name='us-east-1', "
        "endpoint_url='https://{?host}:{?port}').get_caller_identity())\"",
        modules=("botocore",),
        extra=(
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "b"),
            ("AWS_MAX_ATTEMPTS", "1"),
        ),
    ),
    "aws-cli": Case(
        _AWS,
        modules=("awscli",),
        programs=("aws",),
        extra=(
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "b"),
            ("AWS_MAX_ATTEMPTS", "1"),
        ),
    ),
    "curl": Case("curl -sS https://{?host}:{?port}/", "", programs=("curl",)),
    "wget": Case(
        "wget -q -O - --tries=1 https://{?host}:{?port}/", "", programs=("wget",), late=True
    ),
    "git": Case("git ls-remote https://{?host}:{?port}/example.git", programs=("git",), late=True),
    "openssl": Case(
        "openssl s_client -connect {?host}:{?port} -verify_return_error </dev/null",
        "",
        programs=("openssl",),
    ),
    "node": Case(
        "node -e \"require('https').get('https://{?host}:{?port}/').on('error', "
        '() => process.exit(1))"',
        programs=("node",),
    ),
    "npm": Case(
        "npm view example --fetch-retries=0 --registry https://{?host}:{?port}/",
        programs=("npm",),
        # A file of the machine's settings would replace what the variable adds.
        extra=(("npm_config_globalconfig", "/dev/null"),),
        slow=True,
    ),
    "java": Case(
        "java -Djavax.net.ssl.trustStore=cacerts -Djavax.net.ssl.trustStorePassword=changeit "
        "Get.java https://{?host}:{?port}/",
        programs=("java", "keytool"),
        replaced=("-cacerts", "-keystore cacerts -trustcacerts"),
        slow=True,
    ),
    "go": Case("./get https://{?host}:{?port}/", programs=("go",), slow=True),
    "kubectl": Case(
        "kubectl config set-cluster company --server https://{?host}:{?port}\n"
        "kubectl config set-context company --cluster company\n"
        "kubectl config use-context company\n"
        "kubectl --token example --request-timeout 5s get pods",
        programs=("kubectl",),
        slow=True,
    ),
    "ansible": Case(
        'ansible localhost -m ansible.builtin.uri -a "url=https://{?host}:{?port}/"',
        "",
        modules=("ansible",),
        programs=("ansible",),
        slow=True,
    ),
    "libpq": Case(
        'psql "host={?host} port={?port} sslmode=verify-full"',
        "",
        programs=("psql",),
        prologue="postgres",
        extra=(("PGUSER", "me"), ("PGCONNECT_TIMEOUT", "5")),
    ),
    "mysql": Case(
        "mysql --host {?host} --port {?port} --protocol tcp --ssl-mode=VERIFY_IDENTITY",
        programs=("mysql",),
        prologue="mysql",
        file=".my.cnf",
    ),
    "php": Case(
        "php -c php.ini -r \"exit(@file_get_contents('https://{?host}:{?port}/') ? 0 : 1);\"",
        programs=("php",),
        file="php.ini",
    ),
    "ruby": Case(
        "ruby -rnet/http -e \"puts Net::HTTP.get(URI('https://{?host}:{?port}/'))\"",
        programs=("ruby",),
        slow=True,
    ),
}

JAVA_CLIENT = """\
public class Get {
    public static void main(String[] args) throws Exception {
        new java.net.URL(args[0]).openStream().close();
    }
}
"""

GO_CLIENT = """\
package main

import (
	"net/http"
	"os"
)

func main() {
	if _, err := http.Get(os.Args[1]); err != nil {
		println(err.Error())
		os.Exit(1)
	}
}
"""

#: Debian's packages of programs.
PACKAGES = {
    "ansible": "ansible-core",
    "aws": "awscli",
    "go": "golang-go",
    "java": "default-jdk-headless",
    "keytool": "default-jdk-headless",
    "kubectl": "kubernetes-client",
    "mysql": "default-mysql-client",
    "node": "nodejs",
    "php": "php-cli",
    "psql": "postgresql-client",
}


def _greet_ftp(connection: socket.socket) -> None:
    connection.sendall(b"220 ready\r\n")
    connection.recv(1024)
    connection.sendall(b"234 go ahead\r\n")


def _greet_postgres(connection: socket.socket) -> None:
    request = connection.recv(8)
    if request.endswith(b"\x04\xd2\x16\x30"):  # encryption by GSSAPI
        connection.sendall(b"N")
        connection.recv(8)
    connection.sendall(b"S")


def _greet_mysql(connection: socket.socket) -> None:
    body = b"\x0a8.0.0\x00" + b"\x01\x00\x00\x00" + b"a" * 8 + b"\x00"
    body += b"\x00\xaa\x21\x02\x00\x08\x00\x15" + b"\x00" * 10 + b"b" * 12 + b"\x00"
    body += b"mysql_native_password\x00"
    connection.sendall(len(body).to_bytes(3, "little") + b"\x00" + body)
    connection.recv(36)


#: What the server does before TLS.
PROLOGUES: dict[str, Callable[[socket.socket], None]] = {
    "ftp": _greet_ftp,
    "postgres": _greet_postgres,
    "mysql": _greet_mysql,
}
