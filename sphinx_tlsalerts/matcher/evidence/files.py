"""Forms that show the file of certificates or of a key that an error names.

Weights are those of :mod:`sphinx_tlsalerts.matcher.evidence.hosts`. The flag ``c`` marks forms that
any file may have: they count only for files that look like certificates or keys.
"""

from __future__ import annotations

from sphinx_tlsalerts.matcher.evidence.hosts import ATTEMPTED, FAILED, MENTIONED
from sphinx_tlsalerts.matcher.evidence.rules import PlaceRule

#: A file between quotation marks, a file up to a blank, and a file up to the end of the line.
_Q = r"\\{0,3}[\"'`\u2018\u2019]"
_MAYBE_Q = rf"(?:{_Q})?"
_QUOTED = rf"{_Q}(?P<file>[^\"'`\u2018\u2019]{{1,400}}?){_Q}"
_WORD = r"(?P<file>(?:[A-Za-z]:)?[^\s\"'`,;:()<>|]{1,400})(?=[\s\"'`,;:)]|$)"
_LINE = r"(?P<file>[^\"'`<>|]{1,400}?)(?=\.? \(|, |[\"')]|$)"

_SETTINGS = (
    "cafile", "ca_certs", "verify", "cert", "ssl_ca_certs", "tlscafile", "tlscertificatekeyfile",
    "ssl_ca", "ssl_cafile", "ssl_certfile", "ssl_keyfile", "sslrootcert", "sslcert", "sslkey",
    "certfile", "keyfile", "tls_ca_certs",
)  # fmt: skip

_VARIABLES = (
    "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "PIP_CERT", "AWS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "PGSSLROOTCERT",
)  # fmt: skip

_OPTIONS = (
    "--cacert", "--cert", "--key", "-CAfile", "-cert", "-key", "--ca-certificate", "--ssl-ca",
    "--cafile", "--tlsCAFile",
)  # fmt: skip

