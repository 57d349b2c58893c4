"""``dealwire ingest`` to ``dealwire deals``: what was read can be asked for, and comes out in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Ended, Run
from tests.work.engine import FakeEngine

MORE = " The board told the shareholders so in a short letter on the morning of the same day."
ROWS: list[dict[str, str]] = [
    {"id": "x1", "published": "2025-01-10", "text": "Alpha Works may buy Beta Foods."},
    {"id": "x2", "published": "2025-02-01", "text": "Alpha Works buys Beta Foods for 500 million euros (60 %)."},
    {"id": "x3", "published": "2025-02-02", "text": "Alpha Works buys Beta Foods for 500 million euros.", "lang": "fr"},
    {"id": "x4", "published": "2025-03-20", "text": "山川精機工業 buys 東京通信網 for 70 million euros.", "lang": "ja"},
    {"id": "x5", "published": "2025-04-01", "text": "Nothing was bought by anybody on this day."},
]


@pytest.fixture
def filled(run: Run, folder: Path, engine: FakeEngine) -> Ended:
    """A database of three articles of one deal, one of another, and one of none."""
    lines = [
        {
            "lang": "en",
            "title": f"News {row['id']}",
            "url": f"https://example.org/{row['id']}",
            **row,
            "text": row["text"] + MORE,
        }
        for row in ROWS
    ]
    (folder / "articles.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return run("ingest", "articles.jsonl")


def listed(run: Run, *arguments: str) -> list[dict[str, Any]]:
    ended = run("deals", *arguments, "--format", "jsonl")
    assert ended.code == 0, ended.err
    return [json.loads(line) for line in ended.out.splitlines()]


def parties(deal: dict[str, Any]) -> list[str]:
    return [party["name"] for party in deal["parties"]]


def test_ingest_says_what_came(filled: Ended, run: Run) -> None:
    assert (filled.code, filled.out) == (0, "")
    assert filled.err.splitlines() == ["5 new articles, 0 changed, 0 known already", "5 articles read for deals"]
    again = run("ingest", "articles.jsonl")
    assert again.err.splitlines() == ["0 new articles, 0 changed, 5 known already", "0 articles read for deals"]


def test_json_lines_hold_deals_whole(filled: Ended, run: Run) -> None:
    second, first = listed(run)
    assert parties(first) == ["Alpha Works", "Beta Foods"]
    assert (first["type"], first["status"], first["stake"], first["stale"]) == ("acquisition", "announced", 60, False)
    assert first["amount"] == {
        "currency": "EUR", "low": 500000000, "high": 500000000, "qualifier": "exact", "text": "500 million euros",
    }  # fmt: skip
    assert (first["valuation"], first["first_seen"], first["last_seen"]) == (None, "2025-01-10", "2025-02-02")
    assert [span["status"] for span in first["timeline"]] == ["rumored", "announced"]
    assert [report["article"] for report in first["reports"]] == ["x1", "x2", "x3"]
    assert first["reports"][1]["parties"][0]["name"] == "Alpha Works"
    assert (first["reports"][2]["lang"], first["reports"][2]["url"]) == ("fr", "https://example.org/x3")
    assert parties(second) == ["山川精機工業", "東京通信網"]


def test_json_is_one_list_of_the_same(filled: Ended, run: Run) -> None:
    assert json.loads(run("deals", "--format", "json").out) == listed(run)
    assert json.loads(run("deals", "--status", "completed", "--format", "json").out) == []


def test_csv_is_one_row_a_deal(filled: Ended, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("deals", "--format", "csv", "--sort", "first_seen").out)))
    first = rows[0]
    assert len(rows) == 2
    assert (first["acquirer"], first["target"], first["stake"]) == ("Alpha Works", "Beta Foods", "60")
    assert (first["currency"], first["amount_low"], first["valuation_low"]) == ("EUR", "500000000", "")
    assert (first["langs"], first["articles"]) == ("en;fr", "3")


def test_the_table_fits_80_columns_with_wide_characters_aligned(filled: Ended, run: Run) -> None:
    lines = run("deals", "--lang", "ja").out.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    rule = next(line for line in lines if set(line) == {"─"})
    assert cell_len(rule) == 80 or len(rule) <= 80
    wide = next(line for line in lines if "東京通信網" in line)
    plain = next(line for line in lines if "Alpha Works" in line)
    amount = lines[0].index("Amount")
    assert cell_len(wide[: wide.index("7000万ユーロ")]) == amount
    assert cell_len(plain[: plain.index("5億ユーロ")]) == amount
    assert "2025/03/20" in "".join(lines)
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--company", "alpha works"], 1),
        (["--company", "Alpha Works", "--role", "target"], 0),
        (["--type", "acquisition", "--type", "merger"], 2),
        (["--status", "rumored"], 0),
        (["--since", "2025-02-15"], 1),
        (["--until", "2025-02-15"], 1),
        (["--min-amount", "100m", "--currency", "eur"], 1),
        (["--max-amount", "70_000_000", "--currency", "EUR"], 1),
        (["--told-in", "fr"], 1),
        (["--text", "東京"], 1),
        (["--changed-since", "2025-03-01"], 1),
        (["--min-stake", "50"], 1),
        (["--limit", "1"], 1),
    ],
)
def test_filters(filled: Ended, run: Run, arguments: list[str], count: int) -> None:
    assert len(listed(run, *arguments)) == count


def test_as_of_shows_what_was_known_then(filled: Ended, run: Run) -> None:
    (deal,) = listed(run, "--as-of", "2025-01-31")
    assert (deal["status"], deal["amount"]) == ("rumored", None)


def test_pages_follow_each_other(filled: Ended, run: Run) -> None:
    first = run("deals", "--limit", "1", "--format", "jsonl")
    assert first.err.startswith("more: --after '")
    place = first.err.split("'")[1]
    second = run("deals", "--limit", "1", "--after", place, "--format", "jsonl")
    assert second.err == ""
    ids = [json.loads(ended.out)["id"] for ended in (first, second)]
    assert ids == [deal["id"] for deal in listed(run)]


def test_what_is_asked_for_wrongly_is_told(filled: Ended, run: Run) -> None:
    for arguments, said in (
        (["--type", "takeover"], "type 'takeover': give one of acquisition"),
        (["--company", "Alpha Workz"], "no company of the database is called so: did you mean"),
        (["--since", "31.1.2025"], "is no day: write it as 2025-01-31"),
        (["--min-amount", "much"], "is no amount: write it as 2500000"),
        (["--sort", "size"], "sort 'size': give one of"),
        (["--after", "nowhere"], "is no place in a list"),
    ):
        ended = run("deals", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in " ".join(ended.err.split())


def test_changes_tell_what_was_known_before(filled: Ended, run: Run) -> None:
    ended = run("changes", "--changed-since", "2025-02-01", "--format", "jsonl")
    second, first = (json.loads(line) for line in ended.out.splitlines())
    assert (second["before"], first["before"]["status"], first["status"]) == (None, "rumored", "announced")
    table = run("changes", "--changed-since", "2025-02-01").out
    assert "new: announced" in table
    assert "rumored → " in table
    assert "Alpha Works" in run("changes", "--changed-since", "2025-02-01", "--format", "csv").out
    assert run("changes", "--changed-since", "2025-06-01").err == "nothing changed\n"
    assert run("changes").code == 2


def test_deals_are_exported_by_the_ending_of_the_file(filled: Ended, run: Run, folder: Path) -> None:
    assert run("export", "deals.csv", "--company", "Alpha Works").err == "deals.csv: 1 deal\n"
    assert len(list(csv.DictReader((folder / "deals.csv").open()))) == 1
    assert run("export", "deals", "--format", "jsonl").code == 0
    assert [json.loads(line) for line in (folder / "deals").read_text().splitlines()] == listed(run)
    assert run("export", "deals.doc").code == 2


def test_nothing_found_is_said(filled: Ended, run: Run) -> None:
    ended = run("deals", "--status", "completed")
    assert (ended.code, ended.out, ended.err) == (0, "", "no deals\n")


def test_a_deal_is_shown_with_every_value_and_the_words_that_say_so(filled: Ended, run: Run) -> None:
    deal = listed(run)[1]
    ended = run("deal", deal["id"])
    assert ended.code == 0
    page = ended.out
    assert page.startswith("Alpha Works → Beta Foods\nacquisition, announced\namount 500 million euros, stake 60 %\n")
    assert "\n  = about 520 million US dollars (at 1.0393, ECB, Jan 31, 2025)\n" in page
    assert "\n  rumored     Jan 10, 2025 [1]\n  announced   Feb 1, 2025 [2], last told Feb 2, 2025 [3]\n" in page
    assert "[2] Alpha Works buys Beta Foods for *500 million euros* (60 %)." in page
    assert "[1] Alpha Works *may buy* Beta Foods." in page
    assert "  [3] Feb 2, 2025, fr: News x3\n      https://example.org/x3\n" in page
    assert "\x1b" not in page
    french = run("deal", deal["id"], "--lang", "fr").out
    assert "500 millions d'euros" in french
    assert "10 janv. 2025" in french


def test_a_page_is_as_wide_as_a_mail(filled: Ended, run: Run, folder: Path) -> None:
    """Japanese too, which has no spaces to break at; addresses stay whole."""
    deal = next(found for found in listed(run) if found["reports"][0]["lang"] == "ja")
    lines = run("deal", deal["id"]).out.splitlines()
    assert all(cell_len(line) <= 80 or "https://" in line for line in lines)
    (folder / "feeds.yaml").write_text("settings:\n  reference_currencies: [CHF]\n")
    assert [line for line in run("deal", deal["id"]).out.splitlines() if line.startswith("  = ")] == [
        "  = about 66.9 million Swiss francs (at 0.9564, ECB, Mar 20, 2025)"
    ]


def test_a_deal_as_json_and_as_of_a_day(filled: Ended, run: Run) -> None:
    deal = listed(run)[1]
    shown = json.loads(run("deal", deal["id"], "--format", "json").out)
    other = {told["currency"]: told for told in shown.pop("converted")}
    assert shown == deal
    assert set(other) == {"USD", "JPY"}
    assert (other["USD"]["rate_date"], other["USD"]["high"]) == ("2025-01-31", 519650000)
    before = json.loads(run("deal", deal["id"], "--as-of", "2025-01-31", "--format", "json").out)
    assert [report["article"] for report in before["reports"]] == ["x1"]


def test_a_deal_that_there_is_not_is_told(filled: Ended, run: Run) -> None:
    ended = run("deal", "d000")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "dealwire: d000: no deal has this id: see `dealwire deals` for those there are\n"


def test_companies_with_their_names_and_deals(filled: Ended, run: Run) -> None:
    rows = [json.loads(line) for line in run("companies", "--format", "jsonl").out.splitlines()]
    assert {row["deals"] for row in rows} == {1}
    assert "Alpha Works" in {row["name"] for row in rows}
    assert len(list(csv.DictReader(io.StringIO(run("companies", "alpha", "--format", "csv").out)))) == 1
    assert "Beta Foods" in run("companies").out
    page = run("company", "ALPHA WORKS").out
    assert page.startswith("Alpha Works\n")
    assert "Alpha Works → Beta Foods" in page
    (row,) = json.loads(run("company", "Beta Foods", "--format", "json").out)
    assert [deal["amount"]["high"] for deal in row["deals"]] == [500000000]
    assert run("company", "Omega").code == 2


def test_totals(filled: Ended, run: Run) -> None:
    rows = json.loads(run("totals", "--by", "currency", "--format", "json").out)
    assert [(row["key"], row["deals"], row["own"]) for row in rows] == [("EUR", 2, 570000000)]
    assert "2025-02" in run("totals", "--by", "month", "--company", "Alpha Works").out
    assert run("totals", "--by", "year", "--lang", "fr").out.split("\n")[2].split() == ["2025", "2", "2", "570", "595"]
    rows = list(csv.DictReader(io.StringIO(run("totals", "--by", "company", "--limit", "1", "--format", "csv").out)))
    assert rows[0]["name"] in ("Alpha Works", "Beta Foods")


def test_search_finds_japanese_words_inside_of_longer_ones(filled: Ended, run: Run) -> None:
    ended = run("search", "通信", "--format", "jsonl")
    (row,) = (json.loads(line) for line in ended.out.splitlines())
    assert (row["article"], len(row["deals"])) == ("x4", 1)
    assert all(row["quote"][start:end] == "通信" for start, end in row["marks"])
    assert ended.err == "1 article\n"
    assert "News x4" in run("search", "通信").out
    assert "more: --offset 2" in run("search", "board", "--limit", "2").err
    assert run("search", "-only").code == 2


def test_status_counts_and_names_what_is_wrong(filled: Ended, run: Run, folder: Path) -> None:
    with (folder / "feeds.yaml").open("a") as file:
        file.write("")
    found = json.loads(run("status", "--format", "json").out)
    assert found["articles"] == {"en": 3, "fr": 1, "ja": 1}
    assert (found["unread"], found["reports"], found["deals"]) == (0, 4, {"announced": 2})
    assert found["engines"] == {"fake/1": 5}
    page = run("status").out
    assert "5 (English 3, French 1, Japanese 1), published Jan 10, 2025 to" in " ".join(page.split())


def test_rebuild_leaves_the_same_deals(filled: Ended, run: Run) -> None:
    before = listed(run)
    ended = run("rebuild")
    assert (ended.code, ended.err) == (0, "5 articles read again, and all deals linked anew\n")
    assert listed(run) == before


def test_ingest_ends_by_what_failed(run: Run, folder: Path, engine: FakeEngine) -> None:
    (folder / "a.jsonl").write_text('{"title": "T", "text": "Alpha buys Beta."}\n{}\n')
    ended = run("ingest", "a.jsonl")
    assert ended.code == 1
    assert "dealwire: a.jsonl:2: holds neither title nor text" in ended.err
    (folder / "b.jsonl").write_text("{}\n")
    assert run("ingest", "b.jsonl").code == 2
    assert run("ingest", "nothing").code == 2
    assert run("ingest", "http://127.0.0.1:9/x.html").code == 3
