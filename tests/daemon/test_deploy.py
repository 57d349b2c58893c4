"""The files of deploy/: the unit is one that systemd takes, and the image is built of what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from pipeline.daemon.run import DRAIN_SECONDS

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "dealwire.service"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def unit() -> RawConfigParser:
    # Settings may stand more than once.
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT, encoding="utf-8")
    return parser


@needs_systemd
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    # The program is not where the unit will find it; any that is there does for the check.
    copy = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8")
    copy.write_text(text.replace("/opt/dealwire/bin/dealwire", sys.executable), encoding="utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@needs_systemd
def test_the_unit_is_hardened() -> None:
    """At most 2 of 10 points of exposure, by systemd's own count."""
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", str(UNIT)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    if "--offline" in checked.stderr or "unrecognized" in checked.stderr:
        pytest.skip("this systemd cannot judge units that are not installed")
    assert checked.returncode == 0, checked.stdout[-200:] + checked.stderr


def test_the_unit_gives_the_daemon_time_to_stop() -> None:
    assert int(unit()["Service"]["TimeoutStopSec"]) >= 1.5 * DRAIN_SECONDS


def test_the_unit_may_write_where_its_database_is() -> None:
    service = unit()["Service"]
    assert f"--db /var/lib/{service['StateDirectory']}/" in service["ExecStart"]
    assert service["DynamicUser"] == "yes"


def test_the_image_is_built_of_files_that_are_there_and_are_sent_to_the_builder() -> None:
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINER, re.MULTILINE) for name in line.split()[:-1]
    ]
    assert "requirements/run.lock" in copied and "pipeline" in copied
    sent = (ROOT / "deploy" / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in sent, name


def test_the_image_takes_nothing_that_is_not_locked() -> None:
    installs = re.findall(r"pip install (.+)$", CONTAINER, re.MULTILINE)
    assert len(installs) == 2
    assert all("--require-hashes" in words or "--no-deps" in words for words in installs)