#: The rules, the most certain first.
FILES: tuple[PlaceRule, ...] = (
    # Python
    PlaceRule(("invalid path:",), rf"\bTLS [Cc\w]\w[\w ]{{1,30}}, invalid path: {_LINE}", FAILED),
    PlaceRule(
        ("no such file or directory:", "permission denied:", "is a directory:"),
        rf"(?:No such file or directory|Permission denied|Is a directory): {_QUOTED}",
        FAILED,
        "c",
    ),
    PlaceRule(("no such file or directory, open",), rf"directory, open {_QUOTED}", FAILED, "c"),
    PlaceRule(("no such file or directory",), rf"\bopen {_WORD}: no such file", FAILED, "c"),
    PlaceRule(("rb_sysopen",), rf"rb_sysopen - {_WORD}", FAILED, "c"),
    PlaceRule(
        (
            "load_cert_chain(",
            "load_verify_locations(",
            "use_certificate_file(",
            "use_privatekey_file(",
            "use_certificate_chain_file(",
        ),
        r"(?:load_cert_chain|load_verify_locations|use_(?:certificate|privatekey)\w{0,6}_file)"
        rf"\((?:certfile=|cafile=)?{_QUOTED}",
        ATTEMPTED,
    ),
    # curl and git
    PlaceRule(
        ("certificate verify locations", "setting certificate file"),
        rf"setting certificate (?:verify locations:? {{1,4}}CAfile|file): {_LINE}",
        FAILED,
    ),
    PlaceRule(("cafile:",), rf"\bCAfile: (?!none\b){_LINE}", ATTEMPTED),
    PlaceRule(
        ("set private key file", "pem client certificate"),
        rf"(?:set private key file:|PEM client certificate(?: from)?) {_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    # Servers, and libraries that quote the file
    PlaceRule(
        ("could not load", "could not read", "could not access"),
        r"could not (?:load|read|access) (?:(?:server|root|client|CA) )?"
        rf"(?:certificate|private key|cert)(?: revocation list)?(?: file)? {_QUOTED}",
        FAILED,
    ),
    PlaceRule(
        ("certificate file", "private key file"),
        rf"(?:[Cc]ertificate|private key) (?:revocation list )?file {_QUOTED}",
        FAILED,
    ),
    PlaceRule(
        ("load certificate", "load certificate key"),
        rf"(?:cannot|failed to) load certificate(?: key)? {_QUOTED}",
        FAILED,
    ),
    PlaceRule(
        ("bio_new_file(", "ssl_ctx_use_*", "ssl_ctx_load_verify_locations(", "fopen("),
        rf"(?:BIO_new_file|SSL_CTX_\w{{4,40}}|fopen)\({_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    PlaceRule(
        ("check ",), rf"(?:certificate|private key) \S{{1,255}}:\d+:\d+, check {_LINE}", FAILED
    ),
    PlaceRule(("and private key",), rf"private key \S{{1,255}} from {_WORD} and", FAILED),
    PlaceRule(
        ("sslcertificatefile", "sslcertificatekeyfile", "sslcacertificatefile"),
        rf"SSL\w{{0,6}}CertificateK?e?y?File: file {_QUOTED}",
        FAILED,
    ),
    PlaceRule(
        ("pem file", "from file", "certificate file", "key file"),
        rf"(?:PEM file|from file|certificate file|key file):? {_QUOTED}",
        FAILED,
    ),
    PlaceRule(
        (
            "server certificate",
            "server key file",
            "ca certificates",
            "certificate from",
            "key from",
        ),
        rf"(?:[Uu]nable to (?:load|get) [\w ]{{4,40}}?|Check \w{{4,12}}) {_QUOTED}",
        FAILED,
    ),
    PlaceRule(("check cafile", "check keyfile", "check certfile"), rf"Check \w+ {_QUOTED}", FAILED),
    PlaceRule(("extra certs from",), rf"extra certs from {_QUOTED}", FAILED),
    PlaceRule(("cafile stream", "local cert chain file"), rf"(?:stream:|file) {_QUOTED}", FAILED),
    PlaceRule(
        ("file,", "cacertfile", "certfile", "keyfile"),
        rf"\{{(?:ca)?(?:cert|key)file, ?{_QUOTED}",
        FAILED,
    ),
    PlaceRule(("read ca certificate",), rf"read CA certificate {_QUOTED}", FAILED),
    PlaceRule(
        (
            "unable to read client-cert",
            "unable to read client-key",
            "unable to read certificate-authority",
        ),
        rf"unable to read (?:client-cert|client-key|certificate-authority) {_WORD}",
        FAILED,
    ),
    PlaceRule(
        ("read pem key file", "certificate key file", "pem file", "ca file", "pemkeyfile"),
        rf"(?:[Ff]ile|\"pemfile\"|\"fileName\"):? ?{_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    # OpenSSL
    PlaceRule(("can't open",), rf"Can't open {_MAYBE_Q}{_WORD}{_MAYBE_Q} for reading", FAILED),
    PlaceRule(
        ("could not open file", "could not read", "could not find", "unable to load"),
        r"(?:Could not (?:open file or uri for loading|read|find)|[Uu]nable to load)"
        rf" [\w /()]{{2,60}}? from {_WORD}",
        FAILED,
        "c",
    ),
    PlaceRule(("verification failed",), rf"^error {_WORD}: verification failed", FAILED),
    # Settings that the text shows
    PlaceRule(
        tuple(f"{name}=" for name in _SETTINGS),
        rf"(?<![\w-])(?:{'|'.join(_SETTINGS)}|tlsCAFile|tlsCertificateKeyFile)={_MAYBE_Q}{_WORD}",
        MENTIONED,
        "c",
    ),
    PlaceRule(
        tuple(name.lower() for name in _VARIABLES),
        rf"\b(?:{'|'.join(_VARIABLES)})(?:=| = ){_MAYBE_Q}{_WORD}",
        MENTIONED,
    ),
    PlaceRule(
        tuple(f"{name.lower()}*" for name in _OPTIONS),
        rf"(?<!\S)(?:{'|'.join(_OPTIONS)})[ =]{_MAYBE_Q}{_WORD}",
        MENTIONED,
        "c",
    ),
)

#: Names of files, in lower case, that look like certificates or keys.
CERTIFICATE = (
    r"\.(?:pem|crt|cer|cert|key|p12|pfx|jks|der|p7b|ca|ca-bundle|keystore|truststore|csr)$"
    r"|(?:cert|cacert|ca-|_ca|ca_|bundle|keystore|truststore|privkey|fullchain)[^/\\]*$"
)

#: What no file has that belongs into a command: controls, marks that change the direction of text,
#: and characters of markup.
BAD_IN_FILE = (
    r"[\x00-\x1f\x7f-\x9f<>|*?\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd"
    r"\ud800-\udfff]"
)

#: Files of source code, and addresses.
NO_FILE = (
    r"^(?:none|None|null|True|False|system)$|\.(?:pyc?|c|go|java|js|rb|php|ts)$|^[a-z]{2,12}://"
)

LONGEST_FILE = 400
