"""Forms of logs and names of functions that show which side wrote a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_tlsalerts.matcher.evidence.tools import HAPROXY_LISTENER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.matcher.evidence.rules import Evidence

# fmt: off

#: The evidence of each side. A message of OpenSSL with the name of a function shows the side that
#: processes it: ``tls_process_server_certificate`` runs in clients.
SIDES: Mapping[str, tuple[Evidence, ...]] = {
    "client": (
        "tls_process_server_*", "tls_process_ske_*", "tls_process_cert_status_body",
        "tls_construct_client_*", "tls_construct_cke_*", "ssl3_get_server_*",
        "ssl23_get_server_hello", "ssl_connect*", "ossl_statem_connect*",
        "tls_process_initial_server_flight", "s3_clnt.c", "statem_clnt.c", "s23_clnt.c",
        "server_side=false",
        # Names of errors that only a client has
        "cannot connect to host", "failed to connect to", "connection to server at",
        "unable to access '", "cannot verify", "javax.net.ssl.sslpeerunverifiedexception",
        "unable to connect to the server:", "error connecting to",
        ("x509:", r"(?:Get|Post|Put|Head|Patch|Delete) \\?\"?https?://.{1,400}x509: "),
        ("tls:", r"(?:Get|Post|Put|Head|Patch|Delete) \\?\"?https?://.{1,400} tls: "),
        # Servers that are clients of others
        "ssl handshaking to upstream", "upstream ssl certificate", "ah02003:", "ah00961:",
        "layer6 invalid response",
        ("[remote", r"\[ssl:\w{1,60}\] .{0,200}\[remote "),
        ("tls client: in state", r"TLS client: In state"),
        ("connected(", r"^CONNECTED\([0-9A-F]{8}\)"),
        ("s_client", r"\bs_client\b"),
        ("rdkafka#", r"\[thrd:"),
        "client network socket disconnected before secure tls", "mosquitto_pub", "mosquitto_sub",
    ),
    "server": (
        "tls_process_client_*", "tls_early_post_process_client_hello", "tls_process_cke_*",
        "tls_post_process_client_*", "tls_construct_server_*", "ssl3_get_client_*",
        "ssl23_get_client_hello", "ssl_accept", "ossl_statem_accept*", "read_client_hello",
        "s3_srvr.c", "statem_srvr.c", "s23_srvr.c", "server_side=true",
        "peer did not return a certificate", "purpose.client_auth",
        "newsock = self.context.wrap_socket(newsock", "protocol_tls_server",
        # Logs of servers
        ("while reading client request", r"while reading client request\b.{0,40}, client: "),
        ("while ssl handshaking", r"while SSL handshaking, client: "),
        ("ssl_do_handshake() failed",
         r"SSL_do_handshake\(\) failed .{1,400}, client: (?!.{1,400}upstream: )"),
        ("no required ssl certificate", r"client sent no required SSL certificate"),
        ("client ssl certificate verify error", r"client SSL certificate verify error"),
        "ah02008:", "ah01964:", "ah02261:",
        ("[client", r"\[ssl:\w{1,60}\] .{0,200}\[client "),
        ("ssl handshake failure", rf"/\d{{4}}:[\d:.]{{8,12}}\] {HAPROXY_LISTENER}SSL handshake"),
        ("during ssl handshake",
         rf"(?<!\S){HAPROXY_LISTENER}(?:Connection closed|Timeout) during SSL handshake"),
        "could not accept ssl connection", "error receiving request from client",
        "only allow ssl connections", "http: tls handshake error from",
        ("network", r" [EWI] {1,4}NETWORK {1,4}\[conn\d"),
        ("ctx", r"\"ctx\":\"conn\d{1,10}\""),
        ("tls server: in state", r"TLS server: In state"),
        ("openssl error", r"^\d{10}: OpenSSL Error"),
        ("client", r"^\d{10}: (?:Client \S{1,255} disconnected|Socket error on client)"),
        ("new connection from", r"^\d{10}: New connection from"),
        ("accepted connection from", r"Service \[\S{1,255}\] accepted connection from"),
        ("s_server", r"\bopenssl s_server\b"),
        ("invalid request from ip", r"Invalid request from ip=\S{1,255} "),
    ),
}
# fmt: on
