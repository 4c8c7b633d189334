"""Cures for mail and FTP: when TLS begins, and whose session it continues."""

from __future__ import annotations

import ftplib
import imaplib
import poplib
import smtplib
import ssl

from live.scenarios import PATIENCE
from live.scenarios.ends import Server, serving, trusting
from live.scenarios.talks import ftp_reusing, ftps, imap, pop, smtp

from . import Cured, Workshop, cure
from .cures_connection_trials import failing, succeed

_LOGIN = {"user": "user", "password": "password"}


def _smtp(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("localhost", port, timeout=PATIENCE)


def _imap(port: int) -> imaplib.IMAP4:
    return imaplib.IMAP4("localhost", port, timeout=PATIENCE)


# -- the server does not offer STARTTLS -----------------------------------------------------------


@cure("smtp-implicit-tls")
def _implicit_tls(shop: Workshop) -> Cured:
    with Server(smtp()) as server, _smtp(server.port) as mail:
        before = failing(lambda: mail.starttls(context=trusting()))
    with Server(smtp(tls=serving(), at_once=True)) as server:
        succeed(shop.code(replaced={"465": str(server.port)}, host="localhost"), **_LOGIN)
    return Cured(before, "")


@cure("smtp-starttls-once")
def _once(shop: Workshop) -> Cured:
    with Server(smtp(tls=serving(), at_once=True)) as server:
        context = trusting()
        with smtplib.SMTP_SSL("localhost", server.port, context=context) as mail:
            before = failing(lambda: mail.starttls(context=context))
    with Server(smtp(tls=serving())) as server:
        succeed(shop.code(host="localhost", port=str(server.port)), **_LOGIN)
    return Cured(before, "")


@cure("imap-implicit-tls")
def _imap_implicit_tls(shop: Workshop) -> Cured:
    with Server(imap()) as server, _imap(server.port) as mail:
        before = failing(lambda: mail.starttls(trusting()))
    with Server(imap(tls=serving())) as server:
        program = shop.code(replaced={"993": str(server.port)}, host="localhost")
        succeed(program)["mail"].logout()
    return Cured(before, "")


@cure("pop-implicit-tls")
def _pop(shop: Workshop) -> Cured:
    with Server(pop()) as server:
        plain = poplib.POP3("localhost", server.port, timeout=PATIENCE)
        before = failing(lambda: plain.stls(trusting()))
        plain.quit()
    with Server(pop(tls=serving())) as server:
        program = shop.code(replaced={"995": str(server.port)}, host="localhost")
        succeed(program)["mail"].quit()
    return Cured(before, "")


# -- the server demands TLS -----------------------------------------------------------------------


@cure("smtp-starttls-first")
def _starttls_first(shop: Workshop) -> Cured:
    with Server(smtp(tls=serving())) as server:
        with _smtp(server.port) as mail:
            before = failing(lambda: mail.login("user", "password"))
        succeed(shop.code(host="localhost", port=str(server.port)), **_LOGIN)
    return Cured(before, "")


@cure("smtp-without-login")
def _without_login(shop: Workshop) -> Cured:
    with Server(smtp()) as server:
        with _smtp(server.port) as mail:
            before = failing(lambda: mail.login("user", "password"))
        succeed(
            shop.code(host="localhost", port=str(server.port)),
            smtplib=smtplib,
            sender="a@example",
            recipient="b@example",
            message="hello",
        )
    return Cured(before, "")


@cure("imap-login-with-tls")
def _imap_login(shop: Workshop) -> Cured:
    with Server(imap()) as server, _imap(server.port) as mail:
        before = failing(lambda: mail.login("user", "password"))
    with Server(imap(tls=serving())) as server:
        program = shop.code(replaced={"993": str(server.port)}, host="localhost")
        succeed(program, **_LOGIN)["mail"].logout()
    return Cured(before, "")


@cure("ftp-login-with-tls")
def _ftp_login(shop: Workshop) -> Cured:
    with Server(ftps(serving())) as server:
        with ftplib.FTP() as plain:  # noqa: S321 -- that is the fault
            plain.connect("localhost", server.port, PATIENCE)
            before = failing(lambda: plain.login("user", "password"))
        made = succeed(shop.code(host="localhost", port=str(server.port)), **_LOGIN)
        assert made["ftp"].nlst() == ["file"]
        made["ftp"].quit()
    return Cured(before, "")


# -- sessions of FTP ------------------------------------------------------------------------------


def _reuse(shop: Workshop, newest: ssl.TLSVersion) -> Cured:
    context = serving()
    context.maximum_version = newest
    with Server(ftp_reusing(context)) as server:
        client = ftplib.FTP_TLS  # the standard library's own: it is what fails
        with client(context=trusting()) as ftp:
            ftp.connect("localhost", server.port, PATIENCE)
            ftp.login("user", "password")
            ftp.prot_p()
            before = failing(ftp.nlst)
        made = succeed(shop.code(host="localhost", port=str(server.port)), print=list, **_LOGIN)
        assert made["ftp"].nlst() == ["file"]
        assert made["ftp"].sock.version() == newest.name.replace("_", ".")
        made["ftp"].quit()
    return Cured(before, "")


cure("ftp-session-reused")(lambda shop: _reuse(shop, ssl.TLSVersion.TLSv1_3))
cure("ftp-session-reused-1.2")(lambda shop: _reuse(shop, ssl.TLSVersion.TLSv1_2))
