"""docs/running.md names every metric and every event of the log, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.daemon.metrics import Metrics

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")


def test_metrics() -> None:
    documented = set(re.findall(r"^\| `(dealwire_\w+)` \|", DOC, re.MULTILINE))
    there = set()
    for family in Metrics("test").registry.collect():
        if family.name.startswith("dealwire_"):
            suffix = {"counter": "_total", "info": "_info"}.get(family.type, "")
            there.add(family.name + suffix)
    assert documented == there


def test_events() -> None:
    section = DOC.partition("## The log")[2].partition("## Health")[0]
    documented = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline" / "daemon").glob("*.py"))
    told = set(re.findall(r"\b_?log\.(?:info|warning|error|exception)\(\s*\"(\w+)\"", code))
    assert documented == told
