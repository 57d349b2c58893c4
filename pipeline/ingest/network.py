"""Connections that go only where they may, and end in time.

Names are resolved here, each address is checked, and the connection is made to an address that was checked: a name
that resolves differently a moment later changes nothing. The time left for an address is kept over every read, so
that a server which sends a byte now and then cannot hold a job.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore2
import httpx2

from pipeline.config import Network

IPAddress = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]
"""Host and port to the addresses of the host; raises OSError where there is none."""

deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
"""Moment of the monotonic clock at which the current fetch ends, whatever it is doing."""

_NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(Exception):
    """A host resolves only to addresses that must not be fetched."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet, also by the IPv4 address that it may wrap."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


class GuardedBackend(httpcore2.NetworkBackend):
    """A network backend that refuses private and local addresses, unless they are allowed."""

    def __init__(self, allow_private: bool | tuple[Network, ...] = False, resolver: Resolver = resolve) -> None:
        self._allow_private = allow_private
        self._resolver = resolver
        self._backend = httpcore2.SyncBackend()

    def _may(self, text: str) -> bool:
        if self._allow_private is True:
            return True
        address = ip_address(text.split("%")[0])
        networks = self._allow_private or ()
        return is_public(address) or any(address.version == net.version and address in net for net in networks)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first allowed address of the host that answers."""
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the name {host} does not resolve: {error}") from error
        allowed = [address for address in addresses if self._may(address)]
        if not allowed:
            raise ForbiddenAddressError(f"{host} is {', '.join(addresses)}")
        for last, address in enumerate(allowed, start=1 - len(allowed)):
            try:
                stream = self._backend.connect_tcp(address, port, _left(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if last == 0:
                    raise
            else:
                return _TimedStream(stream)
        raise AssertionError("the last address either answers or raises")


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step ends with the deadline of the fetch."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    """The shorter of a timeout and the time left for the fetch."""
    end = deadline.get()
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time for this address is over")
    return left if timeout is None else min(timeout, left)


class Transport(httpx2.BaseTransport):
    """The client's way to the network: a connection pool over a :class:`GuardedBackend`.

    Proxies are not used: a proxy would resolve names itself, past the check.
    """

    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=100,
            # Requests to one host lie seconds apart: kept connections would mostly be found closed.
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the body of the answer is read by whoever asked."""
        response = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            response.status, headers=response.headers, stream=_Stream(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Stream(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Any:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
