"""Running the demonstration as a user does, once for all tests that look at what it leaves."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DATABASE = "dealwire-demo.db"


@dataclass(frozen=True)
class DemoRun:
    """What one run printed, and the folder in which it left its database."""

    folder: Path
    output: str
    errors: str


def dealwire(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def demo_in(folder: Path) -> DemoRun:
    """The run of the demonstration in a folder: made by whoever of the test processes comes first."""
    folder.mkdir(exist_ok=True)
    output, errors = folder / "output.txt", folder / "errors.txt"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not output.exists():
            done = dealwire(folder, "demo")
            assert done.returncode == 0, done.stderr
            errors.write_text(done.stderr, encoding="utf-8")
            output.write_text(done.stdout, encoding="utf-8")
    return DemoRun(folder, output.read_text(encoding="utf-8"), errors.read_text(encoding="utf-8"))
