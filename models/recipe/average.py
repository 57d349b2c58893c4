"""The mean of trained networks: ``python -m models.recipe.average OUT CHECKPOINT=WEIGHT CHECKPOINT=WEIGHT …``.

Two trainings that started from the same weights lie near enough to each other for the mean of their weights to be a
network too, which errs less than either. Writes a checkpoint that models.recipe.export takes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor


def mean_weights(networks: Sequence[tuple[dict[str, Tensor], float]]) -> dict[str, Tensor]:
    """The weighted mean of the weights of networks of one shape. Raises ValueError where the shapes differ."""
    (first, _), *_ = networks
    total = sum(share for _, share in networks)
    for other, _ in networks:
        if {n: w.shape for n, w in other.items()} != {n: w.shape for n, w in first.items()}:
            raise ValueError("the networks differ in their layers or in their vocabulary")
    return {name: torch.stack([w[name].float() * (s / total) for w, s in networks]).sum(0) for name in first}


def _weighted(argument: str) -> tuple[Path, float]:
    path, _, share = argument.rpartition("=")
    try:
        return Path(path), float(share)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{argument!r} is not CHECKPOINT=WEIGHT, for instance a.pt=0.6") from None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=_weighted, nargs="+", metavar="CHECKPOINT=WEIGHT")
    args = parser.parse_args()
    held = [(torch.load(p, map_location="cpu", weights_only=False)["network"], share) for p, share in args.checkpoints]
    torch.save({"network": mean_weights(held)}, args.out)


if __name__ == "__main__":
    main()
