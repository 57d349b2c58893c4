"""Adding feeds to feeds.yaml and taking them out, with everything else in the file left as it is.

The text is edited by lines, found through the marks of the YAML reader, so that comments, order and spacing stay. The
edited text is read again before it is written: what does not come out as meant is never saved.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

import yaml

from pipeline.config import Config, parse_config, url_key
from pipeline.errors import ConfigError
from pipeline.records import Feed


def add_feed(path: Path, feed: Feed) -> Config:
    """Append a feed to the list in ``path``, which is made if it is absent; returns the new configuration.

    Raises :class:`~pipeline.errors.ConfigError` where the feed is already listed or breaks the schema.
    """
    text = _ended(_read(path)) if path.exists() else ""
    before = parse_config(text, path)
    listed = before.feed(feed.url)
    if listed is not None:
        raise ConfigError(f"{path}: {feed.url} is already listed as {listed.title}: remove that first")
    return _save(path, _with_feed(text, (*before.feeds, feed)), (*before.feeds, feed))


def remove_feed(path: Path, url: str) -> Config:
    """Take the feed of that address out of the list in ``path``; returns the new configuration.

    Raises :class:`~pipeline.errors.ConfigError` where no such feed is listed.
    """
    text = _ended(_read(path))
    before = parse_config(text, path)
    positions = [i for i, feed in enumerate(before.feeds) if url_key(feed.url) == url_key(url)]
    if not positions:
        raise ConfigError(f"{path}: {url} is not listed: see `dealwire feeds list` for the addresses")
    rest = tuple(feed for i, feed in enumerate(before.feeds) if i not in positions)
    return _save(path, _without_item(text, positions[0], rest), rest)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def _save(path: Path, text: str, feeds: tuple[Feed, ...]) -> Config:
    """Write the text in one step, if it holds just these feeds."""
    after = parse_config(text, path)
    if after.feeds != feeds:
        raise ConfigError(f"{path}: its layout cannot be edited by program: change the list by hand")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    return after


def _feeds_node(text: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value of the ``feeds`` section."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "feeds":
                return key, value
    return None, None


def _with_feed(text: str, feeds: tuple[Feed, ...]) -> str:
    """The text with the last of the feeds added to its list."""
    key, node = _feeds_node(text)
    if key is None or node is None:
        return f"{text}feeds:\n{_item(feeds[-1], 2)}"
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return _rewritten(text, key, node, feeds)
    lines = text.splitlines(keepends=True)
    end = _last_line(node.value[-1], lines)
    return "".join([*lines[:end], _item(feeds[-1], node.start_mark.column), *lines[end:]])


def _without_item(text: str, position: int, rest: tuple[Feed, ...]) -> str:
    """The text without the list item at a position; ``rest`` are the feeds that stay."""
    key, node = _feeds_node(text)
    assert key is not None, "the schema was checked before"
    assert isinstance(node, yaml.SequenceNode), "the schema was checked before"
    if node.flow_style:
        return _rewritten(text, key, node, rest)
    lines = text.splitlines(keepends=True)
    item = node.value[position]
    return "".join([*lines[: item.start_mark.line], *lines[_last_line(item, lines) :]])


def _rewritten(text: str, key: yaml.Node, node: yaml.Node, feeds: tuple[Feed, ...]) -> str:
    """The text with its list written anew: for a list in brackets, or an empty one."""
    head, tail = text[: key.end_mark.index], text[node.end_mark.index :].lstrip()
    items = "".join(_item(feed, 2) for feed in feeds)
    return f"{head}:\n{items}{tail}" if feeds else f"{head}: []\n{tail}"


def _last_line(item: yaml.Node, lines: list[str]) -> int:
    """The line behind the last one of an item; comments and empty lines after it belong to what follows."""
    # The mark of an item in block style stands at the start of what follows, that of one in brackets at its own end.
    end = item.end_mark.line + (item.end_mark.column > item.start_mark.column)
    while end > item.start_mark.line + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _item(feed: Feed, indent: int) -> str:
    """A feed as a list item; what has its default value is left out."""
    values = {f.name: getattr(feed, f.name) for f in dataclasses.fields(Feed) if getattr(feed, f.name) != f.default}
    lines = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000).splitlines()
    first, rest = " " * indent + "- ", " " * (indent + 2)
    return "".join(f"{rest if i else first}{line}\n" for i, line in enumerate(lines))
