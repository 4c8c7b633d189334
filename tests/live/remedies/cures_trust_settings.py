"""Remedies for programs that verify with no CA certificates, or not at all, applied."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from live.certificates import root
from live.scenarios import SCENARIOS
from live.scenarios.ends import Server, serving, tls
from live.scenarios.libpq import connect, lacks_psycopg, postgres

from . import Cured, cure
from .alert_ends import save
from .cures_connection_trials import environment, root_file, succeed, without
from .refusals import save_roots

if TYPE_CHECKING:
    from . import Workshop


def _fails(name: str) -> str:
    return next(one for one in SCENARIOS if one.name == name).run().text


# -- Requests -------------------------------------------------------------------------------------


@cure("verified-with-the-ca", without("requests"))
def _with_the_ca(shop: Workshop) -> Cured:
    save_roots(shop, "company-root.pem", [root()])
    with Server(tls(serving())) as listening:
        code = shop.code(host="localhost", port=str(listening.port))
        after = shop.python(f"import requests\n{code}", NO_PROXY="*")
    return Cured(_fails("unverified-request"), after)


@cure("verified-by-default", without("requests"))
def _by_default(shop: Workshop) -> Cured:
    """The variable stands for the CA certificates that Requests brings along."""
    import requests

    with Server(tls(serving())) as listening:
        succeed(shop.code(host="localhost", port=str(listening.port)), requests=requests)
    return Cured(_fails("unverified-request"), "")


@cure("warning-silenced", without("requests"))
def _silenced(shop: Workshop) -> Cured:
    with Server(tls(serving())) as listening:
        get = f"import requests\nrequests.get({listening.url!r}, verify=False)"
        after = shop.python(f"{shop.code()}\n{get}", NO_PROXY="*")
    return Cured(_fails("unverified-request"), after)


@cure("bundle-readable", without("requests"))
def _readable(shop: Workshop) -> Cured:
    """Root may read any file, unless it gives the capability up."""
    save_roots(shop, "company-root.pem", [root()])
    file = shop.folder / "company-root.pem"
    file.chmod(0)
    unable = ""
    if os.geteuid() == 0:
        unable = "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all "
    with Server(tls(serving())) as listening:
        url = listening.url.replace("127.0.0.1", "localhost")
        program = f"import requests\nrequests.get({url!r}, verify='company-root.pem')"
        save(shop, "get.py", program.encode())
        command = f"{unable}'{sys.executable}' get.py"
        before = shop.run(command, fails=True, NO_PROXY="*")
        shop.run(shop.code())
        return Cured(before, shop.run(command, NO_PROXY="*"))


# -- libpq ----------------------------------------------------------------------------------------


@cure("libpq-root-named", lacks_psycopg)
def _named(shop: Workshop) -> Cured:
    psycopg = importlib.import_module("psycopg")

    with postgres() as server:
        code = shop.code(
            replaced={"/etc/ssl/certs/company-root.pem": root_file()},
            host="localhost",
            port=str(server.port),
        )
        succeed(code, psycopg=psycopg)["connection"].close()
    return Cured(_fails("libpq-root-missing"), "")


def _with_variable(shop: Workshop, code: str, **variables: str) -> Cured:
    """Connect with what a command adds to the environment."""
    added = shop.run(f"{code}\nenv").splitlines()
    exported = dict(line.split("=", 1) for line in added if line.startswith("PGSSLROOTCERT="))
    with postgres() as server:
        after = connect(server.port, **exported, **variables)
    return Cured(_fails("libpq-root-missing"), after)


@cure("libpq-root-in-environment", lacks_psycopg)
def _in_environment(shop: Workshop) -> Cured:
    code = shop.code(replaced={"/etc/ssl/certs/company-root.pem": root_file()})
    return _with_variable(shop, code)


@cure("libpq-root-of-the-system", lacks_psycopg)
def _of_the_system(shop: Workshop) -> Cured:
    return _with_variable(shop, shop.code(), SSL_CERT_FILE=environment()["SSL_CERT_FILE"])
