"""Nothing leaves the machine but the requests for what is watched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_models_runtime_reports_nothing_to_its_maker(tmp_path: Path) -> None:
    """It would begin by leaving a name for this machine, and what it is going to send, in the user's cache."""
    home = tmp_path / "home"
    home.mkdir()
    known = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    script = "import pipeline.extract.tagger.model, onnxruntime; onnxruntime.get_available_providers()"
    subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**known, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    assert [str(path) for path in home.rglob("*") if "onnxruntime" in path.name or "Microsoft" in path.name] == []
