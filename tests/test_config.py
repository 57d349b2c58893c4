"""feeds.yaml: what is accepted, how mistakes are told, how it is edited."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from pipeline.config import load_config, packaged_path, parse_config
from pipeline.config_edit import add_feed, remove_feed
from pipeline.errors import ConfigError, InputError
from pipeline.records import LANGS, Feed

GOOD = """\
# What we read.
settings:
  contact: desk@example.org  # told to servers
  allow_private_addresses: [127.0.0.0/8]
feeds:
  # --- French
  - url: https://example.org/fr.xml
    title: Le Fil
    lang: fr
    every: 30
    note: rachats et levées de fonds

  # --- Japanese
  - url: https://example.jp/rss
    title: 速報
    lang: ja
    every: 15
"""
NEW = Feed("https://example.com/feed", "The Wire: deals", "en", 60, note="press releases")


def mistake(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, Path("feeds.yaml"))
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_reads_settings_and_feeds() -> None:
    config = parse_config(GOOD, Path("feeds.yaml"))
    assert config.settings.contact == "desk@example.org"
    assert config.settings.allow_private_addresses == (ip_network("127.0.0.0/8"),)
    assert config.settings.body_cap == 10 * 1024 * 1024
    assert config.feeds[1] == Feed("https://example.jp/rss", "速報", "ja", 15)
    assert config.feed("LE FIL") == config.feeds[0]
    assert config.feed("http://EXAMPLE.jp:80/rss") == config.feeds[1]
    assert config.feed("https://example.jp/other") is None
    for nonsense in ("http://[bad", "http://example.jp:port/rss", "http://example.jp:99999/rss"):
        assert config.feed(nonsense) is None


def test_a_title_that_two_feeds_have_names_neither() -> None:
    text = "".join(f"  - {{url: 'https://{host}.example/', title: News, lang: en}}\n" for host in "ab")
    config = parse_config(f"feeds:\n{text}", Path("feeds.yaml"))
    with pytest.raises(InputError, match=r"2 feeds have this title: give the address, https://a\.example/ or"):
        config.feed("news")
    assert config.feed("https://b.example") == config.feeds[1]


def test_an_empty_file_is_all_defaults() -> None:
    config = parse_config("", Path("feeds.yaml"))
    assert config.feeds == ()
    assert config.settings.tagger == "dealwire"
    assert config.settings.allow_private_addresses is False


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: 速報", "titel: 速報", "feeds.yaml:15: unknown key titel: did you mean title?"),
        ("contact:", "contakt:", "feeds.yaml:3: unknown key contakt: did you mean contact?"),
        ("settings:", "setings:", "feeds.yaml:2: unknown key setings: did you mean settings?"),
        ("lang: ja", "lang: de", "feeds.yaml:16: feeds.lang 'de' is not a language of Dealwire: write fr, ja, en"),
        ("https://example.jp/rss", "example.jp/rss", "feeds.yaml:14: feeds.url 'example.jp/rss' must start with http"),
        ("https://example.jp/rss", "https:///rss", "feeds.yaml:14: feeds.url 'https:///rss' names no host"),
        ("https://example.jp/rss", "https://a:b@x.jp/", "feeds.yaml:14: feeds.url 'https://a:b@x.jp/' holds a user"),
        ("https://example.jp/rss", "https://x.jp:99999/", "feeds.yaml:14: feeds.url 'https://x.jp:99999/' is no addr"),
        ("https://example.jp/rss", "http://EXAMPLE.org:80/fr.xml#x", "feeds.yaml:14: http://EXAMPLE.org:80/fr.xml"),
        ("    every: 15", '    every: "15"', "feeds.yaml:17: feeds.every: input should be a valid integer, not '15'"),
        ("    every: 15", "    every: 0", "feeds.yaml:17: feeds.every: input should be greater than or equal to 1"),
        ("    lang: ja\n", "", "feeds.yaml:14: lang is missing: add it to this feed"),
        ("    every: 30", "    every: 30\n    every: 40", "feeds.yaml:11: every stands here a second time"),
        ("127.0.0.0/8", "home", "feeds.yaml:4: settings.allow_private_addresses \"['home']\" holds no network"),
        ("[127.0.0.0/8]", "maybe", "feeds.yaml:4: settings.allow_private_addresses 'maybe' must be true, false, or"),
        ("  - url: https://example.jp", "  - {url: https://example.jp", "not valid YAML"),
        ("desk@example.org", "a\x00b", "feeds.yaml:1: not valid YAML: unacceptable character"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert message in mistake(GOOD.replace(old, new))


def test_a_duplicate_names_the_first_line() -> None:
    text = GOOD.replace("https://example.jp/rss", "https://example.org/fr.xml")
    assert mistake(text).endswith("is already listed in line 7: remove one of them")


def test_several_mistakes_are_counted() -> None:
    assert mistake("settings:\n  host_spacing: -1\n  metrics_port: 70000\n").endswith("(and 1 more)")


def test_what_is_not_a_mapping_is_told() -> None:
    assert mistake("- 1\n") == "feeds.yaml:1: the file must be a list of keys and values, not [1]"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: No such file"):
        load_config(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(ConfigError, match="save the file as UTF-8"):
        load_config(path)


def test_the_file_of_the_folder_comes_before_the_packaged_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config().path == packaged_path()
    (tmp_path / "feeds.yaml").write_text(GOOD, encoding="utf-8")
    assert load_config().path == Path("feeds.yaml")


def test_the_packaged_list_has_a_dozen_described_feeds_a_language() -> None:
    config = load_config(packaged_path())
    for lang in LANGS:
        feeds = [feed for feed in config.feeds if feed.lang == lang]
        assert len(feeds) >= 12
        assert all(feed.note and feed.title and feed.every >= 10 for feed in feeds)


def test_adding_appends_and_leaves_the_rest_untouched(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD, encoding="utf-8")
    config = add_feed(path, NEW)
    assert config.feeds[-1] == NEW
    text = path.read_text(encoding="utf-8")
    assert text.startswith(GOOD)
    assert parse_config(text, path) == config


def test_adding_a_listed_feed_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ConfigError, match="already listed as 速報"):
        add_feed(path, Feed("http://example.jp/rss", "again", "ja", 5))
    with pytest.raises(ConfigError, match="must start with http"):
        add_feed(path, Feed("ftp://example.jp/other", "other", "ja", 5))
    assert path.read_text(encoding="utf-8") == GOOD
    assert [p.name for p in tmp_path.iterdir()] == ["feeds.yaml"]


@pytest.mark.parametrize("url", ["https://example.org/fr.xml", "https://example.jp/rss"])
def test_removing_takes_the_lines_of_one_feed(tmp_path: Path, url: str) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD, encoding="utf-8")
    config = remove_feed(path, url)
    assert len(config.feeds) == 1
    text = path.read_text(encoding="utf-8")
    assert url not in text
    assert all(
        comment in text for comment in ("# What we read.", "# told to servers", "# --- French", "# --- Japanese")
    )


def test_a_comment_outlives_the_last_feed(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds: # all\n  # --- mine\nsettings: {contact: a}\n", encoding="utf-8")
    add_feed(path, NEW)
    remove_feed(path, NEW.url)
    text = path.read_text(encoding="utf-8")
    assert "# all" in text and "# --- mine" in text and "- url" not in text


def test_removing_what_is_not_listed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ConfigError, match="is not listed"):
        remove_feed(path, "https://example.net/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "feeds: []\n",
        "feeds:\n",
        "settings: {contact: a}",
        "feeds: [] # none yet\nsettings:\n  contact: a\n",
        "feeds: [{url: 'https://a.example/', title: A, lang: fr, every: 5}]\n",
        "feeds:\n- url: https://a.example/\n  title: A\n  lang: fr\n# end\n",
        "feeds:\n  - {url: 'https://a.example/', title: A, lang: fr}\nsettings:\n  contact: a\n",
        "feeds:\n  - {url: 'https://a.example/',\n     title: A, lang: fr}\n",
        "feeds:\n  - url: https://a.example/\n    title: A\n    lang: fr\n    note: |\n      two\n      lines\n",
    ],
)
def test_every_layout_can_be_edited_there_and_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(text, encoding="utf-8")
    before = load_config(path)
    assert add_feed(path, NEW).feeds == (*before.feeds, NEW)
    assert remove_feed(path, NEW.url).feeds == before.feeds
    for feed in before.feeds:
        remove_feed(path, feed.url)
    assert load_config(path).feeds == ()
    assert load_config(path).settings == before.settings


def test_adding_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    assert add_feed(path, NEW).feeds == (NEW,)
    assert load_config(path).feeds == (NEW,)
