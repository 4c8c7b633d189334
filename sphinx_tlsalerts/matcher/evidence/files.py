"""Forms that show the file of certificates or of a key that an error names.

Weights are those of :mod:`sphinx_tlsalerts.matcher.evidence.hosts`. The flag ``c`` marks forms that
any file may have: they count only for files that look like certificates or keys.
"""

from __future__ import annotations

from functools import partial

from sphinx_tlsalerts.matcher.evidence.hosts import ATTEMPTED, FAILED, MENTIONED
from sphinx_tlsalerts.matcher.evidence.rules import Rule

_file = partial(Rule, "file", "")

#: A file between quotation marks, a file up to a blank, and a file up to the end of the line.
_Q = r"(?:\\{0,3}[\"'`]|[\u2018-\u201d])"
_MAYBE_Q = rf"{_Q}?"
_QUOTED = rf"{_Q}(?P<file>[^\"'`]{{1,400}}?){_Q}"
_WORD = r"(?P<file>(?:[A-Za-z]:)?[^\s\"'`,;:()<>|]{1,400})(?=[\s\"'`,;:)]|$)"
_LINE = r"(?P<file>[^\"'`<>|]{1,400}?)(?=\.? \(|, | CApath: | CRLfile: |[\"')]|$)"

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
FILES: tuple[Rule, ...] = (
    # Python
    _file(("invalid path:",), rf"\bTLS [Cc\w]\w[\w ]{{1,30}}, invalid path: {_LINE}", FAILED),
    _file(
        ("no such file or directory:", "permission denied:", "is a directory:"),
        rf"(?:No such file or directory|Permission denied|Is a directory): {_QUOTED}",
        FAILED,
        "c",
    ),
    _file(("no such file or directory, open",), rf"directory, open {_QUOTED}", FAILED, "c"),
    _file(("no such file or directory",), rf"\bopen {_WORD}: no such file", FAILED, "c"),
    _file(("rb_sysopen",), rf"rb_sysopen - {_WORD}", FAILED, "c"),
    _file(
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
    _file(
        ("certificate verify locations", "setting certificate file"),
        rf"setting certificate (?:verify locations:? {{1,4}}CAfile|file): {_LINE}",
        FAILED,
    ),
    _file(("cafile:",), rf"\bCAfile: (?!none\b){_LINE}", ATTEMPTED),
    _file(
        ("set private key file", "pem client certificate"),
        rf"(?:set private key file:|PEM client certificate(?: from)?) {_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    # Servers, and libraries that quote the file
    _file(
        ("could not load", "could not read", "could not access"),
        r"could not (?:load|read|access) (?:(?:server|root|client|CA) )?"
        rf"(?:certificate|private key|cert)(?: revocation list)?(?: file)? {_QUOTED}",
        FAILED,
    ),
    _file(
        ("certificate file", "private key file"),
        rf"(?:[Cc]ertificate|private key) (?:revocation list )?file {_QUOTED}",
        FAILED,
    ),
    _file(
        ("load certificate", "load certificate key"),
        rf"(?:cannot|failed to) load certificate(?: key)? {_QUOTED}",
        FAILED,
    ),
    _file(
        ("bio_new_file(", "ssl_ctx_use_*", "ssl_ctx_load_verify_locations(", "fopen("),
        rf"(?:BIO_new_file|SSL_CTX_\w{{4,40}}|fopen)\({_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    _file(
        ("check ",),
        rf"(?:certificate|private key) \S{{1,255}}:\d{{1,10}}:\d{{1,10}}, check {_LINE}",
        FAILED,
    ),
    _file(("and private key",), rf"private key \S{{1,255}} from {_WORD} and", FAILED),
    _file(
        ("sslcertificatefile", "sslcertificatekeyfile", "sslcacertificatefile"),
        rf"SSL\w{{0,6}}CertificateK?e?y?File: file {_QUOTED}",
        FAILED,
    ),
    _file(
        ("pem file", "from file", "certificate file", "key file"),
        rf"(?:PEM file|from file|certificate file|key file):? {_QUOTED}",
        FAILED,
    ),
    _file(
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
    _file(
        ("check cafile", "check keyfile", "check certfile"), rf"Check \w{{1,60}} {_QUOTED}", FAILED
    ),
    _file(("extra certs from",), rf"extra certs from {_QUOTED}", FAILED),
    _file(("cafile stream", "local cert chain file"), rf"(?:stream:|file) {_QUOTED}", FAILED),
    _file(
        ("file,", "cacertfile", "certfile", "keyfile"),
        rf"\{{(?:ca)?(?:cert|key)file, ?{_QUOTED}",
        FAILED,
    ),
    _file(("read ca certificate",), rf"read CA certificate {_QUOTED}", FAILED),
    _file(
        (
            "unable to read client-cert",
            "unable to read client-key",
            "unable to read certificate-authority",
        ),
        rf"unable to read (?:client-cert|client-key|certificate-authority) {_WORD}",
        FAILED,
    ),
    _file(
        ("read pem key file", "certificate key file", "pem file", "ca file", "pemkeyfile"),
        rf"(?:[Ff]ile|\"pemfile\"|\"fileName\"):? ?{_MAYBE_Q}{_WORD}",
        FAILED,
        "c",
    ),
    # OpenSSL
    _file(("can't open",), rf"Can't open {_MAYBE_Q}{_WORD}{_MAYBE_Q} for reading", FAILED),
    _file(
        ("could not open file", "could not read", "could not find", "unable to load"),
        r"(?:Could not (?:open file or uri for loading|read|find)|[Uu]nable to load)"
        rf" [\w /()]{{2,60}}? from {_WORD}",
        FAILED,
        "c",
    ),
    _file(("verification failed",), rf"^error {_WORD}: verification failed", FAILED),
    # Settings that the text shows
    _file(
        tuple(f"{name}=" for name in _SETTINGS),
        rf"(?<![\w-])(?:{'|'.join(_SETTINGS)}|tlsCAFile|tlsCertificateKeyFile)={_MAYBE_Q}{_WORD}",
        MENTIONED,
        "c",
    ),
    _file(
        ("cacertfile =", "certfile =", "keyfile ="),
        rf"\b(?:cacert|cert|key)file = {_WORD}",
        MENTIONED,
        "c",
    ),
    _file(
        tuple(name.lower() for name in _VARIABLES),
        rf"\b(?:{'|'.join(_VARIABLES)})(?:=| = ){_MAYBE_Q}{_WORD}",
        MENTIONED,
    ),
    _file(
        tuple(f"{name.lower()}*" for name in _OPTIONS),
        rf"(?<!\S)(?:{'|'.join(_OPTIONS)})[ =]{_MAYBE_Q}{_WORD}",
        MENTIONED,
        "c",
    ),
)
