"""A web server on loopback that behaves, or misbehaves, as a test tells it."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the behaviour registered for the path, and notes what was asked."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        web = self.server.web
        web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.close_connection = True
        # The client hangs up on most of these, as it should.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            bare = self.path.partition("?")[0]
            (web.routes.get(self.path) or web.routes.get(bare) or not_found)(self)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer; underscores in the names of headers stand for dashes."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    web: Web

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: that is what is tested."""


@dataclass
class Web:
    """The server's routes and the requests it got, in order."""

    url: str
    routes: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def serve(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Serve a fixed answer; returns its address."""
        data = body.encode() if isinstance(body, str) else body
        return self.behave(path, lambda handler: handler.answer(status, data, **headers))

    def behave(self, path: str, behaviour: Behaviour) -> str:
        """Serve a behaviour; returns its address."""
        self.routes[path] = behaviour
        return self.url + path

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Serve a redirect; returns its address."""
        return self.serve(path, b"", status, Location=target)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.asked]


def not_found(handler: Handler) -> None:
    handler.answer(404, b"no such page")


@contextlib.contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server on a free port of loopback, encrypted where a context is given."""
    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.web = Web(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
