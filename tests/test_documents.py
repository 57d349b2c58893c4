"""The documents name only what is there: files, folders, tests and other documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
_PATH = re.compile(r"`((?:pipeline|models|tests|docs|benchmarks|deploy)/[\w./*-]*)(?:::(\w+))?`")
_TO_BE_MADE = {"models/data/es/", "models/names/es.txt"}
"""Paths of the recipe for a language that is not there."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = _LINK.findall(document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_and_tests_are_there(document: Path) -> None:
    missing = []
    for path, test in _PATH.findall(document.read_text(encoding="utf-8")):
        if path in _TO_BE_MADE:
            continue
        found = next(ROOT.glob(path), ROOT / path) if "*" in path else ROOT / path
        if not found.exists() or (test and f"def {test}(" not in found.read_text(encoding="utf-8")):
            missing.append(f"{path}::{test}" if test else path)
    assert missing == []
