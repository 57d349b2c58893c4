"""robots.txt is read once a host, kept a day, and honoured at every redirect."""

from __future__ import annotations

import pytest

from pipeline.ingest.http import Client, HttpError
from pipeline.ingest.pages import PageReader, is_passing
from pipeline.ingest.robots import LONGEST_DELAY, RobotsGate
from tests.ingest.server import Web


def refusal(gate: RobotsGate, url: str) -> HttpError:
    with pytest.raises(HttpError) as caught:
        gate.check(url)
    return caught.value


def test_what_is_disallowed_is_refused_and_the_rules_are_asked_for_once(web: Web, client: Client) -> None:
    web.serve("/robots.txt", "User-agent: *\nDisallow: /private\n\nUser-agent: Dealwire\nDisallow: /closed\n")
    gate = RobotsGate(client)
    gate.check(web.url + "/open")
    gate.check(web.url + "/private/1")
    error = refusal(gate, web.url + "/closed/1")
    assert error.kind == "robots"
    assert f"{web.url}/robots.txt does not allow it" in str(error)
    assert not is_passing(error)
    assert web.paths() == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_rules_allows_everything(web: Web, client: Client, status: int) -> None:
    web.serve("/robots.txt", "", status)
    RobotsGate(client).check(web.url + "/x")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_that_cannot_say_is_left_alone_for_now(web: Web, client: Client, status: int) -> None:
    now = [0.0]
    gate = RobotsGate(client, clock=lambda: now[0])
    web.serve("/robots.txt", "", status)
    error = refusal(gate, web.url + "/x")
    assert error.kind == "robots_unknown"
    assert is_passing(error)
    web.serve("/robots.txt", "User-agent: *\nAllow: /\n")
    refusal(gate, web.url + "/x")
    now[0] += 601
    gate.check(web.url + "/x")


def test_rules_are_asked_for_again_after_a_day(web: Web, client: Client) -> None:
    now = [0.0]
    gate = RobotsGate(client, clock=lambda: now[0])
    gate.check(web.url + "/x")
    web.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    gate.check(web.url + "/x")
    now[0] += 24 * 3600 + 1
    refusal(gate, web.url + "/x")


@pytest.mark.parametrize(("asked", "kept"), [("5", 5.0), ("3600", LONGEST_DELAY)])
def test_a_delay_that_is_asked_for_is_kept(
    web: Web, client: Client, monkeypatch: pytest.MonkeyPatch, asked: str, kept: float
) -> None:
    delays: list[tuple[str, float]] = []
    monkeypatch.setattr(client.spacing, "slow_down", lambda host, seconds: delays.append((host, seconds)))
    web.serve("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n")
    RobotsGate(client).check(web.url + "/x")
    assert delays == [("127.0.0.1", kept)]


def test_a_web_page_in_the_place_of_rules_allows_everything(web: Web, client: Client) -> None:
    web.serve("/robots.txt", "<html><body>Not found, but politely</body></html>", Content_Type="text/html")
    RobotsGate(client).check(web.url + "/x")


def test_a_redirect_does_not_lead_around_the_rules(web: Web, client: Client) -> None:
    web.serve("/robots.txt", "User-agent: *\nDisallow: /closed\n")
    web.serve("/closed/1", "<html><body><p>secret</p></body></html>")
    with pytest.raises(HttpError) as caught:
        PageReader.over(client).read(web.redirect("/open", "/closed/1"))
    assert caught.value.kind == "robots"
    assert "/closed/1" not in web.paths()


def test_what_is_no_page_is_told(web: Web, client: Client) -> None:
    with pytest.raises(HttpError, match="is application/pdf, not a web page"):
        PageReader.over(client).read(web.serve("/x", b"%PDF-1.7", Content_Type="application/pdf"))
