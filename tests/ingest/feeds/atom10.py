from datetime import datetime, timedelta, timezone

from pipeline.ingest.entries import Entry, ParsedFeed

expected = ParsedFeed(
    format="atom10",
    title="Ateliers & Usines",
    entries=(
        Entry(
            id="tag:ateliers.example,2024:81",
            link="https://ateliers.example/81",
            title="Vermeil lève 40 millions d'euros",
            text="Le fabricant de capteurs Vermeil lève 40 millions d'euros.\nLe tour est mené par un fonds public.",
            published=datetime(2024, 6, 3, 8, 12, 45, 123000, tzinfo=timezone(timedelta(hours=2))),
        ),
    ),
)
