from pipeline.ingest.entries import Entry, ParsedFeed
from pipeline.records import Problem

URL = "https://gazette.example/feed"

expected = ParsedFeed(
    format="rss091n",
    title="L'Écho des ateliers",
    entries=(
        Entry(
            id=None,
            link="http://echo.example/article.php?id=12",
            title="Rachat d'une fonderie près de Mâcon",
            text="La société Février cède sa fonderie à un repreneur belge pour 3,5 millions d'euros. "
            "Les salariés sont consultés.",
        ),
    ),
    problems=(
        Problem(
            "no_date", 'https://gazette.example/feed: 1 entry without a date: "Rachat d\'une fonderie près de Mâcon"'
        ),
    ),
    encoding="cp1252",
)
