"""Serves the demonstration's feeds and pages on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).parent / "site"
PORT = 8652
"""Where the site is served if nothing else is: the same addresses at every run make the same articles."""


class _Handler(SimpleHTTPRequestHandler):
    """Files as a plain web server gives them: typed by their names, without a word on their encoding."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 - the base class declares it so
        ".html": "text/html",
        ".json": "application/feed+json",
        ".rdf": "application/rdf+xml",
        ".txt": "text/plain",
        ".xml": "application/xml",
        "": "application/octet-stream",
    }

    def list_directory(self, path: object) -> None:
        """Folders are not listed."""
        self.send_error(404, "No such page")

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged: the terminal belongs to the demonstration."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def serving(port: int = PORT) -> Iterator[str]:
    """Serve the site on loopback while the context lasts, on another port where this one is taken; gives the origin,
    ``http://127.0.0.1:PORT``."""
    handler = partial(_Handler, directory=str(SITE))
    try:
        server = _Server(("127.0.0.1", port), handler)
    except OSError:
        server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
