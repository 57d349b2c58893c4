"""The daemon's two pages on loopback: /metrics for Prometheus and /healthz for whoever watches over processes."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Health:
    """How the daemon is: well where there are no complaints."""

    complaints: tuple[str, ...]
    """What is wrong with the daemon itself, a line each; feeds that fail are the business of the metrics."""
    feeds: int
    """Watched."""
    pending: int
    """Articles not yet read."""
    version: str


def make_app(registry: CollectorRegistry, health: Callable[[], Health]) -> WSGIApplication:
    """The two pages. /healthz answers 200 where the daemon is well and 503 where not, with the reasons as JSON."""
    metrics = make_wsgi_app(registry)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            page: Iterable[bytes] = metrics(environ, start_response)
            return page
        if path == "/healthz":
            now = health()
            status = "503 Service Unavailable" if now.complaints else "200 OK"
            body = json.dumps({"status": "unwell" if now.complaints else "ok", **asdict(now)}, ensure_ascii=False)
            kind = "application/json"
        else:
            status, body, kind = "404 Not Found", "here are /metrics and /healthz\n", "text/plain"
        start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store")])
        return [body.encode("utf-8")]

    return app


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _SilentHandler(WSGIRequestHandler):
    timeout = 10
    """Seconds for a client that says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log is for the daemon's work."""


@contextmanager
def serving(app: WSGIApplication, port: int) -> Iterator[str | None]:
    """Serve the pages on ``port`` of loopback for as long as the context lasts; their address, or None where ``port``
    is 0 and nothing is served.

    Raises :class:`~pipeline.errors.ConfigError` where the port is not to be had.
    """
    if port == 0:
        yield None
        return
    try:
        server = make_server(LOOPBACK, port, app, server_class=_Server, handler_class=_SilentHandler)
    except OSError as error:
        raise ConfigError(
            f"metrics_port {port} cannot be opened ({error.strerror}): set another one in feeds.yaml, or 0 for none"
        ) from None
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="metrics", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
