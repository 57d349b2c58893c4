from datetime import datetime, timedelta, timezone

from pipeline.ingest.entries import Entry, ParsedFeed
from pipeline.records import Problem

URL = "https://gazette.example/feed"

expected = ParsedFeed(
    format="json11",
    title="Quay Street Journal",
    entries=(
        Entry(
            id="qs-1",
            link="https://quay.example/a/1",
            title="Loom raises $9m",
            text="Loom has raised $9m.\nIt makes looms.",
            published=datetime(2024, 2, 1, 8, 0, tzinfo=timezone(timedelta(hours=-5))),
        ),
        Entry(
            id="2",
            link="https://gazette.example/b/2",
            title="",
            text="A note without a title.",
            published=datetime(2024, 2, 1, 8, 0),
        ),
    ),
    problems=(
        Problem("no_title", f"{URL}: 1 entry without a title: 'https://gazette.example/b/2'"),
        Problem(
            "date_without_zone",
            f"{URL}: 1 entry with a date without zone, taken for the publisher's own: 'https://gazette.example/b/2'",
        ),
        Problem("bad_item", f"{URL}: 1 entry that are no objects, left out: 'not an item'"),
        Problem("empty_entry", f"{URL}: 1 entry without title and text, left out: 'qs-3'"),
    ),
)
