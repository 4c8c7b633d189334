"""Fixed words and paths that show a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.matcher.evidence.rules import Evidence

#: A command begins here: after a prompt, ``RUN`` of a Dockerfile, or another command.
_COMMAND = (
    r"(?:^|[$#>%!\u276f\u279c\u2717] ?|\bRUN |&& |; |\bsudo |\bexec | -m )"
    r"(?:[\w.:/\\-]{1,120}[/\\])?"
)


def _commands(names: str, verbs: str) -> tuple[Evidence, ...]:
    """Return the evidence of commands, such as ``pip install``.

    :param names: of the command, separated by spaces
    :param verbs: the alternatives of what may follow the name, as a pattern
    """
    some = names.split()
    pattern = rf"{_COMMAND}(?:{'|'.join(some)})(?:\.exe)? (?:-[\w=-]{{1,40}} )?(?:{verbs})"
    return tuple((name, pattern) for name in some)


def _module(name: str) -> tuple[Evidence, ...]:
    """Return the evidence of a package: its exceptions, its calls, its folder.

    Copies inside of another package, such as ``pip._vendor.requests``, do not count.
    """
    # A class or a call: hosts such as redis.example are often named like the package.
    own = rf"(?<![\w./\\-]){name}\.(?:[a-z_][a-z0-9_]{{0,40}}\.){{0,4}}"
    return (
        (f"{name}.", rf"{own}(?:[A-Z]\w{{1,60}}|[a-z_]\w{{0,40}}\()"),
        f"-packages/{name}/",
    )


_INSTALLS = "install|download|wheel|index|search|uninstall|list|sync|compile"

#: A front end and a listener of HAProxy, such as ``fe_https/1: ``.
HAPROXY_LISTENER = r"[^\s/]{1,64}/[^\s/]{1,64}: "

_NGINX_LEVELS = ("info", "notice", "warn", "error", "crit", "alert", "emerg")

# fmt: off

#: The evidence of each tool.
TOOLS: Mapping[str, tuple[Evidence, ...]] = {
    "conda": (
        "conda.exceptions.", "condahttperror", "condasslerror", "condaerror",
        "conda/gateways/", "conda.anaconda.org", "repo.anaconda.com",
        *_commands("conda mamba micromamba", "install|create|update|env|search|config|activate"),
    ),
    "pipenv": (
        "pipenv.exceptions.", "-packages/pipenv/", "pipenv/patched/",
        "pipenv/vendor/", "pipenv.patched.", "pipfile.lock",
        *_commands("pipenv", "install|lock|sync|update|upgrade|run|shell|uninstall"),
    ),
    "poetry": (
        "poetry/repositories/", "poetry.repositories.",
        "pypoetry", "poetry.console.", "-packages/poetry/",
        ("all attempts to connect to", r"All attempts to connect to \S{1,255} failed"),
        *_commands("poetry", "install|add|lock|update|publish|self|config|sync|build"),
    ),
    "uv": (
        "failed to fetch: `", "python-build-standalone/", "debug uv",
        "--native-tls", "uv_system_certs", "uv_native_tls",
        *_commands("uv", "pip|sync|add|lock|tool|python|run|venv|publish|build|self"),
        *_commands("uvx", r"\w"),
    ),
    "pip": (
        "pip/_internal/", "pip._internal.",
        "pip/_vendor/", "pip._vendor.",
        "problem confirming the ssl certificate", "get-pip.py",
        "no matching distribution found for",
        "could not find a version that satisfies the requirement",
        "could not install packages due to an",
        ("after connection broken by", r": /(?:simple|packages|pypi|api)/"),
        "looking in indexes:", "pip subprocess to install",
        *_commands("pip pip3", _INSTALLS),
        ("pip3.", rf"{_COMMAND}pip3\.\d{{1,10}}(?:\.exe)? (?:{_INSTALLS})"),
    ),
    "aws-cli": (
        "aws-cli/", "awscli/", "awscli.", "amazon/awscliv2",
        "fatal error: ssl validation failed for",
        *_commands("aws", r"(?!is |was |and |or |has )[a-z0-9-]{2,30} [a-z0-9-]{2,60}\b"),
    ),
    "azure-cli": (
        "azure cli", "azure/cli/", "azure/cli", "azure.cli.", "cli.azure.cli.", "/opt/az/",
        "azure-cli/", "microsoft sdks/azure/cli2",
        *_commands("az", r"login|account|group|vm|aks|acr|storage|keyvault|extension|rest|ad|"
                         r"version|upgrade|webapp|network|bicep|config"),
    ),
    "gcloud": (
        "(gcloud.", "gcloud crashed", "google-cloud-sdk", "google cloud sdk", "googlecloudsdk",
        "core/custom_ca_certs_file", "httplib2 cannot reach",
        *_commands("gcloud gsutil", r"auth|init|config|compute|container|components|projects|"
                                    r"storage|info|functions|run|app|sql|iam|cp|ls|rsync"),
    ),
    "npm": (
        "npm err!", "npm error", "npm warn", "npm http", "npm verb",
        *_commands("npm", r"i|ci|install|run|publish|login|view|update|audit|config|ping|exec"),
        *_commands("npx", r"\w|@"),
    ),
    "yarn": (
        "registry.yarnpkg.com", "yn0001", "yn0035",
        ("yarn ", r"^yarn (?:install |add |run )?v\d"),
        *_commands("yarn", r"install|add|run|upgrade|global|config|npm|set|dlx|up"),
    ),
    "git": (
        "fatal: unable to access", "git-remote-https", "http.sslcainfo", "http.sslverify",
        "http.sslbackend", "cloning into '",
        *_commands("git", "clone|fetch|pull|push|ls-remote|submodule|remote|lfs|-c"),
    ),
    "kubectl": (
        "unable to connect to the server: x509", "unable to connect to the server: tls",
        "unable to connect to the server: remote error", "api group list:",
        "unable to read client-cert", "unable to read client-key",
        "unable to read certificate-authority",
        *_commands("kubectl", r"get|apply|describe|logs|version|cluster-info|config|create|delete|"
                              r"exec|port-forward|rollout|top|auth|run|--"),
    ),
    "docker": (
        "error response from daemon:", "error during connect:", "docker.sock", "/etc/docker/",
        ".docker/", "certs.d/", "dockerd[", "failed to do request: head",
        *_commands("docker", r"pull|push|login|run|build|buildx|compose|info|ps|image|version|"
                             r"search|logs|exec|start|--"),
        *_commands("docker-compose", r"pull|push|up|build|run"),
    ),
    "ansible": (
        "ansible.builtin.", "ansible.module_utils.", "ansible/module_utils/", "ansible_facts",
        "ansible_*", "managed systems have a valid ca certificate", "play recap",
        ("task [", r"^TASK \["),
        ("failed: [", r"^failed: \[[^\]]{1,253}\]"),
        ("fatal: [", r"fatal: \[[^\]]{1,253}\]: (?:FAILED|UNREACHABLE)!"),
        *_commands("ansible ansible-playbook ansible-galaxy", r"\S"),
    ),
    "elasticsearch": (
        "elastic_transport.", "elastic_transport/", "urllib3httpnode",
        "requestshttpnode", "aiohttphttpnode", "org.elasticsearch.", "elasticsearchexception",
        ("o.e.", r"\[o\.e\.[a-z.]{1,40}\.\w{1,60}"),
        *_module("elasticsearch"),
        ("elasticsearch(", r"\bElasticsearch\("),
    ),
    "pymongo": (
        "serverselectiontimeouterror", "<topologydescription", "mongoclient(",
        "asyncmongoclient(", "motor_asyncio", "pymongo_auth", "pymongo/",
        ("ssl handshake failed", r"SSL handshake failed: \S{1,255}:27017:"),
        *_module("pymongo"),
    ),
    "redis-py": (
        "redis.exceptions.", "redis/connection.py",
        "a rediss:// url must have parameter",
        ("connecting to", r"\bError -?\d{1,5} connecting to \S{1,255}:\d{1,5}\."),
        "redis/asyncio/", "redis.asyncio", "redis/client.py",
        ("redis.", r"\bredis\.(?:Redis|StrictRedis|RedisCluster|from_url|ConnectionPool)\b"),
    ),
    "psycopg": (
        "psycopg_c.", "consuming input failed", "psycopg2-binary",
        *_module("psycopg2"), *_module("psycopg"),
    ),
    "kafka-python": (
        "brokerconnection", "kafkaproducer(", "kafkaconsumer(", "nobrokersavailable",
        "kafka/conn.py", "kafka.errors.", "kafka-python",
        ("kafka.conn", r"(?<![\w.])kafka\.conn\b"),
        "kafka/client_async.py", "kafka.client_async",
    ),
    "confluent-kafka": (
        "confluent_kafka", "rdkafka#", "librdkafka", "cimpl.kafkaexception", "kafkaerror{",
        ("[thrd:", r"\[thrd:\S"),
    ),
    "ldap3": (
        "ldapsocketopenerror", "ldapstarttlserror", "ldapexceptionerror",
        "socket ssl wrapping error", *_module("ldap3"),
    ),
    "paho-mqtt": ("paho/mqtt/", "paho.mqtt.", "paho-mqtt"),
    "grpc": (
        "grpc._channel", "grpc/_channel.py", "_inactiverpcerror", "_multithreadedrendezvous",
        "grpc.aio.", "statuscode.unavailable", "failed to connect to all addresses",
        "ssl_transport_security.cc", "security_handshaker.cc", "grpc_status",
        "grpc_default_ssl_roots_file_path", "rpc error: code =",
        ("grpc.", r"(?<![\w.])grpc\.(?:secure_channel|ssl_channel_credentials|RpcError|server)\b"),
    ),
    "google-auth": (
        "google.auth.", "google/auth/", "google-auth",
        "google.oauth2.", "google/oauth2/",
    ),
    "botocore": (
        "ssl validation failed for", "could not connect to the endpoint url",
        ("boto3/*", r"\b[Bb]oto3/\d"), ("boto3.", r"(?<![\w.])boto3\.[a-z]"),
        "aiobotocore", "botocore/",
        ("botocore.", r"(?<![\w.])botocore\.(?:auth|client|endpoint|hooks|httpsession|utils)\b"),
        *_module("botocore"),
    ),
    "requests": (
        "python-requests/", "requests/adapters.py",
        "requests_ca_bundle",
        *_module("requests"),
    ),
    "httpx": (
        "httpcore.", "httpcore/", *_module("httpx"),
    ),
    "aiohttp": (
        "clientconnectorcertificateerror", "clientconnectorsslerror", "clientconnectorerror",
        "serverfingerprintmismatch", *_module("aiohttp"),
        ("cannot connect to host", r"Cannot connect to host \S{1,255} ssl:"),
    ),
    "websockets": (
        ("websockets.", r"(?<![\w.])websockets\.(?:client|server|protocol)\b"),
        *_module("websockets"),
    ),
    "smtplib": ("smtplib.", "smtplib.py", "smtp_ssl("),
    "imaplib": ("imaplib.", "imaplib.py", "imap4_ssl("),
    "ftplib": ("ftplib.", "ftplib.py", "ftp_tls("),
    "urllib": (
        "urlopen error", "urllib.error.", "urllib.request.", "urllib/request.py",
        "urllib2.", "http/client.py",
    ),
    "twisted": (
        "<twisted.", "twisted.internet", "-packages/twisted/", "twisted.python.", "twisted.web",
    ),
    "urllib3": (
        ("urllib3.", r"(?<![\w.])urllib3\.(?:exceptions|connectionpool|util|PoolManager)\b"),
        "-packages/urllib3/",
        "notopensslwarning", "urllib3 v2 only supports", "urllib3 v2.0 only supports",
    ),
    "pyopenssl": (
        "openssl.ssl.error", "openssl.ssl.zeroreturnerror", "openssl.ssl.syscallerror",
        "-packages/openssl/", "openssl/ssl.py", "openssl.crypto.", "pyopenssl",
        ("routines',", r"\[\('[\w .]{0,40}routines', '"),
    ),
    "libpq": (
        ("connection to server at", r"connection to server at \\?[\"']"),
        "sslrootcert", "psql: error:", "is the server running on host",
        "server does not support ssl, but ssl was required", "pgsslmode", "pgsslrootcert",
        ("server certificate for", r"server certificate for \\?\""),
        ("root certificate file", r"root certificate file \\?\""),
        ("ssl error:", r"(?:psql|failed|pg_\w{1,20}): SSL error: "),
        ("ssl syscall error", r"\bSSL SYSCALL error: "),
        *_commands("psql pg_dump pg_restore pg_isready pg_basebackup", r"\S"),
    ),
    "mysql": (
        "can't connect to mysql server",
        "lost connection to mysql server", "mysql.connector.", "mysql/connector/", "mysqldb.",
        "pymysql.", "pymysql/", "mysqlclient", "_mysql_connector", "com.mysql.cj",
        "ssl connection error",
        ("2026,", r"\(2026, [\"'](?:SSL connection|TLS)"),
        *_commands("mysql mysqldump mysqladmin mysqlsh", r"-|\w"),
    ),
    "mariadb": (
        "tls/ssl error:", "mariadb.operationalerror", "mariadb.connect(", "org.mariadb.",
        "mariadb connector", "can't connect to mariadb server",
        *_commands("mariadb mariadb-dump mariadb-admin", r"-|\w"),
    ),
    "nginx": (
        ("nginx:", r"(?:^|\s)nginx: \["), "nginx/1.", "/etc/nginx", "while ssl handshaking",
        *((f"[{level}]", rf"\[{level}\] \d{{1,10}}#\d{{1,10}}: ") for level in _NGINX_LEVELS),
        *_commands("nginx", r"-"),
    ),
    "apache": (
        "[ssl:error]", "[ssl:info]", "[ssl:warn]", "[ssl:emerg]", "[ssl:debug]", "[ssl:trace",
        "[proxy:error]", "mod_ssl", "/etc/apache2", "/etc/httpd", "apache/2.",
        ("ah0*", r"\bAH0\d{4}:"),
        *_commands("apachectl apache2ctl httpd", r"\S"),
    ),
    "haproxy": (
        "haproxy[", "/etc/haproxy", "reason: layer6 ",
        ("ssl handshake failure", rf"/\d{{4}}:[\d:.]{{8,12}}\] {HAPROXY_LISTENER}SSL handshake"),
        ("during ssl handshake",
         rf"(?<!\S){HAPROXY_LISTENER}(?:Connection closed|Timeout) during SSL handshake"),
    ),
    "postgresql": (
        "could not accept ssl connection", "postgresql.conf", "postgres[", "/etc/postgresql/",
        "/var/lib/postgresql/", "/var/lib/pgsql/",
        ("could not load", r"(?:^|\] ?|@\S{1,80} | [A-Z]{3,4} )(?:LOG|FATAL):  could not load"),
        ("private key file", r"(?:^|\] ?|@\S{1,80} | [A-Z]{3,4} )(?:LOG|FATAL):  private key file"),
    ),
    "mongod": (
        "mongod", "mongos", "/etc/mongod.conf",
        ('"c":"', r"\"c\":\"(?:NETWORK|ACCESS|CONTROL|REPL|ASIO|CONNPOOL)\", ?\s{0,4}\"id\":"),
        ("network", r" [EWI] {1,4}NETWORK {1,4}\[\w"),
        ("ssl connections", r"only allow SSL connections"),
    ),
    "rabbitmq": (
        "rabbit@*", "rabbit_*", "rabbitmq-server", "rabbitmqctl", "rabbitmq.conf", "/etc/rabbitmq/",
        "/var/log/rabbitmq/", "=rabbitmq ",
        ("tls server", r"(?:^|\] )<0\.\d{1,10}\.0> TLS server"),
        ("tls client", r"(?:^|\] )<0\.\d{1,10}\.0> TLS client"), "ssl_options.cacertfile",
    ),
    "mosquitto": (
        "mosquitto_pub", "mosquitto_sub", "mosquitto.conf",
        ("mosquitto", r"(?<![\w.-])mosquitto(?:\[\d{1,10}\]| version |: )"),
        ("openssl error", r"^\d{10}: OpenSSL Error"),
        ("new connection from", r"^\d{10}: New connection from"),
        ("socket error on client", r"^\d{10}: Socket error on client"),
    ),
    "wget": (
        "--no-check-certificate", "wget:", "gnu wget", "error: cannot verify",
        ("error: the certificate of", r"ERROR: The certificate of ['\u2018\"]"),
        *_commands("wget", r"-|https?:|[\w.-]{1,253}/"),
    ),
    "curl": (
        "curl: (", "curl error (", ("libcurl", r"(?<![/\w.])libcurl\b"), "pycurl",
        "* ssl certificate problem", "* tlsv1.3 (out)", "* tlsv1.2 (out)", "* tlsv1.0 (out)",
        *_commands("curl", r"-|https?:|['\"]|[\w.-]{1,253}/"),
    ),
    "node": (
        "node:internal/", "_tls_wrap.js", "node:_tls_wrap", "_http_client.js",
        "node:_http_client", "tlssocket.", "node_extra_ca_certs", "node_tls_reject_unauthorized",
        "err_tls_cert_altname_invalid", "unable_to_verify_leaf_signature",
        "unable_to_get_issuer_cert_locally", "unable_to_get_issuer_cert",
        "depth_zero_self_signed_cert", "self_signed_cert_in_chain", "axioserror", "fetcherror",
        "does not match certificate's altnames", "undici", "extra certs from",
        ("code:", r"\bcode: '(?:E[A-Z]{3,20}|CERT_[A-Z_]{3,40}|ERR_[A-Z_0-9]{3,60})'"),
        ("node.js v", r"^Node\.js v\d"),
    ),
    "java": (
        "javax.net.ssl.", "sun.security.", "java.security.", "java.net.", "java.lang.",
        "java.io.", "pkix path", "-djavax.net", "keytool",
        (".java:", r"\.java:\d"),
    ),
    "go": (
        "remote error: tls:", "local error: tls:", "http: tls handshake error",
        "crypto/tls", "crypto/x509", "net/http:",
        ("x509:", r"(?:^|[: ])x509: "),
        ("tls:", r"(?:^|: )tls: [a-z]"),
        ("dial tcp", r"\bdial tcp[: ]"),
    ),
    "dotnet": (
        "system.net.", "system.security.authentication", "system.security.cryptography",
        "system.io.ioexception", "the ssl connection could not be established",
        "microsoft.data.sqlclient", "nu1301", "npgsql", "remotecertificatenamemismatch",
        "remotecertificatechainerrors", "the remote certificate is invalid",
        *_commands("dotnet", r"restore|build|run|nuget|add|publish|tool|dev-certs"),
    ),
    "ruby": (
        "openssl::ssl::sslerror", "openssl::x509", "ssl_connect returned=", "faraday::",
        "net::opentimeout", "/lib/ruby/", "rubygems.org",
        (".rb:", r"\.rb:\d{1,10}:in "),
        *_commands("gem bundle", r"install|update|exec|fetch|outdated"),
    ),
    "php": (
        "php warning:", "php fatal error:", "guzzlehttp/", "curl error 60:",
        "ssl operation failed with code", "stream_socket_client()", "stream_socket_enable_crypto()",
        "file_get_contents()",
        (".php", r"\.php(?:\(\d{1,10}\)|:\d{1,10}| on line \d| line \d)"),
        *_commands("composer", r"install|update|require|create-project|self-update|diagnose"),
        *_commands("php", r"-|artisan|\S{1,80}\.php"),
    ),
    "openssl": (
        "verify error:num=", "verify return code:", "depth lookup",
        ("connected(", r"^CONNECTED\([0-9A-F]{8}\)"),
        *_commands("openssl", r"s_client|s_server|verify|x509|req|rsa|pkey|pkcs12|ec|ca|crl|"
                              r"version|ciphers|asn1parse|storeutl|s_time|ocsp|genrsa|genpkey"),
    ),
}

#: Words of libraries that other tools contain copies of. They count only where the text shows no
#: such tool.
SHARED_WORDS: Mapping[str, tuple[Evidence, ...]] = {
    "requests": (
        "could not find a suitable tls ca certificate bundle", "could not find the tls certificate",
    ),
    "urllib3": (
        "httpsconnectionpool(host=", "httpconnectionpool(host=", "httpsconnection(host=",
        "max retries exceeded with url", "retry(total=",
    ),
}
# fmt: on
