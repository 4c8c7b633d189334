"""Certificates that are refused: by default checks, and by the revocation lists that a client has.

Each failure runs in a handshake of Python's ``ssl``. Where neither the host name nor the purpose
nor the security level takes part, the chain is also verified by pyOpenSSL, which shows the text of
its own OpenSSL.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from cryptography import x509
from OpenSSL import SSL, crypto

from live import certificates
from live.certificates import CLIENT, DAY, HOST, NOW, issue, other_root, root

from . import Outcome, ends, printed, scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from live.certificates import Issued

    Chain = Callable[[], Sequence[Issued]]

#: Lets a server present what a client will find too weak.
_WEAK = "ALL:@SECLEVEL=0"


@dataclass(frozen=True)
class Failure:
    """A chain that a client refuses."""

    chain: Chain  #: what the server presents
    trusted: Chain = lambda: [root()]  #: what the client trusts
    host: str = HOST  #: what the client asks for
    strict: bool = False  #: whether the checks are on that Python 3.13 has on by default
    lists: Callable[[], Sequence[bytes]] | None = None  #: the client's CRLs, if it wants any
    pyopenssl: bool = True  #: whether pyOpenSSL's verifier, which looks at the chain alone, sees it

    since: int = 1  #: the first major version of OpenSSL that makes the check
    before: int | None = None  #: the first one that no longer does

    def lacks(self, running: int) -> str | None:
        """Return what the OpenSSL with the major version *running* lacks to see it."""
        if running < self.since:
            return f"OpenSSL {self.since}"
        if self.before is not None and running >= self.before:
            return f"an OpenSSL before {self.before}"
        return None

    def shake(self) -> Outcome:
        """Let a client of Python's ``ssl`` meet it."""
        return outcome(self.meet(self.client()))

    def client(self, *trusted: Issued) -> ssl.SSLContext:
        """Return a context that makes its checks.

        :param trusted: what to trust, if not what it does
        """
        context = ends.trusting(*(trusted or self.trusted()))
        if self.strict:
            context.verify_flags |= ssl.VERIFY_X509_STRICT
        if self.lists is not None:
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
            for listed in self.lists():
                context.load_verify_locations(certificates.file(listed))
        return context

    def meet(self, context: ssl.SSLContext, *chain: Issued) -> ends.Ended:
        """Let a client meet its chain, or another one."""
        server = ends.serving(*(chain or self.chain()), ciphers=_WEAK)
        return ends.handshake(context, server, self.host)

    def verify(self) -> Outcome:
        """Let pyOpenSSL verify the chain."""
        store = crypto.X509Store()
        for one in self.trusted():
            store.add_cert(crypto.X509.from_cryptography(one.certificate))
        if self.strict:
            store.set_flags(crypto.X509StoreFlags.X509_STRICT)
        if self.lists is not None:
            store.set_flags(crypto.X509StoreFlags.CRL_CHECK)
            for listed in self.lists():
                store.add_crl(x509.load_pem_x509_crl(listed))
        first, *rest = (crypto.X509.from_cryptography(one.certificate) for one in self.chain())
        try:
            crypto.X509StoreContext(store, first, rest).verify_certificate()
        except crypto.X509StoreContextError as error:
            return Outcome(printed(error))
        return Outcome("verified")


def outcome(ended: ends.Ended) -> Outcome:
    """Return what the client reads, and what the server reads of it."""
    assert ended.client is not None, "the client raised nothing"
    return Outcome(printed(ended.client), printed(ended.server) if ended.server else "")


#: All failures, by the names of their scenarios.
FAILURES: dict[str, Failure] = {}


def register(failures: dict[str, Failure]) -> None:
    """Make scenarios of *failures*."""
    FAILURES.update(failures)
    for name, failure in failures.items():
        here, there = ssl.OPENSSL_VERSION_INFO[0], SSL.OPENSSL_VERSION_NUMBER >> 28
        scenario(name, lacks=partial(failure.lacks, here))(failure.shake)
        if failure.pyopenssl:
            scenario(name, stack="pyopenssl", lacks=partial(failure.lacks, there))(failure.verify)


# -- certificates that several failures share ---------------------------------------------------


@cache
def _intermediate() -> Issued:
    return issue("Intermediate", root(), ca=True)


@cache
def _below_intermediate() -> Issued:
    return issue(HOST, _intermediate())


@cache
def _impostor() -> Issued:
    """Return a CA with the name of the trusted one and another key."""
    return issue("Root", ca=True)


@cache
def _rsa_root() -> Issued:
    return issue("RSA root", ca=True, kind="rsa")


@cache
def _weak_root() -> Issued:
    return issue("Weak root", ca=True, kind="rsa", bits=1024)


@cache
def _expired_root() -> Issued:
    return issue("Expired root", ca=True, start=NOW - 3 * DAY, end=NOW - DAY)


@cache
def _revoked() -> Issued:
    return issue(HOST, root())


@cache
def _below_ordinary() -> list[Issued]:
    """Return a certificate that is signed by one that is no CA."""
    ordinary = issue("Ordinary", root())
    return [issue(HOST, ordinary), ordinary]


@cache
def _too_deep() -> list[Issued]:
    """Return a chain with a CA below one that permits none."""
    upper = issue("Last CA", root(), ca=True, path_length=0)
    lower = issue("One too many", upper, ca=True)
    return [issue(HOST, lower), lower, upper]


def _below_constrained(constraints: x509.NameConstraints) -> list[Issued]:
    limited = issue("Limited", root(), ca=True, name_constraints=constraints)
    return [issue(HOST, limited), limited]


def _only_for(domain: str) -> x509.NameConstraints:
    return x509.NameConstraints([x509.DNSName(domain)], None)


