"""The body of an answer: decompressed with a bound on its size, and known to be whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Protocol

import brotli

STEP = 256 * 1024
"""Most bytes that one step of a decompressor may give: what a bomb can cost at once."""
GZIP_MAGIC = b"\x1f\x8b\x08"


class BodyError(Exception):
    """A body that cannot be read; ``kind`` is ``too_large``, ``cut_off`` or ``bad_encoding``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class _Decoder(Protocol):
    def decode(self, data: bytes) -> Iterator[bytes]: ...

    def is_whole(self) -> bool: ...


class _Zlib:
    """gzip or deflate; several gzip members in a row are read as one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._deflate = name == "deflate"
        self._decoder: zlib._Decompress | None = None
        self._head = b""

    def _start(self, data: bytes) -> zlib._Decompress:
        if not self._deflate:
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        # Servers send deflate with and without its header.
        has_header = len(data) >= 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)

    def decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._decoder is None:
                self._decoder = self._start(data)
            if self._decoder.eof:
                if self._deflate or not data.startswith(GZIP_MAGIC[:1]):
                    return  # Padding behind the end: common, and harmless.
                self._decoder = self._start(data)
            try:
                out = self._decoder.decompress(data, STEP)
            except zlib.error as error:
                raise BodyError("bad_encoding", f"its {self._name} is damaged ({error})") from None
            if out:
                yield out
            data = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail
            while not data and len(out) == STEP:
                # The input is used up but more output waits inside.
                out = self._decoder.decompress(b"", STEP)
                if out:
                    yield out

    def is_whole(self) -> bool:
        return self._decoder is None or self._decoder.eof


class _Brotli:
    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self._started = False

    def decode(self, data: bytes) -> Iterator[bytes]:
        self._started = True
        try:
            out = self._decoder.process(data, output_buffer_limit=STEP)
            while out:
                yield out
                if self._decoder.is_finished():
                    return
                out = self._decoder.process(b"", output_buffer_limit=STEP)
        except brotli.error as error:
            raise BodyError("bad_encoding", f"its br is damaged ({error})") from None

    def is_whole(self) -> bool:
        return not self._started or bool(self._decoder.is_finished())


def read_body(chunks: Iterable[bytes], encoding: str, cap: int) -> bytes:
    """The whole body of an answer.

    ``encoding`` is the Content-Encoding header; a gzip file served without one is unpacked too. ``cap`` bounds the
    bytes read and, apart from them, the bytes after decompression. Raises :class:`BodyError`.
    """
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    body = _collect(chunks, names, cap)
    if body.startswith(GZIP_MAGIC):
        body = _collect([body], ["gzip"], cap)
    return body


def _collect(chunks: Iterable[bytes], names: list[str], cap: int) -> bytes:
    decoders = [_decoder(name) for name in reversed(names)]
    stream = _counted(chunks, cap) if decoders else chunks
    for decoder in decoders:
        stream = _through(decoder, stream)
    body = b"".join(_counted(stream, cap))
    if not all(decoder.is_whole() for decoder in decoders):
        raise BodyError("cut_off", f"its {names[-1]} ends in the middle")
    return body


def _counted(chunks: Iterable[bytes], cap: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise BodyError("too_large", f"it is larger than {cap / 1024 / 1024:g} MiB")
        yield chunk


def _through(decoder: _Decoder, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from decoder.decode(chunk)


def _decoder(name: str) -> _Decoder:
    if name in ("gzip", "x-gzip", "deflate"):
        return _Zlib(name)
    if name == "br":
        return _Brotli()
    raise BodyError("bad_encoding", f"it came in the encoding {name[:40]!r}, which was not asked for")
