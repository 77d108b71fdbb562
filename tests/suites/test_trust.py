"""Certificates are verified always, a private authority can be named, and proxies serve other machines only."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from contracts import ContractKitError
from suites.options import Options, prepare
from suites.sending.courier import Courier
from suites.target import Target, TargetError
from tests.suites.asking import sending
from tests.suites.library import library_contract
from tests.suites.loopback import said, talking


class Silent(BaseHTTPRequestHandler):
    """Answers 204 to everything."""

    def do_GET(self) -> None:
        """Answers."""
        self.send_response(204)
        self.end_headers()

    do_OPTIONS = do_GET  # noqa: N815  # the library's way to name a method

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    names = ("-subj", "/CN=private", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", "key.pem", "-out", "cert.pem")
    command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@contextmanager
def secure(certificate: tuple[Path, Path]) -> Iterator[str]:
    """A server that speaks TLS; gives its port's address without the host."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with HTTPServer(("127.0.0.1", 0), Silent) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield str(server.server_port)
        finally:
            server.shutdown()
            thread.join()


def test_a_certificate_that_nobody_vouches_for_ends_the_run(certificate: tuple[Path, Path]) -> None:
    """It is told in one line with the way out, and nothing is judged."""
    with secure(certificate) as port, pytest.raises(ContractKitError) as refused:
        prepare(Options.of(f"https://127.0.0.1:{port}", {}), {})
    told = str(refused.value)
    assert told == (
        f"cannot reach https://127.0.0.1:{port}: its certificate is not trusted (self-signed certificate). "
        "Name a private authority with --ca-bundle. Nothing was judged."
    )


def test_a_private_authority_is_trusted_where_it_is_named(certificate: tuple[Path, Path]) -> None:
    """The same server is reached with its authority, and only under the name the certificate bears."""
    with secure(certificate) as port:
        target = Target(url=f"https://127.0.0.1:{port}", authority=certificate[0])
        with Courier(library_contract(), target) as courier:
            courier.reach()
            assert courier.send("GET", "/v1/authors").status == 204
        wrong = Target(url=f"https://localhost:{port}", authority=certificate[0])
        with Courier(library_contract(), wrong) as courier, pytest.raises(TargetError, match="not trusted"):
            courier.reach()


@pytest.mark.parametrize(
    ("text", "told"), [(None, "No such file or directory"), ("no certificate", "it holds no certificate")]
)
def test_a_bundle_that_is_none_is_refused(text: str | None, told: str, tmp_path: Path) -> None:
    """A file without certificates ends the run in one line before anything is sent."""
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ContractKitError) as refused:
        prepare(Options.of("https://127.0.0.1:1", {"ca-bundle": file}), {})
    assert str(refused.value) == f"--ca-bundle: {file}: {told}. Name a file of certificates in PEM."


def test_a_proxy_carries_what_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request to another machine goes to the proxy of the environment, its target as it stands."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (proxy, heard):
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with sending("http://staging.invalid/base") as courier:
            assert courier.send("GET", "/v1/./authors?q=%zz").status == 200
    assert heard[0].split(b"\r\n")[0] == b"GET http://staging.invalid/base/v1/./authors?q=%zz HTTP/1.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_hears_of_this_machine(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request to a loopback address never goes to a proxy, whatever the environment says."""
    with talking(lambda place, _: place.sendall(said(b"{}"))) as (proxy, overheard):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        answers = talking(lambda place, _: place.sendall(said(b"[]")))
        with answers as (url, heard), sending(url.replace("127.0.0.1", host)) as courier:
            assert courier.send("GET", "/v1/authors").body == b"[]"
    assert (len(heard), overheard) == (1, [])
