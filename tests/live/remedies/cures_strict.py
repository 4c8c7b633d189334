"""Remedies for certificates that only strict checks refuse, applied."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from support.needs import lacking_program

from live.certificates import HOST, root
from live.scenarios.ends import Server, serving, tls
from live.scenarios.verification import FAILURES

from . import Cured, cure
from .alert_ends import apply, failing
from .refusals import (
    EXAMPLE,
    below,
    cured,
    issue_again,
    lacks,
    load,
    request,
    save_ca,
    save_roots,
    strict_by_default,
    trusting_strictly,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from . import Workshop

#: The failures of strict checks, by what is at fault.
OF_THE_CA = (
    "subject-key-missing",
    "constraints-not-critical",
    "ca-without-key-usage",
    "path-length-without-key-usage",
)
OF_THE_SERVER = ("path-length-of-no-ca", "leaf-signs-certificates", "names-empty")
ALL = (*OF_THE_CA, *OF_THE_SERVER, "authority-key-missing", "names-not-critical", "ca-without-name")


def _needs_openssl(name: str) -> Callable[[], str | None]:
    return lambda: lacking_program("openssl") or lacks(name)()


# -- without strict checks ------------------------------------------------------------------------


def _without_strict_checks(name: str) -> None:
    @cure(f"{name}-strict-flag-cleared", lacks(name))
    def clear(shop: Workshop) -> Cured:
        save_roots(shop, "company-root.pem", FAILURES[name].trusted())
        with strict_by_default():
            context = apply(shop, {})["context"]
        assert context.verify_mode is ssl.CERT_REQUIRED
        return cured(name, context)


for _name in ALL:
    _without_strict_checks(_name)


def _with_adapter(name: str) -> None:
    @cure(f"{name}-strict-flag-cleared-requests", lacks(name))
    def clear(shop: Workshop) -> Cured:
        failure = FAILURES[name]
        save_roots(shop, "company-root.pem", failure.trusted())
        with Server(tls(serving(*failure.chain()))) as server:
            url = server.url.replace("127.0.0.1", "localhost") + "/"
            replaced = {"https://localhost/": url}
            with strict_by_default():
                session = apply(shop, {}, replaced=replaced, host="localhost")["session"]
                session.trust_env = False
                assert session.get(url).text == "ok"
            strict = trusting_strictly(*failure.trusted())
            before = failing(lambda: _get(strict, url))
        return Cured(before, "")


def _get(context: ssl.SSLContext, url: str) -> None:
    """Get a page with Requests and a context."""
    adapter = requests.adapters.HTTPAdapter()
    adapter.init_poolmanager(1, 1, ssl_context=context)
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", adapter)
        session.get(url)


for _name in ("authority-key-missing", "constraints-not-critical"):
    _with_adapter(_name)


# -- a CA that is issued again --------------------------------------------------------------------


def _issued_again(name: str) -> None:
    @cure(f"{name}-ca-issued-again", _needs_openssl(name))
    def reissue(shop: Workshop) -> Cured:
        (old,) = FAILURES[name].trusted()
        save_ca(shop, old)
        shop.run(shop.code())
        new = load(shop.folder / "ca-new.pem", old)
        assert new.certificate.subject == old.certificate.subject
        return cured(name, trusting_strictly(new))


for _name in OF_THE_CA:
    _issued_again(_name)


@cure("subject-key-added-in-python", lacks("subject-key-missing"))
def _added_in_python(shop: Workshop) -> Cured:
    (old,) = FAILURES["subject-key-missing"].trusted()
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.certificate.subject)
        .issuer_name(old.certificate.subject)
        .public_key(old.key.public_key())
        .serial_number(old.certificate.serial_number)
        .not_valid_before(old.certificate.not_valid_before_utc)
        .not_valid_after(old.certificate.not_valid_after_utc)
    )
    for extension in old.certificate.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    made = apply(shop, {"x509": x509, "key": old.key, "builder": builder})["builder"]
    new = old._replace(certificate=made.sign(old.key, hashes.SHA256()))
    return cured("subject-key-missing", trusting_strictly(new))


@cure("ca-with-a-name", _needs_openssl("ca-without-name"))
def _with_a_name(shop: Workshop) -> Cured:
    (old,) = FAILURES["ca-without-name"].trusted()
    save_ca(shop, old)
    shop.run(shop.code())
    new = load(shop.folder / "ca-new.pem", old)
    return cured("ca-without-name", trusting_strictly(new), below(new))


# -- a server's certificate that is issued again --------------------------------------------------


def _replaced(shop: Workshop) -> str:
    return shop.code(replaced={EXAMPLE: HOST})


def _with_extensions(name: str) -> None:
    @cure(f"{name}-issued-again", _needs_openssl(name))
    def reissue(shop: Workshop) -> Cured:
        (old,) = FAILURES[name].chain()
        new = issue_again(shop, old, _replaced(shop))
        return cured(name, trusting_strictly(), new)


for _name in (*OF_THE_SERVER, "names-not-critical"):
    _with_extensions(_name)


@cure("authority-key-added", _needs_openssl("authority-key-missing"))
def _authority_key_added(shop: Workshop) -> Cured:
    (old,) = FAILURES["authority-key-missing"].chain()
    save_ca(shop, root())
    request(shop, old)
    shop.run(_replaced(shop))
    new = load(shop.folder / "server.pem", old)
    return cured("authority-key-missing", trusting_strictly(), new)
