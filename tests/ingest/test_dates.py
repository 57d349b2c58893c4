"""Dates as feeds write them, and the day they stand for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.ingest.dates import parse_date, publication_day
from pipeline.records import Lang


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon, 04 Jul 2022 07:57:45 GMT", "2022-07-04T07:57:45+00:00"),
        ("Thu, 18 Jan 2024 14:19:04 +0100", "2024-01-18T14:19:04+01:00"),
        ("4 Jul 2022 07:57 JST", "2022-07-04T07:57:00+09:00"),
        ("Mon, 04 Jul 2022 07:57:45 CEST", "2022-07-04T07:57:45+02:00"),
        ("Mon, 04 Jul 2022 07:57:45 EST", "2022-07-04T07:57:45-05:00"),
        ("Mon, 04 Jul 2022 07:57:45 -0000", "2022-07-04T07:57:45+00:00"),
        ("Mon, 04 Jul 2022 07:57:45", "2022-07-04T07:57:45"),
        ("4 Jul 2022", "2022-07-04T00:00:00"),
        ("2024-01-18T14:19:04Z", "2024-01-18T14:19:04+00:00"),
        ("2024-01-18T14:19:04.123+09:00", "2024-01-18T14:19:04.123000+09:00"),
        ("2024-01-18 14:19", "2024-01-18T14:19:00"),
        ("2024-01-18", "2024-01-18T00:00:00"),
        ("2024/1/8 9:05 +0900", "2024-01-08T09:05:00+09:00"),
        ("2024-07", "2024-07-01T00:00:00"),
    ],
)
def test_dates_are_read_with_their_offset(text: str, wanted: str) -> None:
    assert parse_date(text) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024",
        "2024-13-01",
        "Tue, 31 Feb 2024 10:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "1" * 5000,
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("moment", "lang", "day"),
    [
        ("2024-07-04T23:30:00+09:00", "ja", date(2024, 7, 4)),
        ("2024-07-04T23:30:00+00:00", "ja", date(2024, 7, 5)),
        ("2024-07-04T23:30:00+00:00", "en", date(2024, 7, 4)),
        ("2024-07-04T23:30:00+02:00", "fr", date(2024, 7, 4)),
        ("2024-07-04T23:30:00", "ja", date(2024, 7, 4)),
    ],
)
def test_the_day_is_the_publishers(moment: str, lang: Lang, day: date) -> None:
    assert publication_day(datetime.fromisoformat(moment), lang) == day
