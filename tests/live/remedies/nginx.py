"""An nginx of a scratch folder, with the directives that a remedy prints."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from typing import TYPE_CHECKING

from support.needs import lacking_program

from live import certificates
from live.scenarios import PATIENCE

from .alert_ends import save_identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live.certificates import Issued

    from . import Workshop

_SETTINGS = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    ssl_certificate fullchain.pem;
    ssl_certificate_key server.key;
{servers}
}}
"""


def lacks_nginx() -> str | None:
    """Return what to install for nginx."""
    return lacking_program("nginx")


@contextlib.contextmanager
def nginx(shop: Workshop, *servers: str, identity: Issued | None = None) -> Iterator[int]:
    """Run an nginx, and return its port on 127.0.0.1.

    :param servers: the directives of each of its servers
    """
    save_identity(shop, "fullchain.pem", "server.key", identity or certificates.server())
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    blocks = [
        f"server {{ listen 127.0.0.1:{port} ssl;\nreturn 200 ok;\n{server}\n}}"
        for server in servers
    ]
    file = shop.folder / "nginx.conf"
    file.write_text(_SETTINGS.format(servers="\n".join(blocks)), encoding="utf-8")
    command = ["nginx", "-p", str(shop.folder), "-c", str(file), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _await(port, process)
            yield port
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            assert process.stderr
            raise AssertionError(process.stderr.read())
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise TimeoutError
