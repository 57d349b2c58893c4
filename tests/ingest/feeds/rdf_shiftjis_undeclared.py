from datetime import datetime, timedelta, timezone

from pipeline.ingest.entries import Entry, ParsedFeed

expected = ParsedFeed(
    format="rss10",
    title="港町経済通信",
    entries=(
        Entry(
            id="https://keizai.example/n/1",
            link="https://keizai.example/n/1",
            title="㈱青葉製作所、同業を買収 12億円で",
            text="㈱青葉製作所は7日、同業の港精機の全株式を12億円で取得すると発表した。取得日は4月1日を予定する。",
            published=datetime(2024, 3, 8, 0, 30, tzinfo=timezone(timedelta(hours=9))),
        ),
    ),
    encoding="cp932",
    ttl=30,
)
