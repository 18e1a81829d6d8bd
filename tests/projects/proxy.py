"""A proxy that takes TLS off and speaks to the site by another name, as many hosts have one."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: Between the two connections, and so none of the other's business.
HOP_BY_HOP = {"connection", "host", "keep-alive", "transfer-encoding"}


class TlsProxy:
    """Answers https on a port of its own, in threads."""

    def __init__(self, backend_port: int, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        write_certificate(self.certificate, key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.backend_port = backend_port  # type: ignore[attr-defined]
        # The handshake is done by the connection's own thread, at its first read.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.origin = f"https://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        port = self.server.backend_port  # type: ignore[attr-defined]
        site = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        kept = {name: value for name, value in self.headers.items() if _is_passed_on(name)}
        try:
            site.request(self.command, self.path, body, kept | {"Host": "django.internal"})
            self._pass_back(site.getresponse())
        finally:
            site.close()

    def do_POST(self) -> None:
        self.do_GET()

    def _pass_back(self, answer: http.client.HTTPResponse) -> None:
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if _is_passed_on(name) and name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _is_passed_on(name: str) -> bool:
    return name.lower() not in HOP_BY_HOP


def write_certificate(path: Path, key_path: Path) -> None:
    """Write a certificate for localhost that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
