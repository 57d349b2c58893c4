from datetime import UTC, datetime, timedelta, timezone

from pipeline.ingest.entries import Entry, ParsedFeed

expected = ParsedFeed(
    format="rss20",
    title="The Harbour Gazette – Deals",
    entries=(
        Entry(
            id="gazette-7",
            link="https://gazette.example/2024/brightwater?utm_source=rss&id=7",
            title="Brightwater to buy Tern & Sons for £120m",
            text="Brightwater plc has agreed to buy Tern & Sons for £120m.\nCash\nShares",
            published=datetime(2024, 5, 14, 22, 15, tzinfo=timezone(timedelta(hours=1))),
        ),
        Entry(
            id=None,
            link="https://gazette.example/2024/markets",
            title="Markets close",
            text="Plain words,\ntwo lines.",
            published=datetime(2024, 5, 14, 17, 0, tzinfo=UTC),
        ),
    ),
    ttl=45,
)
