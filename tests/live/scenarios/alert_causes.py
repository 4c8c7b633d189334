"""What really makes a peer send an alert, with what that peer reads of it itself.

Two ends shake hands, and one of them, or both, are set up wrongly. What happens to bytes on the way
is in ``alert_bytes``.
"""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from support.needs import lacking_program

from live import certificates
from live.certificates import CLIENT, DAY, HOST, NOW, issue

from . import PATIENCE, Outcome, scenario
from .ends import handshake, serving, serving_pyopenssl, trusting, trusting_pyopenssl
from .relay import attempt, client_reads, server_reads, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from live.certificates import Issued


TLS12 = ssl.TLSVersion.TLSv1_2
TLS13 = ssl.TLSVersion.TLSv1_3


# -- versions, ciphers, groups ----------------------------------------------------------------


@scenario("server-without-common-cipher")
def server_without_common_cipher() -> Outcome:
    client, server = trusting(), serving()
    client.maximum_version = TLS12
    client.set_ciphers("ECDHE+AES128")
    server.set_ciphers("ECDHE+AES256")
    return client_reads(handshake(client, server))


@scenario("server-without-common-cipher", stack="pyopenssl")
def server_without_common_cipher_pyopenssl() -> Outcome:
    client, server = trusting_pyopenssl(), serving()
    client.set_max_proto_version(SSL.TLS1_2_VERSION)
    client.set_cipher_list(b"ECDHE+AES128")
    server.set_ciphers("ECDHE+AES256")
    return client_reads(handshake(client, server))


@scenario("server-without-common-group")
def server_without_common_group() -> Outcome:
    client, server = trusting(), serving()
    client.set_ecdh_curve("secp521r1")
    server.set_ecdh_curve("prime256v1")
    return client_reads(handshake(client, server))


@scenario("server-without-certificate")
def server_without_certificate() -> Outcome:
    return client_reads(handshake(trusting(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)))


@scenario("client-below-the-servers-minimum")
def client_below_the_servers_minimum() -> Outcome:
    client, server = trusting(), serving()
    client.maximum_version = TLS12
    server.minimum_version = TLS13
    return client_reads(handshake(client, server))


@scenario("client-below-the-servers-minimum", stack="pyopenssl")
def client_below_the_servers_minimum_pyopenssl() -> Outcome:
    client, server = trusting_pyopenssl(), serving()
    client.set_max_proto_version(SSL.TLS1_2_VERSION)
    server.minimum_version = TLS13
    return client_reads(handshake(client, server))


@scenario("client-above-the-servers-maximum")
def client_above_the_servers_maximum() -> Outcome:
    client, server = trusting(), serving()
    client.minimum_version = TLS13
    server.maximum_version = TLS12
    return client_reads(handshake(client, server))


# -- the server's certificate, seen from the server -------------------------------------------


def _rejected(*chain: Issued, client: ssl.SSLContext | None = None, host: str = HOST) -> Outcome:
    return server_reads(handshake(client or trusting(), serving(*chain), host))


def _rejected_pyopenssl(*chain: Issued, host: str = HOST) -> Outcome:
    return server_reads(handshake(trusting(), serving_pyopenssl(*chain), host))


@scenario("client-does-not-know-the-ca")
def client_does_not_know_the_ca() -> Outcome:
    return _rejected(issue(HOST, certificates.other_root()))


@scenario("client-does-not-know-the-ca", stack="pyopenssl")
def client_does_not_know_the_ca_pyopenssl() -> Outcome:
    return _rejected_pyopenssl(issue(HOST, certificates.other_root()))


@scenario("client-does-not-know-the-ca-tls12")
def client_does_not_know_the_ca_tls12() -> Outcome:
    client = trusting()
    client.maximum_version = TLS12
    return _rejected(issue(HOST, certificates.other_root()), client=client)


@scenario("client-wants-another-name")
def client_wants_another_name() -> Outcome:
    return _rejected(certificates.server(), host="other.example")


@scenario("client-wants-another-name", stack="pyopenssl")
def client_wants_another_name_pyopenssl() -> Outcome:
    return _rejected_pyopenssl(certificates.server(), host="other.example")


@scenario("client-finds-a-start-in-the-future")
def client_finds_a_start_in_the_future() -> Outcome:
    return _rejected(issue(HOST, certificates.root(), start=NOW + DAY, end=NOW + 2 * DAY))


@scenario("client-finds-an-expired-certificate")
def client_finds_an_expired_certificate() -> Outcome:
    return _rejected(issue(HOST, certificates.root(), start=NOW - 2 * DAY, end=NOW - DAY))


@scenario("client-finds-an-expired-certificate", stack="pyopenssl")
def client_finds_an_expired_certificate_pyopenssl() -> Outcome:
    return _rejected_pyopenssl(issue(HOST, certificates.root(), start=NOW - 2 * DAY, end=NOW - DAY))


@scenario("client-finds-a-clients-certificate")
def client_finds_a_clients_certificate() -> Outcome:
    return _rejected(issue(HOST, certificates.root(), usage=CLIENT))


@scenario("client-finds-a-revoked-certificate")
def client_finds_a_revoked_certificate() -> Outcome:
    revoked = issue(HOST, certificates.root())
    client = trusting()
    client.load_verify_locations(
        certificates.file(certificates.revocation_list(certificates.root(), revoked))
    )
    client.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    return _rejected(revoked, client=client)


@scenario("client-with-strict-checks")
def client_with_strict_checks() -> Outcome:
    client = trusting()
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    return _rejected(issue(HOST, certificates.root(), authority_key=False), client=client)


