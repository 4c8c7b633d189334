"""Protocols around TLS: STARTTLS, FTPS, proxies, and programs that wait for data."""

from __future__ import annotations

import ftplib
import imaplib
import poplib
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
import traceback
import urllib.request
from typing import TYPE_CHECKING

from OpenSSL import SSL
from support.needs import lacking_module, lacking_program

from live.certificates import HOST

from . import PATIENCE, Outcome, printed, scenario
from .ends import Server, serving, tls, trusting, trusting_pyopenssl
from .talks import forbidding, ftp_reusing, ftps, imap, pop, proxying, smtp

if TYPE_CHECKING:
    from collections.abc import Callable


def _fails(action: Callable[[], object], *, whole: bool = False) -> Outcome:
    """Return what a user reads of the error that *action* raises.

    :param whole: the whole traceback
    """
    try:
        action()
    except Exception as error:  # noqa: BLE001 -- each library has exceptions of its own
        return Outcome(traceback.format_exc() if whole else printed(error))
    raise AssertionError("nothing failed")


# -- waiting --------------------------------------------------------------------------------------


def _silent(_connection: ssl.SSLSocket) -> None:
    """Read nothing until the client has lost its patience."""
    time.sleep(0.2)


def _connected(port: int) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), PATIENCE)
    return trusting().wrap_socket(plain, server_hostname=HOST)


def _with_silent_server(act: Callable[[ssl.SSLSocket], object], *, whole: bool = False) -> Outcome:
    with Server(tls(serving(), _silent)) as server, _connected(server.port) as end:
        return _fails(lambda: act(end), whole=whole)


def fill(end: ssl.SSLSocket) -> None:
    """Send until the other side has no more room."""
    while True:
        end.send(bytes(1 << 17))


def _read_at_once(end: ssl.SSLSocket) -> None:
    end.settimeout(0)
    end.recv(1)


def _fill_at_once(end: ssl.SSLSocket) -> None:
    end.settimeout(0)
    fill(end)


def _repeat_with_less(end: ssl.SSLSocket) -> None:
    try:
        _fill_at_once(end)
    except ssl.SSLWantWriteError:
        end.send(b"less")


def _read_for_a_moment(end: ssl.SSLSocket) -> None:
    end.settimeout(0.05)
    end.recv(1)


def _write_for_a_moment(end: ssl.SSLSocket) -> None:
    end.settimeout(0.05)
    fill(end)


scenario("nothing-to-read")(lambda: _with_silent_server(_read_at_once))
scenario("nothing-can-be-written")(lambda: _with_silent_server(_fill_at_once))
scenario("repeated-with-less")(lambda: _with_silent_server(_repeat_with_less))
scenario("answer-late")(lambda: _with_silent_server(_read_for_a_moment, whole=True))
scenario("answer-late-written")(lambda: _with_silent_server(_write_for_a_moment, whole=True))


@scenario("nothing-to-read-pyopenssl", "pyopenssl")
def _nothing_to_read() -> Outcome:
    end = SSL.Connection(trusting_pyopenssl(), None)
    end.set_connect_state()
    return _fails(end.do_handshake)


# -- mail -----------------------------------------------------------------------------------------


def _smtp(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE)


@scenario("starttls-not-offered")
def _starttls_not_offered() -> Outcome:
    with Server(smtp()) as server, _smtp(server.port) as mail:
        return _fails(lambda: mail.starttls(context=trusting()))


@scenario("starttls-twice")
def _starttls_twice() -> Outcome:
    with Server(smtp(tls=serving())) as server, _smtp(server.port) as mail:
        mail._host = HOST  # type: ignore[attr-defined] # noqa: SLF001 -- the name to check
        mail.starttls(context=trusting())
        return _fails(lambda: mail.starttls(context=trusting()))


@scenario("smtp-without-auth")
def _smtp_without_auth() -> Outcome:
    with Server(smtp(tls=serving())) as server, _smtp(server.port) as mail:
        return _fails(lambda: mail.login("user", "password"))


@scenario("smtp-starttls-demanded")
def _starttls_demanded() -> Outcome:
    with Server(smtp(tls=serving())) as server, _smtp(server.port) as mail:
        return _fails(lambda: mail.sendmail("a@example", ["b@example"], "hello"))


