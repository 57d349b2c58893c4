"""The client against a server that misbehaves in every way the daemon will meet."""

from __future__ import annotations

import gzip
import ssl
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest

from pipeline import __version__
from pipeline.config import Settings
from pipeline.ingest.http import Client, HttpError
from tests.ingest.conftest import SETTINGS
from tests.ingest.server import Handler, Web, running

TLS = Path(__file__).parent / "tls"


def failure(client: Client, url: str) -> HttpError:
    with pytest.raises(HttpError) as caught:
        client.fetch(url)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("http")
    return caught.value


def test_an_answer_is_whole_and_the_request_says_who_asks(web: Web, client: Client) -> None:
    url = web.serve(
        "/feed", b"<rss/>", Content_Type="text/xml", ETag='"a"', Last_Modified="x", Cache_Control="max-age=60"
    )
    answer = client.fetch(url)
    assert (answer.url, answer.status, answer.body) == (url, 200, b"<rss/>")
    assert (answer.content_type, answer.etag, answer.last_modified) == ("text/xml", '"a"', "x")
    assert answer.fresh_for == timedelta(seconds=60)
    assert answer.moved_to is None
    sent = web.asked[0][1]
    assert sent["user-agent"] == f"Dealwire/{__version__} (+https://example.org/about)"
    assert sent["accept-encoding"] == "gzip, br"
    assert "if-none-match" not in sent


