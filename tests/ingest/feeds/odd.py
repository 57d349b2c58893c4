from datetime import UTC, datetime

from pipeline.ingest.entries import Entry, ParsedFeed
from pipeline.records import Problem

URL = "https://gazette.example/feed"
DAY = datetime(2024, 5, 14, 17, 0)

expected = ParsedFeed(
    format="rss20",
    title="Odd",
    entries=(
        Entry(None, None, "Nothing to know it by", "It has neither link nor id."),
        Entry(None, "https://odd.example/2", "No zone", "", DAY),
        Entry(None, "https://odd.example/3", "Bad date", ""),
        Entry("odd-4", None, "Only an id", "", DAY.replace(tzinfo=UTC)),
        Entry(None, "https://odd.example/5", "Bell rings", "", datetime(2024, 5, 14)),
    ),
    problems=(
        Problem("control_characters", f"{URL}: 1 character that XML forbids: left out"),
        Problem(
            "no_link_no_id",
            f"{URL}: 1 entry without link and id, known by their content alone: 'Nothing to know it by'",
        ),
        Problem("no_date", f"{URL}: 1 entry without a date: 'Nothing to know it by'"),
        Problem(
            "date_without_zone",
            f"{URL}: 2 entries with a date without zone, taken for the publisher's own: 'No zone'",
        ),
        Problem("bad_date", f"{URL}: 1 entry with a date that cannot be read ('yesterday'): 'Bad date'"),
        Problem("no_link", f"{URL}: 1 entry without a link, so that their page cannot be read: 'Only an id'"),
        Problem("empty_entry", f"{URL}: 1 entry without title and text, left out: '(nothing)'"),
    ),
)
