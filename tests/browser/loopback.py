"""A web server for one folder, on this machine only."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

#: Nothing inline, nothing from elsewhere.
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'"
)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, policy: str | None = None, **options: Any) -> None:
        self.policy = policy
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        if self.policy is not None:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet: what fails is asserted in the browser."""


class Loopback:
    """Serves *folder* while it is entered.

    :param policy: the Content-Security-Policy of all answers
    """

    def __init__(self, folder: Path, policy: str | None = None) -> None:
        handler = partial(_Handler, directory=str(folder), policy=policy)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._folder = folder

    @property
    def address(self) -> str:
        """The address of the folder, with a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def url(self, path: Path) -> str:
        """Return the address of a file or folder."""
        return self.address + path.relative_to(self._folder).as_posix()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
