"""Where webhooks may go: public https addresses, by the address that was judged, with the name's own certificate."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from huying.api.hooks import wire


@pytest.mark.parametrize("url", [
    "http://example.com/", "ftp://example.com/", "https://", "https:///x", "https://user:word@example.com/", "https://example.com/#x",
    "https://127.0.0.1/", "https://10.0.0.8/", "https://192.168.1.1/", "https://172.16.0.1/", "https://169.254.169.254/latest/meta-data",
    "https://0.0.0.0/", "https://224.0.0.1/", "https://100.64.0.1/", "https://[::1]/", "https://[fe80::1]/", "https://[fc00::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[::]/", "https://example.com:0/",
    "https://exa mple.com/", "https://example.com/\n", "https://例子.cn/", "https://example.com\\@127.0.0.1/",
    f"https://example.com/{'a' * 500}",
])  # fmt: skip
def test_no_address_inside_and_no_odd_one(url: str) -> None:
    with pytest.raises(wire.Forbidden):
        wire.parsed(url)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost", "017700000001"])
def test_a_name_that_leads_inside_is_refused_after_resolving(host: str) -> None:
    with pytest.raises((wire.Forbidden, OSError)):
        wire.resolved(host, 443)
    assert "refused" in (answer := wire.post(f"https://{host}/", b"{}", {})).error or answer.status is None


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(wire.Forbidden):
        wire.resolved("example.com", 443)


@pytest.fixture
def secure(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A TLS server for hooks.example alone; its certificate is trusted, the name is resolved to this machine."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example")])
    cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(at - datetime.timedelta(days=1)).not_valid_after(at + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    pem = serialization.Encoding.PEM
    (tmp_path / "cert.pem").write_bytes(cert.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                raw, _ = listener.accept()
                raw.settimeout(2)
                with context.wrap_socket(raw, server_side=True) as channel:
                    channel.recv(4096)
                    channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.HOOKS_PRIVATE = True
    monkeypatch.setattr(wire, "TLS", ssl.create_default_context(cafile=str(tmp_path / "cert.pem")))
    asked = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *_, **__: [(*asked[0][:4], ("127.0.0.1", port))])
    yield listener.getsockname()[1]
    over.set()
    thread.join()
    listener.close()


def test_the_certificate_is_that_of_the_name_though_the_address_is_called(secure: int) -> None:
    assert wire.post(f"https://hooks.example:{secure}/a", b"{}", {}).status == 200
    other = wire.post(f"https://other.example:{secure}/a", b"{}", {})
    assert other.status is None and "ertificate" in other.error


def test_drops_of_an_answer_end_with_the_time_allowed(settings: Any) -> None:
    settings.HOOKS_PRIVATE = True
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip() -> None:
        channel, _ = listener.accept()
        while not over.wait(0.05):
            try:
                channel.sendall(b"x")
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    answer = wire.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {}, seconds=0.4)
    over.set()
    listener.close()
    assert (answer.status, answer.error) == (None, "no answer in time")


@pytest.mark.parametrize(("text", "seconds"), [("120", 120), ("", 0), ("soon", 0), ("-5", 0), ("9" * 30, 86_400),
                                               ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 21 Oct 2099 07:28:00 GMT", 86_400)])
def test_retry_after_is_read_as_seconds(text: str, seconds: int) -> None:
    assert wire._seconds(text) == seconds