@scenario("client-has-the-ca-with-another-key")
def client_has_the_ca_with_another_key() -> Outcome:
    old, new = (
        issue("Made anew", ca=True, authority_key=False, subject_key=False) for _ in range(2)
    )
    return _rejected(issue(HOST, new, authority_key=False), client=trusting(old))


@scenario("client-rejects-the-ocsp-response")
def client_rejects_the_ocsp_response() -> Outcome:
    """Let a client ask for a stapled response, get none, and insist on it, as PyMongo does."""
    context = trusting_pyopenssl()
    context.set_ocsp_client_callback(lambda *_response: False)
    client = SSL.Connection(context, None)
    client.request_ocsp()
    client.set_connect_state()
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving().wrap_bio(into, out, server_side=True)
    refused = None
    for _turn in range(2):
        try:
            client.do_handshake()
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            refused = error
        into.write(client.bio_read(1 << 16))
        noticed = attempt(server.do_handshake)
        client.bio_write(out.read() or b"\0")
    return Outcome(told(noticed), told(refused))


# -- the client's certificate -----------------------------------------------------------------


def _demanding() -> ssl.SSLContext:
    context = serving()
    context.load_verify_locations(cadata=certificates.root().pem().decode())
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def _showing(certificate: Issued) -> ssl.SSLContext:
    context = trusting()
    context.load_cert_chain(certificates.chain_file(certificate))
    return context


def _refused(certificate: Issued) -> Outcome:
    return client_reads(handshake(_showing(certificate), _demanding()))


@scenario("client-without-certificate")
def client_without_certificate() -> Outcome:
    return client_reads(handshake(trusting(), _demanding()))


@scenario("client-without-certificate", stack="pyopenssl")
def client_without_certificate_pyopenssl() -> Outcome:
    return client_reads(handshake(trusting_pyopenssl(), _demanding()))


@scenario("client-without-certificate-tls12")
def client_without_certificate_tls12() -> Outcome:
    client = trusting()
    client.maximum_version = TLS12
    return client_reads(handshake(client, _demanding()))


@scenario("client-certificate-of-unknown-ca")
def client_certificate_of_unknown_ca() -> Outcome:
    return _refused(issue("client", certificates.other_root(), usage=CLIENT, names=()))


@scenario("client-certificate-expired")
def client_certificate_expired() -> Outcome:
    past = issue(
        "client", certificates.root(), usage=CLIENT, names=(), start=NOW - 2 * DAY, end=NOW - DAY
    )
    return _refused(past)


@scenario("client-certificate-of-a-server")
def client_certificate_of_a_server() -> Outcome:
    return _refused(issue("client", certificates.root(), names=()))


# -- the name, the protocol -------------------------------------------------------------------


def _answering(answer: ssl.AlertDescription) -> ssl.SSLContext:
    """Return a server's context whose callback for server names sends *answer*."""
    context = serving()
    context.sni_callback = lambda *_hello: answer
    return context


@scenario("server-refuses-the-name")
def server_refuses_the_name() -> Outcome:
    answer = ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    return client_reads(handshake(trusting(), _answering(answer)))


@scenario("server-refuses-the-name", stack="pyopenssl")
def server_refuses_the_name_pyopenssl() -> Outcome:
    answer = ssl.AlertDescription.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    return client_reads(handshake(trusting_pyopenssl(), _answering(answer)))


@scenario("server-denies-access")
def server_denies_access() -> Outcome:
    answer = ssl.AlertDescription.ALERT_DESCRIPTION_ACCESS_DENIED
    return client_reads(handshake(trusting(), _answering(answer)))


@scenario("server-callback-reports-a-failure")
def server_callback_reports_a_failure() -> Outcome:
    answer = ssl.AlertDescription.ALERT_DESCRIPTION_INTERNAL_ERROR
    return client_reads(handshake(trusting(), _answering(answer)))


def _lacks_openssl() -> str | None:
    return lacking_program("openssl")


@scenario("server-without-common-application-protocol", lacks=_lacks_openssl)
def server_without_common_application_protocol() -> Outcome:
    client = trusting()
    client.set_alpn_protocols(["h2"])
    file = certificates.chain_file(certificates.server())
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1"]
    command += ["-cert", str(file), "-key", str(file), "-alpn", "http/1.1"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        stop = threading.Timer(PATIENCE, server.kill)
        stop.start()
        try:
            assert server.stdout is not None
            port = _announced_port(server.stdout)
            refusal = _refusal(client, port)
            words = server.stdout.read().decode()
        finally:
            stop.cancel()
            server.kill()
    (error,) = [line for line in words.splitlines() if ":error:" in line]
    return Outcome(told(refusal), error)


def _announced_port(lines: Iterable[bytes]) -> int:
    """Return the port that ``openssl s_server`` says it listens on."""
    for line in lines:
        if line.startswith(b"ACCEPT "):
            return int(line.rpartition(b":")[2])
    raise AssertionError("openssl s_server did not start")


def _refusal(client: ssl.SSLContext, port: int) -> ssl.SSLError | None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain:
        return attempt(lambda: client.wrap_socket(plain, server_hostname=HOST).close())


def _lacks_psk() -> str | None:
    return None if hasattr(ssl.SSLContext, "set_psk_client_callback") else "Python 3.13"


@scenario("client-with-unknown-psk-identity", lacks=_lacks_psk)
def client_with_unknown_psk_identity() -> Outcome:
    client: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    for context in (client, server):
        context.maximum_version = TLS12
        context.set_ciphers("PSK")
    client.set_psk_client_callback(lambda _hint: ("device 7", bytes(16)))
    server.set_psk_server_callback(lambda _identity: b"")
    return client_reads(handshake(client, server))
