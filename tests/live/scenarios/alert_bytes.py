"""Alerts that answer bytes which were changed, repeated or lost between two ends.

They stand for defective devices on the way, for processes that share a connection, and for programs
that end one without a word.
"""

from __future__ import annotations

import os
import ssl
import warnings

from . import NEWER_OPENSSL, Outcome, scenario
from .ends import serving, trusting
from .relay import (
    Relay,
    attempt,
    client_reads,
    extension_renamed,
    server_reads,
    told,
    with_compression,
    with_fallback_mark,
)

TLS12 = ssl.TLSVersion.TLSv1_2
TLS13 = ssl.TLSVersion.TLSv1_3


@scenario("client-marked-as-fallback")
def client_marked_as_fallback() -> Outcome:
    client = trusting()
    client.maximum_version = TLS12
    return client_reads(Relay(client, serving(), to_server=with_fallback_mark).handshake())


@scenario("hello-changed-on-the-way")
def hello_changed_on_the_way() -> Outcome:
    relay = Relay(trusting(), serving(), to_server=with_compression)
    return client_reads(relay.handshake())


@scenario("hello-without-signature-algorithms")
def hello_without_signature_algorithms() -> Outcome:
    client = trusting()
    client.minimum_version = TLS13
    return client_reads(Relay(client, serving(), to_server=extension_renamed(13)).handshake())


@scenario("hello-sent-twice")
def hello_sent_twice() -> Outcome:
    client = trusting()
    client.maximum_version = TLS12
    relay = Relay(client, serving(), to_server=lambda hello: hello + b"\x16\3\3" + hello[3:])
    return client_reads(relay.handshake())


@scenario("answer-with-an-extension-nobody-offered")
def answer_with_an_extension_nobody_offered() -> Outcome:
    server = serving()
    server.maximum_version = TLS12
    return server_reads(Relay(trusting(), server, to_client=extension_renamed(23, 16)).handshake())


def _connected() -> Relay:
    relay = Relay(trusting(), serving())
    assert relay.handshake() == (None, None)
    return relay


def _after(relay: Relay) -> Outcome:
    """Return what the client reads after the server has read."""
    failed = attempt(lambda: relay.server.read(1))
    relay.pass_on()
    return Outcome(told(attempt(lambda: relay.client.read(1))), told(failed))


def _after_a_bad_record(relay: Relay) -> Outcome:
    return _after(relay)._replace(peer_entry="record-layer-failure" if NEWER_OPENSSL else "")


@scenario("record-damaged-on-the-way")
def record_damaged_on_the_way() -> Outcome:
    relay = _connected()
    relay.client.write(b"words")
    record = bytearray(relay.from_client.read())
    record[-1] ^= 1
    relay.to_server.write(record)
    return _after_a_bad_record(relay)


def _lacks_fork() -> str | None:
    return None if hasattr(os, "fork") else "an operating system that forks"


@scenario("connection-shared-after-fork", lacks=_lacks_fork)
def connection_shared_after_fork() -> Outcome:
    relay = _connected()
    relay.to_server.write(_said_by_a_child(relay))
    assert relay.server.read(64) == b"child"
    relay.client.write(b"parent")
    relay.pass_on()
    return _after_a_bad_record(relay)


def _said_by_a_child(relay: Relay) -> bytes:
    """Return the record in which a forked process writes to the connection of its parent."""
    source, target = os.pipe()
    with warnings.catch_warnings():
        # Test runners have threads. The child takes none of their locks: it calls OpenSSL alone.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            relay.client.write(b"child")
            os.write(target, relay.from_client.read())
        finally:
            os._exit(0)
    os.close(target)
    with os.fdopen(source, "rb") as said:
        record = said.read()
    os.waitpid(child, 0)
    return record


@scenario("bytes-that-are-no-tls-on-a-connection")
def bytes_that_are_no_tls_on_a_connection() -> Outcome:
    relay = _connected()
    relay.to_server.write(b"\x17\x03\x03\xff\xff" + bytes(64))
    return _after_a_bad_record(relay)


@scenario("client-closes-half-without-close-notify")
def client_closes_half_without_close_notify() -> Outcome:
    relay = _connected()
    relay.to_server.write_eof()
    return _after(relay)
