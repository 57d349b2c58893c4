"""docs/feeds.md tells every key of feeds.yaml with its default, and no other; the shipped list shows all settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from pipeline.config import Settings, _FeedEntry, packaged_path

DOCS = Path(__file__).parent.parent / "docs" / "feeds.md"


def rows(first: str) -> dict[str, tuple[str, str]]:
    """The rows of the table that begins with this key: default, meaning."""
    text = DOCS.read_text(encoding="utf-8")
    assert f"| `{first}` |" in text
    lines = text[text.index(f"| `{first}` |") :].splitlines()
    table: dict[str, tuple[str, str]] = {}
    for line in lines:
        found = re.fullmatch(r"\s*\| `(\w+)` \| (.*?) ?\| (.*) \|", line)
        if found is None:
            break
        table[found[1]] = found[2].strip("`"), found[3]
    return table


@pytest.mark.parametrize(("section", "first"), [(Settings, "database"), (_FeedEntry, "url")])
def test_every_key_is_told_with_its_default(section: type[BaseModel], first: str) -> None:
    told = rows(first)
    assert list(told) == list(section.model_fields)
    for name, field in section.model_fields.items():
        default, meaning = told[name]
        assert len(meaning) > 10, name
        if field.is_required():
            assert default == "required"
        else:
            assert _same(yaml.safe_load(default) if default else "", field.default), name


def test_the_shipped_list_shows_every_setting_with_its_default() -> None:
    shipped = yaml.safe_load(packaged_path().read_text(encoding="utf-8"))["settings"]
    assert list(shipped) == list(Settings.model_fields)
    assert all(_same(value, Settings.model_fields[name].default) for name, value in shipped.items())


def _same(told: Any, default: Any) -> bool:
    return bool((tuple(told) if isinstance(told, list) else told) == default)
