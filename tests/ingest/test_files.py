"""Articles from files: what is complete comes in as it is, what is bad is told by its line."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.ingest.files import BadLine, read_path, read_stream
from pipeline.records import Article
from tests.ingest.test_page import PAGES

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
ROW = {
    "id": "en-1",
    "lang": "en",
    "url": "https://a.example/1",
    "published": "2024-05-14",
    "title": "Brightwater buys Tern",
    "text": "One paragraph.\r\n\n  Another,  spaced. ",
    "deals": [{"type": "acquisition"}],
}


def read(path: Path) -> tuple[list[Article], list[str]]:
    found = list(read_path(path, NOW))
    articles = [item for item in found if isinstance(item, Article)]
    return articles, [str(item) for item in found if isinstance(item, BadLine)]


def lines(path: Path, *rows: object) -> Path:
    text = "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_json_lines_come_in_just_as_given(tmp_path: Path) -> None:
    articles, bad = read(lines(tmp_path / "a.jsonl", ROW))
    assert bad == []
    assert articles == [
        Article(
            id="en-1",
            title="Brightwater buys Tern",
            text=ROW["text"],
            lang="en",
            url="https://a.example/1",
            published=date(2024, 5, 14),
            source="given",
            fetched=NOW,
        )
    ]


def test_what_is_not_given_is_found_or_left_unknown(tmp_path: Path) -> None:
    text = "同社は7日、競合の全株式を取得し子会社化すると発表した。取得額は明らかにしていない。"
    rows = [{"title": "買収", "text": text}, {"text": text}, {"title": "Kauf"}, {"id": 7, "text": text, "lang": None}]
    articles, bad = read(lines(tmp_path / "a.jsonl", *rows))
    assert bad == []
    assert [article.lang for article in articles] == ["ja", "ja", None, "ja"]
    assert len({article.id for article in articles}) == 4
    assert articles[3].id == "7"
    assert all(article.published is None and article.url is None for article in articles)
    again, _ = read(tmp_path / "a.jsonl")
    assert [article.id for article in again] == [article.id for article in articles]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"id": "x", "title": ', "not valid JSON"),
        ("[]", "a JSON list: write one article a line"),
        ('"text"', "not a JSON object with title and text"),
        ({"id": "x"}, "holds neither title nor text"),
        ({"id": "x", "title": " ", "text": "\n"}, "holds neither title nor text"),
        ({"id": "x", "title": 3}, "title must be text, not 3"),
        ({"id": ["x"], "title": "t"}, 'id must be text, not ["x"]'),
        ({"id": "x", "title": "t", "lang": "de"}, "lang 'de' is none of fr, ja, en: leave it out"),
        ({"id": "x", "title": "t", "published": "May"}, "published 'May' is no date: write it as 2025-01-31"),
        ({"id": "en-1", "title": "t"}, "the id 'en-1' stands in line 1 already"),
        ('{"id": "x", "title": "\\ud800"}', "title holds half a character"),
        ("{" + '"a":{' * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(tmp_path: Path, row: object, message: str) -> None:
    path = lines(tmp_path / "a.jsonl", ROW, "", row, {**ROW, "id": "en-2"})
    articles, bad = read(path)
    assert [article.id for article in articles] == ["en-1", "en-2"]
    assert len(bad) == 1
    assert bad[0].startswith(f"{path}:3: {message}")
    assert "\n" not in bad[0]


def test_a_line_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"id":"1","title":"été"}\n'.encode("latin-1") + b'\xef\xbb\xbf{"id":"2","title":"ok"}\n')
    articles, bad = read(path)
    assert [article.id for article in articles] == ["2"]
    assert bad == [f"{path}:1: byte 20 is not UTF-8: save the file as UTF-8"]


def test_plain_text_has_its_title_in_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\n Rachat à Mâcon \n\nLa société Février cède sa fonderie.\n\nFin.\n".encode("cp1252"))
    articles, bad = read(path)
    assert bad == []
    assert (articles[0].title, articles[0].text) == ("Rachat à Mâcon", "La société Février cède sa fonderie.\nFin.")
    assert articles[0].lang == "fr"


def test_a_first_line_as_long_as_a_paragraph_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 100 + "\nmore\n", encoding="utf-8")
    (article,), _ = read(path)
    assert article.title == ""
    assert article.text.endswith("word\nmore")


def test_a_page_on_disk_is_an_article(tmp_path: Path) -> None:
    (article,), bad = read(PAGES / "plain_fr.html")
    assert bad == []
    assert (article.title, article.lang, article.published) == ("Aubrac rachète Sarrazin", "fr", date(2024, 5, 14))
    assert article.source == "given"


@pytest.mark.parametrize(("name", "data"), [("a.txt", b" \n"), ("a.html", b"<html></html>"), ("a.txt", b"\0\1\2")])
def test_a_file_without_an_article_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    articles, bad = read(path)
    assert articles == []
    assert len(bad) == 1
    assert bad[0].startswith(f"{path}: ")


def test_the_kind_is_seen_where_the_name_does_not_tell(tmp_path: Path) -> None:
    assert read(lines(tmp_path / "a", ROW))[0][0].id == "en-1"
    (tmp_path / "b").write_bytes((PAGES / "plain_fr.html").read_bytes())
    assert read(tmp_path / "b")[0][0].title == "Aubrac rachète Sarrazin"
    assert next(read_stream(io.BytesIO(json.dumps(ROW).encode()), "-", NOW)) == read(tmp_path / "a")[0][0]
    (bad,) = read_stream(io.BytesIO(b"{bad\n"), "standard input")
    assert str(bad).startswith("standard input:1: not valid JSON")
    (empty,) = read_stream(io.BytesIO(b""), "standard input")
    assert str(empty) == "standard input: holds no text"


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    lines(tmp_path / "sub" / "b.jsonl", ROW)
    (tmp_path / "a.txt").write_text("Title\nSome text.", encoding="utf-8")
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    articles, bad = read(tmp_path)
    assert bad == []
    assert [article.title for article in articles] == ["Title", "Brightwater buys Tern"]


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: No such file"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="holds no articles"):
        read(tmp_path)