@scenario("imap-without-tls")
def _imap_without_tls() -> Outcome:
    with Server(imap()) as server:
        mail = imaplib.IMAP4("127.0.0.1", server.port, timeout=PATIENCE)
        ended = _fails(lambda: mail.starttls(trusting()))
        mail.logout()
    return ended


@scenario("imap-tls-demanded")
def _imap_tls_demanded() -> Outcome:
    with Server(imap()) as server:
        mail = imaplib.IMAP4("127.0.0.1", server.port, timeout=PATIENCE)
        ended = _fails(lambda: mail.login("user", "password"))
        mail.logout()
    return ended


@scenario("pop-without-tls")
def _pop_without_tls() -> Outcome:
    with Server(pop()) as server:
        mail = poplib.POP3("127.0.0.1", server.port, timeout=PATIENCE)
        ended = _fails(lambda: mail.stls(trusting()))
        mail.quit()
    return ended


# -- FTP ------------------------------------------------------------------------------------------


@scenario("ftp-tls-demanded")
def _ftp_tls_demanded() -> Outcome:
    with Server(ftps(serving())) as server, ftplib.FTP() as ftp:  # noqa: S321 -- that is the fault
        ftp.connect("127.0.0.1", server.port, PATIENCE)
        return _fails(lambda: ftp.login("user", "password"))


@scenario("ftp-demands-session-reuse")
def _ftp_demands_session_reuse() -> Outcome:
    client = ftplib.FTP_TLS  # the standard library's own: its fault is the scenario
    with Server(ftp_reusing(serving())) as server, client(context=trusting()) as ftp:
        ftp.connect("localhost", server.port, PATIENCE)
        ftp.login("user", "password")
        ftp.prot_p()
        return _fails(ftp.nlst)


# -- proxies --------------------------------------------------------------------------------------


def _through(proxy: str) -> Outcome:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": proxy}))
    return _fails(lambda: opener.open("https://server.example/", timeout=PATIENCE))


@scenario("proxy-wants-password")
def _proxy_wants_password() -> Outcome:
    with Server(proxying("user", "password")) as server:
        return _through(f"http://127.0.0.1:{server.port}")


@scenario("proxy-wants-password", "requests", lambda: lacking_module("requests"))
def _proxy_wants_password_requests() -> Outcome:
    import requests

    with Server(proxying("user", "password")) as server, requests.Session() as session:
        session.trust_env = False
        proxies = {"https": f"http://127.0.0.1:{server.port}"}
        return _fails(lambda: session.get("https://server.example/", proxies=proxies), whole=True)


@scenario("proxy-forbids")
def _proxy_forbids() -> Outcome:
    with Server(forbidding) as server:
        return _through(f"http://127.0.0.1:{server.port}")


@scenario("proxy-wants-password-curl", "curl", lambda: lacking_program("curl"))
def _proxy_wants_password_curl() -> Outcome:
    with Server(proxying("user", "password")) as server:
        curl = ["curl", "-sS", "-x", f"http://127.0.0.1:{server.port}"]
        done = subprocess.run(
            [*curl, "https://server.example/"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    return Outcome(done.stderr)


# -- other programs -------------------------------------------------------------------------------

_CHROME = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-logging=stderr",
    "--dump-dom",
)


@scenario("chrome-server-closes", "chromium", lambda: lacking_program("chromium"))
def _chrome_server_closes() -> Outcome:
    with Server(lambda end: end.recv(1 << 12)) as server, tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [*_CHROME, f"--user-data-dir={profile}", server.url],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    lines = [line for line in done.stderr.splitlines() if "handshake" in line]
    return Outcome("\n".join(lines))


@scenario("rediss-without-parameter", "celery", lambda: lacking_module("celery"))
def _rediss_without_parameter() -> Outcome:
    from celery import Celery

    app = Celery(backend="rediss://:password@localhost:6379/0")
    return _fails(lambda: app.backend)


@scenario("redis-other-spelling", "redis", lambda: lacking_module("redis"))
def _redis_other_spelling() -> Outcome:
    import redis

    client = redis.Redis.from_url("rediss://127.0.0.1:1/0?ssl_cert_reqs=CERT_REQUIRED")
    return _fails(client.ping)
