"""Clients of TLS 1.1: what servers answer differs by the release of OpenSSL.

OpenSSL 3.0 and 3.1 look for a signature algorithm before they compare versions. Releases from 3.2
to 3.4 were not tried.
"""

from __future__ import annotations

import ssl
import warnings

from OpenSSL import SSL

from live import certificates

from . import Outcome, scenario
from .ends import handshake, serving, trusting
from .relay import client_reads

#: The first release that was seen to answer ``protocol_version``.
_NEWER = (3, 5)


def _lacks(*, newer: bool, version: tuple[int, ...] = ssl.OPENSSL_VERSION_INFO) -> str | None:
    if newer:
        return None if version >= _NEWER else "OpenSSL 3.5"
    return None if (3, 0) <= version < (3, 2) else "OpenSSL 3.0 or 3.1"


def _client() -> ssl.SSLContext:
    client = trusting()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.minimum_version = ssl.TLSVersion.TLSv1
        client.maximum_version = ssl.TLSVersion.TLSv1_1
    client.set_ciphers("ALL:@SECLEVEL=0")
    return client


def _old_client_at_python() -> Outcome:
    server = serving()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        server.minimum_version = ssl.TLSVersion.TLSv1
    server.set_ciphers("ALL:@SECLEVEL=1")
    return client_reads(handshake(_client(), server))


def _old_client_at_pyopenssl() -> Outcome:
    server = SSL.Context(SSL.TLS_SERVER_METHOD)
    file = str(certificates.chain_file(certificates.server()))
    server.use_privatekey_file(file)
    server.use_certificate_chain_file(file)
    server.set_min_proto_version(SSL.TLS1_VERSION)
    server.set_cipher_list(b"ALL:@SECLEVEL=1")
    return client_reads(handshake(_client(), server))


def _lacks_newer_pyopenssl() -> str | None:
    return _lacks(newer=True, version=_version_of_pyopenssl())


def _version_of_pyopenssl() -> tuple[int, ...]:
    number = SSL.OPENSSL_VERSION_NUMBER
    return number >> 28, number >> 20 & 0xFF


scenario("client-of-tls11", lacks=lambda: _lacks(newer=False))(_old_client_at_python)
scenario("client-of-tls11-at-newer-openssl", lacks=lambda: _lacks(newer=True))(
    _old_client_at_python
)
scenario("client-of-tls11-at-newer-openssl", "pyopenssl", lacks=_lacks_newer_pyopenssl)(
    _old_client_at_pyopenssl
)