def _not_for(network: str) -> x509.NameConstraints:
    return x509.NameConstraints(None, [x509.IPAddress(ipaddress.ip_network(network))])


#: An extension that no library knows.
_UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")


register(
    {
        # An issuer that is not there.
        "issuer-unknown": Failure(cache(lambda: [issue(HOST, other_root())])),
        "intermediate-missing": Failure(lambda: [_below_intermediate()]),
        "root-of-intermediate-missing": Failure(
            lambda: [_below_intermediate(), _intermediate()], trusted=lambda: [_intermediate()]
        ),
        "self-signed-server": Failure(cache(lambda: [issue(HOST)])),
        "unknown-root-in-chain": Failure(
            cache(lambda: [issue(HOST, other_root()), other_root()]),
        ),
        "impostor-of-the-issuer": Failure(
            cache(lambda: [issue(HOST, _impostor(), authority_key=False)])
        ),
        # Dates.
        "server-expired": Failure(
            cache(lambda: [issue(HOST, root(), start=NOW - 3 * DAY, end=NOW - DAY)])
        ),
        "root-expired": Failure(
            cache(lambda: [issue(HOST, _expired_root())]), trusted=lambda: [_expired_root()]
        ),
        "server-not-yet-valid": Failure(
            cache(lambda: [issue(HOST, root(), start=NOW + DAY, end=NOW + 2 * DAY)])
        ),
        # Names.
        "other-host": Failure(
            lambda: [certificates.server()], host="other.example", pyopenssl=False
        ),
        "other-address": Failure(
            lambda: [certificates.server()], host="192.0.2.99", pyopenssl=False
        ),
        "name-not-permitted": Failure(
            cache(lambda: _below_constrained(_only_for("internal.example")))
        ),
        "address-excluded": Failure(cache(lambda: _below_constrained(_not_for("127.0.0.0/8")))),
        # What a certificate is for.
        "client-certificate-on-server": Failure(
            cache(lambda: [issue(HOST, root(), usage=CLIENT)]), pyopenssl=False
        ),
        "issuer-is-no-ca": Failure(_below_ordinary),
        "ca-below-last-ca": Failure(_too_deep),
        "unknown-critical-extension": Failure(
            cache(lambda: [issue(HOST, root(), further=[(_UNKNOWN, True)])])
        ),
        # Strength.
        "server-key-short": Failure(
            cache(lambda: [issue(HOST, root(), kind="rsa", bits=1024)]), pyopenssl=False
        ),
        "root-key-short": Failure(
            cache(lambda: [issue(HOST, _weak_root())]),
            trusted=lambda: [_weak_root()],
            pyopenssl=False,
        ),
        "signed-with-sha1": Failure(
            cache(lambda: [issue(HOST, _rsa_root(), digest="sha1")]),
            trusted=lambda: [_rsa_root()],
            pyopenssl=False,
        ),
        # Revocation.
        "server-revoked": Failure(
            lambda: [_revoked()],
            lists=cache(lambda: [certificates.revocation_list(root(), _revoked())]),
        ),
        "revocation-list-missing": Failure(lambda: [certificates.server()], lists=list),
        "revocation-list-expired": Failure(
            lambda: [certificates.server()],
            lists=cache(
                lambda: [
                    certificates.revocation_list(root(), last=NOW - 3 * DAY, following=NOW - DAY)
                ]
            ),
        ),
    }
)


@scenario("trust-store-empty")
def _trust_store_empty() -> Outcome:
    """Trust nobody, as a Python does that finds no CA certificates."""
    return outcome(ends.handshake(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ends.serving()))


@cache
def _nameless() -> Issued:
    return issue(HOST, root(), names=())


@scenario("common-name-only")
def _common_name_only() -> Outcome:
    """Ask for the common name with the setting of urllib3 2, which Requests uses."""
    context = ends.trusting()
    context.hostname_checks_common_name = False
    return outcome(ends.handshake(context, ends.serving(_nameless())))


#: How many CA certificates OpenSSL goes through at most.
_LONGEST = 100


@cache
def _endless_chain() -> list[Issued]:
    chain = [root()]
    for number in range(_LONGEST + 5):
        chain.insert(0, issue(f"CA {number}", chain[0], ca=True))
    return [issue(HOST, chain[0]), *chain]


@scenario("chain-too-long")
def _chain_too_long() -> Outcome:
    """Fail for a reason that has no entry of its own."""
    return outcome(ends.handshake(ends.trusting(), ends.serving(*_endless_chain())))


# -- a server that verifies its clients -----------------------------------------------------------


def _meets_client(certificate: Issued) -> Outcome:
    """Let a server that trusts ``root()`` meet a client: here the server's log is what counts."""
    server = ends.serving()
    server.verify_mode = ssl.CERT_REQUIRED
    server.load_verify_locations(cadata=root().pem().decode())
    client = ends.trusting()
    client.load_cert_chain(certificates.chain_file(certificate))
    ended = ends.handshake(client, server)
    assert ended.server is not None, "the server raised nothing"
    return Outcome(printed(ended.server), printed(ended.client) if ended.client else "")


@cache
def _client_of_other_root() -> Issued:
    return issue("client", other_root(), usage=CLIENT, names=())


@scenario("client-issuer-unknown")
def _client_issuer_unknown() -> Outcome:
    return _meets_client(_client_of_other_root())


@scenario("server-certificate-on-client")
def _server_certificate_on_client() -> Outcome:
    return _meets_client(certificates.server())


# -- pyOpenSSL's connections do not say what was wrong ---------------------------------------------


@scenario("text-hidden", stack="pyopenssl")
def _text_hidden() -> Outcome:
    ended = ends.handshake(ends.trusting_pyopenssl(other_root()), ends.serving_pyopenssl())
    assert isinstance(ended.client, SSL.Error)
    return outcome(ended)
