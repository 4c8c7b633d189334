"""A client, with docstrings that name alerts."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 -- a docstring of it is the point
    """The server sends :tlsalert:`handshake_failure`, and Python raises :ssl:`SSLError`.

    .. tls-alert-table::
       :codes: 40
       :no-index:
    """


def connect(host: str) -> None:
    """Connect.

    Args:
        host: where to. See :tlserror:`wrong-port` if nothing there speaks TLS.

    Raises:
        Refused: the server sends :tlsalert:`certificate_required`.

    Note:
        Refused without a certificate:

        .. tls-troubleshooting::
           :style: definitions

           schema: 1
           entries:
             - id: no-client-certificate
               title: No client certificate
               alerts: certificate_required
               remedy: Load one with ``load_cert_chain``.
    """
    raise Refused(host)