def test_validators_are_sent_and_a_304_brings_new_ones(web: Web, client: Client) -> None:
    url = web.serve("/feed", b"", 304, ETag='"new"')
    answer = client.fetch(url, etag='"old"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert (answer.status, answer.etag, answer.body) == (304, '"new"', b"")
    headers = web.asked[0][1]
    assert headers["if-none-match"] == '"old"'
    assert headers["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"text" * 1000, mtime=0)),
        ("x-gzip", gzip.compress(b"te", mtime=0) + gzip.compress(b"xt" + b"text" * 999, mtime=0)),
        ("gzip", gzip.compress(b"text" * 1000, mtime=0) + b"\0\0padding"),
        ("br", brotli.compress(b"text" * 1000)),
        ("deflate", zlib.compress(b"text" * 1000)),
        ("deflate", zlib.compress(b"text" * 1000, wbits=-15)),
        ("br, gzip", gzip.compress(brotli.compress(b"text" * 1000), mtime=0)),
        ("identity", b"text" * 1000),
        ("", gzip.compress(b"text" * 1000, mtime=0)),
    ],
)
def test_packed_bodies_are_unpacked(web: Web, client: Client, encoding: str, packed: bytes) -> None:
    assert client.fetch(web.serve("/", packed, Content_Encoding=encoding)).body == b"text" * 1000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"0" * 50_000_000, mtime=0)),
        ("br", brotli.compress(b"0" * 50_000_000)),
        ("deflate", zlib.compress(b"0" * 50_000_000)),
        ("gzip, gzip", gzip.compress(gzip.compress(b"0" * 50_000_000), mtime=0)),
        ("", b"0" * 2_000_000),
    ],
)
def test_a_body_over_the_cap_is_refused_packed_or_not(web: Web, client: Client, encoding: str, packed: bytes) -> None:
    error = failure(client, web.serve("/", packed, Content_Encoding=encoding))
    assert error.kind == "too_large"
    assert "larger than 1 MiB: raise body_cap_mib" in str(error)


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_a_cut_or_damaged_body_is_refused(web: Web, client: Client, encoding: str) -> None:
    text = bytes(range(256)) * 200
    packed = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress}[encoding](text)
    assert failure(client, web.serve("/cut", packed[: len(packed) // 2], Content_Encoding=encoding)).kind == "cut_off"
    damaged = failure(client, web.serve("/bad", b"\xff" + packed[1:], Content_Encoding=encoding))
    assert damaged.kind in ("bad_encoding", "cut_off")


def test_an_encoding_nobody_asked_for_is_told(web: Web, client: Client) -> None:
    error = failure(client, web.serve("/", b"x", Content_Encoding="compress"))
    assert error.kind == "bad_encoding"
    assert "'compress'" in str(error)


def test_an_endless_body_ends_at_the_cap(web: Web, client: Client) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"<item>" * 10_000)

    assert failure(client, web.behave("/", endless)).kind == "too_large"


def test_a_body_shorter_than_announced_is_refused(web: Web, client: Client) -> None:
    def short(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<rss>")

    assert failure(client, web.behave("/", short)).kind == "protocol"


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_slow_drip_ends_with_the_total_timeout(web: Web, hasty: Client, part: str) -> None:
    def drip(handler: Handler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.05)

    error = failure(hasty, web.behave("/", drip))
    assert error.kind == "timeout"
    assert "0.8 s in all" in str(error)


def test_a_silent_server_ends_with_the_read_timeout(web: Web, hasty: Client) -> None:
    assert failure(hasty, web.behave("/", lambda handler: time.sleep(0.7))).kind == "timeout"


def test_redirects_are_followed_and_a_permanent_start_is_remembered(web: Web, client: Client) -> None:
    web.serve("/d", b"here")
    web.redirect("/c", "d", 302)
    web.redirect("/b", web.url + "/c", 308)
    answer = client.fetch(web.redirect("/a", "/b#top", 301))
    assert answer.url == web.url + "/d"
    assert answer.moved_to == web.url + "/c"
    assert web.paths() == ["/a", "/b", "/c", "/d"]


def test_a_permanent_redirect_behind_a_passing_one_is_not_remembered(web: Web, client: Client) -> None:
    web.serve("/c", b"here")
    web.redirect("/b", "/c", 301)
    assert client.fetch(web.redirect("/a", "/b", 307)).moved_to is None


def test_redirect_loops_end(web: Web, client: Client) -> None:
    web.redirect("/b", "/a")
    error = failure(client, web.redirect("/a", "/b"))
    assert error.kind == "redirect_loop"
    assert web.paths() == ["/a", "/b"]
    for i in range(20):
        web.redirect(f"/{i}", f"/{i + 1}")
    assert failure(client, web.url + "/0").kind == "redirect_loop"


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://[::ffff:127.0.0.2]:{port}/secret",
        "http://0.0.0.0:{port}/secret",
        "http://2130706434:{port}/secret",
        "http://0x7f.2:{port}/secret",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:2]/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(web: Web, client: Client, target: str) -> None:
    port = web.url.rsplit(":", 1)[1]
    error = failure(client, web.redirect("/", target.format(port=port)))
    assert error.kind == "private_address"
    assert "allow_private_addresses" in str(error)
    assert web.paths() == ["/"]


def test_a_redirect_to_another_scheme_is_refused(web: Web, client: Client) -> None:
    error = failure(client, web.redirect("/", "file:///etc/passwd"))
    assert error.kind == "bad_address"
    assert str(error) == f"{web.url}/ -> file:///etc/passwd: must start with http:// or https://"


def test_nothing_private_is_fetched_by_default(web: Web) -> None:
    with Client(Settings(host_spacing=0)) as client:
        assert failure(client, web.serve("/", b"x")).kind == "private_address"
    assert web.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(web: Web) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with Client(SETTINGS, resolver=lambda host, port: next(answers)) as client:
        port = web.url.rsplit(":", 1)[1]
        web.serve("/", b"mine")
        assert client.fetch(f"http://news.example:{port}/").body == b"mine"
        # The same name, pointed elsewhere between two requests.
        assert failure(client, f"http://news.example:{port}/").kind == "private_address"
    assert web.asked[0][1]["host"] == f"news.example:{port}"
    assert len(web.asked) == 1


def test_private_addresses_of_a_mixed_host_are_left_out(web: Web) -> None:
    with Client(SETTINGS, resolver=lambda host, port: ["10.0.0.1", "127.0.0.1"]) as client:
        web.serve("/", b"mine")
        assert client.fetch(f"http://news.example:{web.url.rsplit(':', 1)[1]}/").body == b"mine"


def test_a_host_without_address_is_told(client: Client) -> None:
    error = failure(client, "http://no-such-host.invalid/feed")
    assert error.kind == "no_host"
    assert "no-such-host.invalid does not resolve" in str(error)


def test_a_closed_port_is_told(client: Client) -> None:
    assert failure(client, "http://127.0.0.1:1/").kind == "connect"


def test_a_server_without_encryption_behind_https_is_told(web: Web, client: Client) -> None:
    assert failure(client, web.serve("/", b"x").replace("http:", "https:")).kind == "tls"


def test_garbage_instead_of_http_is_told(web: Web, client: Client) -> None:
    def garbage(handler: Handler) -> None:
        handler.wfile.write(b"\x00\x01\x02 not http\r\n\r\n")

    assert failure(client, web.behave("/", garbage)).kind == "protocol"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, "status"), (403, "status"), (500, "status"), (410, "gone"), (204, "status"), (304, None), (300, "status")],
)
def test_other_answers_are_failures(web: Web, client: Client, status: int, kind: str | None) -> None:
    url = web.serve("/", b"", status)
    if kind is None:
        assert client.fetch(url).status == 304
        return
    error = failure(client, url)
    assert (error.kind, error.status) == (kind, status)


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        (429, "120", timedelta(seconds=120)),
        (503, "Mon, 06 Jan 2025 00:10:00 GMT", timedelta(minutes=10)),
        (429, "Mon, 06 Jan 2020 00:10:00 GMT", timedelta(0)),
        (429, "soon", None),
    ],
)
def test_retry_after_is_read(web: Web, status: int, header: str, wait: timedelta | None) -> None:
    with Client(SETTINGS, now=lambda: datetime(2025, 1, 6, tzinfo=UTC)) as client:
        error = failure(client, web.serve("/", b"", status, Retry_After=header))
    assert (error.kind, error.retry_after) == ("busy", wait)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "example.org/feed", "http:///feed", "http://a b/", "http://[::1/"]
)
def test_what_is_no_address_is_told_without_a_request(client: Client, url: str) -> None:
    with pytest.raises(HttpError) as caught:
        client.fetch(url)
    assert caught.value.kind == "bad_address"


@pytest.fixture
def secure_web() -> Iterator[Web]:
    """A server that proves to be news.example, to whoever trusts its own certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "cert.pem", TLS / "key.pem")
    with running(context) as web:
        web.serve("/", b"mine")
        yield web


def fetch_secure(web: Web, host: str) -> bytes:
    with Client(SETTINGS, resolver=lambda host, port: ["127.0.0.1"]) as client:
        return client.fetch(f"https://{host}:{web.url.rsplit(':', 1)[1]}/").body


def test_the_certificate_is_checked_against_the_name_not_the_address(
    secure_web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "cert.pem"))
    assert fetch_secure(secure_web, "news.example") == b"mine"
    with pytest.raises(HttpError) as caught:
        fetch_secure(secure_web, "other.example")
    assert caught.value.kind == "tls"


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_web: Web) -> None:
    with pytest.raises(HttpError) as caught:
        fetch_secure(secure_web, "news.example")
    assert caught.value.kind == "tls"
    assert secure_web.asked == []
