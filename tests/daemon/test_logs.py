from __future__ import annotations

import io
import json
import logging
import warnings

import pytest
import structlog

from pipeline.daemon.logs import configure_logs

pytestmark = pytest.mark.usefixtures("logging_as_before")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_json_where_nobody_watches() -> None:
    stream = io.StringIO()
    configure_logs(stream)
    structlog.get_logger("dealwire").bind(feed="日経").info("polled", new=3)
    event = json.loads(stream.getvalue())
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "polled", "level": "info", "feed": "日経", "new": 3}
    assert "日経" in stream.getvalue()


def test_plain_words_on_a_terminal() -> None:
    stream = Terminal()
    configure_logs(stream)
    structlog.get_logger("dealwire").warning("feed_silent", problem="nothing new")
    assert "feed_silent" in stream.getvalue() and not stream.getvalue().startswith("{")


def test_a_traceback_stays_on_its_line() -> None:
    stream = io.StringIO()
    configure_logs(stream)
    try:
        raise ValueError("no\nsuch")
    except ValueError:
        structlog.get_logger("dealwire").exception("failed")
    (line,) = stream.getvalue().splitlines()
    assert "ValueError" in json.loads(line)["exception"]


def test_warnings_of_libraries_are_told_the_same_way_and_their_chatter_is_not() -> None:
    stream = io.StringIO()
    configure_logs(stream)
    logging.getLogger("some.library").info("a connection was made")
    logging.getLogger("some.library").warning("a certificate ends %s", "soon")
    logging.getLogger("apscheduler.executors.default").error("told by the daemon itself")
    warnings.warn("an old name", DeprecationWarning, stacklevel=1)
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert events[0]["event"] == "a certificate ends soon"
    assert all("old name" in event["event"] for event in events[1:])


def test_each_line_once_however_often_it_is_configured() -> None:
    stream = io.StringIO()
    configure_logs(io.StringIO())
    configure_logs(stream)
    structlog.get_logger("dealwire").info("started")
    assert len(stream.getvalue().splitlines()) == 1
