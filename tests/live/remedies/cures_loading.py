"""Remedies for certificates and keys that cannot be loaded, applied."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from support.needs import lacking_program

from live import certificates
from live.certificates import CLIENT, HOST, issue, root, server
from live.scenarios import SCENARIOS, loading  # noqa: F401 -- it adds its failures
from live.scenarios.ends import handshake, serving, trusting

from . import Cured, cure
from .alert_ends import apply, save, save_identity
from .cures_connection_trials import environment, failing, without
from .refusals import EXAMPLE, below, load_identity, request, save_ca, save_roots

if TYPE_CHECKING:
    from collections.abc import Callable

    from live.scenarios import Scenario

    from . import Workshop

_PASSWORD = "right"  # noqa: S105 -- of the archives and keys of these tests


def _needs_openssl(name: str = "") -> Callable[[], str | None]:
    """Return a function that says what a cure with commands lacks, or the failure it is for."""
    lacks = _scenario(name).lacks if name else lambda: None
    return lambda: lacking_program("openssl") or lacks()


def _scenario(name: str) -> Scenario:
    return next(one for one in SCENARIOS if one.name == name and one.stack in {"ssl", "pyopenssl"})


def _cured(name: str) -> Cured:
    return Cured(_scenario(name).run().text, "")


def _server_side(*, level: int = 2) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Not every system's settings are as strict as OpenSSL's own.
    context.set_ciphers(f"DEFAULT:@SECLEVEL={level}")
    return context


def _load(shop: Workshop, certificate: str, key: str, password: str | None = None) -> None:
    """Load files of the folder, and shake hands with a client that trusts the root."""
    context = _server_side()
    context.load_cert_chain(shop.folder / certificate, shop.folder / key, password)
    assert handshake(trusting(), context) == (None, None)


# -- keys and their certificates ------------------------------------------------------------------


@cure("chain-in-order", _needs_openssl())
def _in_order(shop: Workshop) -> Cured:
    intermediate = issue("Intermediate", root(), ca=True)
    own = below(intermediate)
    save_identity(shop, "server.pem", "privkey.pem", own)
    save_roots(shop, "intermediate.pem", [intermediate])
    shop.run(shop.code())
    _load(shop, "fullchain.pem", "privkey.pem")
    return _cured("chain-in-wrong-order")


def _new_key(name: str, scenario: str) -> None:
    @cure(name, _needs_openssl(scenario))
    def make_key(shop: Workshop) -> Cured:
        """Run the command, and let the CA answer the request."""
        shop.run(shop.code(replaced={EXAMPLE: HOST}))
        save_ca(shop, root())
        shop.run(
            "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy "
            "-days 9 -out server.pem"
        )
        _load(shop, "server.pem", "privkey.pem")
        return _cured(scenario)


_new_key("new-key-for-a-lost-one", "key-of-another")
_new_key("new-key-for-a-short-one", "short-key")


@cure("ec-key-for-a-short-one", _needs_openssl())
def _ec_key(shop: Workshop) -> Cured:
    shop.run(shop.code())
    save_ca(shop, root())
    shop.run(
        f"openssl req -new -key privkey.pem -subj /CN={HOST} -addext subjectAltName=DNS:{HOST} "
        "-out server.csr\n"
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -days 9 "
        "-out server.pem"
    )
    _load(shop, "server.pem", "privkey.pem")
    return _cured("short-key")


@cure("both-files")
def _both(shop: Workshop) -> Cured:
    save_identity(shop, "fullchain.pem", "privkey.pem", server())
    context = apply(shop, {"context": _server_side()})["context"]
    assert handshake(trusting(), context) == (None, None)
    return _cured("key-left-out")


@cure("password-given")
def _password(shop: Workshop) -> Cured:
    save(shop, "fullchain.pem", server().pem())
    save(shop, "privkey.pem", server().key_pem(_PASSWORD))
    program = (
        "import ssl\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
        f"{shop.code()}\nprint(len(context.get_ciphers()) > 0)"
    )
    assert shop.python(program, KEY_PASSWORD=_PASSWORD) == "True\n"
    return _cured("password-wrong")


# -- forms of files -------------------------------------------------------------------------------


@cure("archive-taken-apart", _needs_openssl())
def _archive(shop: Workshop) -> Cured:
    """As printed, the commands ask for the password of the archive, and for one of the key."""
    intermediate = issue("Intermediate", root(), ca=True)
    own = below(intermediate)
    archive = pkcs12.serialize_key_and_certificates(
        b"server",
        own.key,
        own.certificate,
        [intermediate.certificate],
        BestAvailableEncryption(_PASSWORD.encode()),
    )
    save(shop, "server.p12", archive)
    asked = f"openssl pkcs12 -passin pass:{_PASSWORD} -passout pass:{_PASSWORD}"
    shop.run(shop.code(replaced={"openssl pkcs12": asked}))
    _load(shop, "fullchain.pem", "privkey.pem", _PASSWORD)
    return _cured("certificate-in-pkcs12")


@cure("certificate-in-pem", _needs_openssl())
def _in_pem(shop: Workshop) -> Cured:
    save(shop, "server.cer", server().der())
    save(shop, "privkey.pem", server().key_pem())
    shop.run(shop.code())
    _load(shop, "server.pem", "privkey.pem")
    return _cured("certificate-in-der")


def _ca_in_pem(name: str, scenario: str) -> None:
    @cure(name, _needs_openssl())
    def convert(shop: Workshop) -> Cured:
        save(shop, "ca.cer", root().der())
        shop.run(shop.code())
        context = ssl.create_default_context(cafile=str(shop.folder / "ca.pem"))
        assert handshake(context, serving()) == (None, None)
        return _cured(scenario)


_ca_in_pem("der-made-pem-for-pyopenssl", "no-pem")
_ca_in_pem("der-made-pem", "cafile-in-der")


def _line_breaks(name: str, variable: str, load: Callable[[Workshop, str], None]) -> None:
    """Restore the line breaks of what a variable holds, and load it."""

    @cure(name)
    def restore(shop: Workshop) -> Cured:
        whole = server().key_pem().decode() + server().pem().decode()
        text = (whole if variable == "TLS_CERT" else root().pem().decode()).replace("\n", "\\n")
        before = failing(lambda: load(shop, text))
        program = f"import os, sys\n{shop.code()}\nsys.stdout.write(pem)"
        load(shop, shop.python(program, fails=False, **{variable: text}))
        return Cured(before, "")


def _load_chain(shop: Workshop, text: str) -> None:
    save(shop, "both.pem", text.encode())
    context = _server_side()
    context.load_cert_chain(shop.folder / "both.pem")
    assert handshake(trusting(), context) == (None, None)


def _load_trusted(_shop: Workshop, text: str) -> None:
    context = ssl.create_default_context(cadata=text)
    assert handshake(context, serving()) == (None, None)


_line_breaks("line-breaks-of-a-chain", "TLS_CERT", _load_chain)
_line_breaks("line-breaks-of-a-ca", "TLS_CA", _load_trusted)


# -- what a client trusts -------------------------------------------------------------------------


@cure("path-as-cafile")
def _cafile(shop: Workshop) -> Cured:
    save_roots(shop, "ca.pem", [root()])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    apply(shop, {"context": context})
    assert handshake(context, serving()) == (None, None)
    return _cured("cadata-is-a-path")


@cure("pem-as-text")
def _as_text(shop: Workshop) -> Cured:
    save_roots(shop, "ca.pem", [root()])
    for line in shop.code().splitlines():  # either of them is enough
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        names = {"context": context, "pem": root().pem()}
        program = compile(line.replace('"ca.pem"', repr(str(shop.folder / "ca.pem"))), "", "exec")
        exec(program, names)  # noqa: S102 -- our own code
        assert handshake(context, serving()) == (None, None)
    return _cured("cadata-pem-as-bytes")


_CLIENT = "python -c 'import httpx; httpx.Client()'"


def _variable_unset(name: str, content: bytes | None) -> None:
    """Let a variable name a file of no use, and remove it as the remedy says."""

    @cure(name, without("httpx"))
    def unset(shop: Workshop) -> Cured:
        path = shop.folder / "bundle.pem"
        if content is not None:
            path.write_bytes(content)
        variables = {**environment(), "SSL_CERT_FILE": str(path)}
        before = shop.run(_CLIENT, fails=True, **variables)
        return Cured(before, shop.run(f"{shop.code()}\n{_CLIENT}", **variables))


_variable_unset("variable-of-an-empty-file-unset", b"\n")
_variable_unset("variable-of-a-missing-file-unset", None)


# -- paths ----------------------------------------------------------------------------------------


@cure("path-beside-the-program")
def _beside(shop: Workshop) -> Cured:
    """The program is started from another folder."""
    begin = "import ssl\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n"
    (shop.folder / "certs").mkdir()
    save_identity(shop, "certs/fullchain.pem", "certs/privkey.pem", server())
    relative = 'context.load_cert_chain("certs/fullchain.pem", "certs/privkey.pem")'
    save(shop, "relative.py", f"{begin}{relative}".encode())
    save(shop, "absolute.py", f"{begin}{shop.code()}".encode())
    start = f"cd /\npython '{shop.folder}/%s.py'"
    before = shop.run(start % "relative", fails=True, **environment())
    return Cured(before, shop.run(start % "absolute", **environment()))


# -- weak ones ------------------------------------------------------------------------------------


@cure("certificate-signed-with-sha256", _needs_openssl("certificate-signed-with-sha1"))
def _sha256(shop: Workshop) -> Cured:
    own = issue(HOST, root(), usage=CLIENT)
    save_ca(shop, root())
    request(shop, own, names=[HOST])
    (shop.folder / "server.csr").rename(shop.folder / "client.csr")
    shop.run(shop.code())
    _server_side().load_cert_chain(shop.folder / "client.pem", shop.folder / "server.key")
    return _cured("certificate-signed-with-sha1")


@cure("level-0-for-sha1", _scenario("certificate-signed-with-sha1").lacks)
def _level_0(shop: Workshop) -> Cured:
    ca = issue("RSA root", ca=True, kind="rsa")
    save_identity(shop, "client.pem", "client-key.pem", issue(HOST, ca, digest="sha1"))
    apply(shop, {"context": _server_side()})
    return _cured("certificate-signed-with-sha1")


def _level_1(name: str, scenario: str, *, short_ca: bool) -> None:
    @cure(name)
    def lower(shop: Workshop) -> Cured:
        ca = issue("Weak root", ca=True, kind="rsa", bits=1024)
        own = issue(HOST, ca) if short_ca else issue(HOST, root(), kind="rsa", bits=1024)
        context = apply(shop, {"context": _server_side()})["context"]
        context.load_cert_chain(certificates.chain_file(own, *([ca] if short_ca else [])))
        return _cured(scenario)


_level_1("level-1-for-a-short-key", "short-key", short_ca=False)
_level_1("level-1-for-a-ca-with-a-short-key", "ca-with-short-key", short_ca=True)


@cure("new-ca-for-a-short-key", _needs_openssl())
def _new_ca(shop: Workshop) -> Cured:
    """As printed, the command asks for a password."""
    shop.run(f"{shop.code()} -passout pass:{_PASSWORD}")
    ca = load_identity(shop.folder / "ca-new.pem", shop.folder / "ca-new.key", _PASSWORD.encode())
    own = below(ca)
    context = _server_side()
    context.load_cert_chain(certificates.chain_file(own, ca))
    assert handshake(trusting(ca), context) == (None, None)
    return _cured("ca-with-short-key")
