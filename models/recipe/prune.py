"""Cut from a trained network what it does least with: ``python -m models.recipe.prune CHECKPOINT OUT``.

Heads of attention and hidden units of the feed-forward layers are gated, and what matters is told by how steeply the
loss goes with a gate (Michel, Levy and Neubig, "Are Sixteen Heads Really Better than One?", 2019). The least go,
whichever layer they are of. Writes a checkpoint that models.recipe.train starts from and that models.recipe.export
takes, with the matrices that are left.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from models.recipe.augment import NamePool, make_pool
from models.recipe.dataset import Batch, make_batches
from models.recipe.markup import Passage
from models.recipe.network import DealNetwork
from models.recipe.split import is_article, is_held_out, read_all
from models.recipe.train import BATCH_PIECES, epoch_examples, losses, make_network, save_whole

ARTICLES = 330
"""Articles a language that tell what matters."""
HEADS, UNITS = 0.55, 0.5
"""Shares of the heads and of the hidden units that are kept."""
UNIT_STEP = 64
"""A layer keeps a multiple of so many units: what a processor multiplies at once."""


@dataclass(frozen=True)
class Importance:
    """How much each head [layers, heads] and each hidden unit [layers, units] matters: sums of squared slopes."""

    heads: Tensor
    units: Tensor


def weigh(network: DealNetwork, batches: Iterable[Batch]) -> Importance:
    """What heads and units matter to the losses of the batches, by gates that all stand open."""
    layers = network.encoder.encoder.layer
    size = layers[0].attention.self.attention_head_size
    heads = [torch.ones(layer.attention.self.query.out_features // size, requires_grad=True) for layer in layers]
    units = [torch.ones(layer.intermediate.dense.out_features, requires_grad=True) for layer in layers]
    hooks = []
    for layer, head, unit in zip(layers, heads, units, strict=True):
        hooks.append(layer.attention.self.register_forward_hook(_head_gate(head, size)))
        hooks.append(layer.intermediate.register_forward_hook(lambda _, __, out, unit=unit: out * unit))
    network.eval().requires_grad_(False)
    sums = [torch.zeros_like(gate) for gate in (*heads, *units)]
    for batch in batches:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = torch.stack(list(losses(network, batch).values())).sum()
        slopes = torch.autograd.grad(loss, (*heads, *units))
        sums = [total + slope**2 for total, slope in zip(sums, slopes, strict=True)]
    for hook in hooks:
        hook.remove()
    return Importance(torch.stack(sums[: len(layers)]), torch.stack(sums[len(layers) :]))


def _head_gate(gates: Tensor, size: int) -> Callable[..., tuple[Tensor, ...]]:
    """What multiplies the outputs of the heads of a layer, each of ``size``, with their gates."""

    def gate(_: nn.Module, __: object, out: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return out[0] * gates.repeat_interleave(size), *out[1:]

    return gate


def most_important(importance: Tensor, share: float, step: int = 1) -> list[list[int]]:
    """The columns of each row of ``importance`` that are among the ``share`` that matters most of all rows, in order.

    Each row keeps a multiple of ``step``, and at least one step."""
    least = importance.flatten().sort(descending=True).values[round(share * importance.numel()) - 1]
    kept = []
    for row in importance:
        count = max(step, round(int((row >= least).sum()) / step) * step)
        kept.append(sorted(row.sort(descending=True).indices[:count].tolist()))
    return kept


def cut(
    state: dict[str, Tensor], heads: Sequence[Sequence[int]], units: Sequence[Sequence[int]], head_size: int
) -> dict[str, Tensor]:
    """The weights of the network that has, in each layer, these heads and these units alone."""
    out = dict(state)
    for layer, (kept_heads, kept_units) in enumerate(zip(heads, units, strict=True)):
        prefix = f"encoder.encoder.layer.{layer}."
        rows = [head * head_size + i for head in kept_heads for i in range(head_size)]
        inner = {"attention.self.query": rows, "attention.self.key": rows, "attention.self.value": rows}
        for name, kept in (inner | {"intermediate.dense": kept_units}).items():
            for kind in ("weight", "bias"):
                out[f"{prefix}{name}.{kind}"] = state[f"{prefix}{name}.{kind}"][kept]
        for name, kept in (("attention.output.dense", rows), ("output.dense", kept_units)):
            out[f"{prefix}{name}.weight"] = state[f"{prefix}{name}.weight"][:, kept]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, default=Path("models/build/encoder"))
    parser.add_argument("--data", type=Path, default=Path("models/data"))
    parser.add_argument("--heads", type=float, default=HEADS, help="share of the heads that is kept")
    parser.add_argument("--units", type=float, default=UNITS, help="share of the hidden units that is kept")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    network = make_network(args.encoder, args.checkpoint, "cpu")
    config = network.encoder.config
    random = Random(args.seed)
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    articles: dict[str, list[Passage]] = {
        lang: [p for p in passages if is_article(p) and not is_held_out(p)]
        for lang, passages in read_all(args.data).items()
    }
    sample = {lang: random.sample(held, min(ARTICLES, len(held))) for lang, held in articles.items()}
    pools: dict[str, NamePool] = {lang: make_pool(held, []) for lang, held in articles.items()}
    longest = config.max_position_embeddings - 16
    examples = epoch_examples(sample, pools, tokenizer, random, longest, short=0.0)
    importance = weigh(network, make_batches(examples, BATCH_PIECES, config.pad_token_id, random))
    heads = most_important(importance.heads, args.heads)
    units = most_important(importance.units, args.units, UNIT_STEP)
    size = config.hidden_size // config.num_attention_heads
    save_whole({"network": cut(network.state_dict(), heads, units, size)}, args.out)
    print(f"heads kept of each layer: {[len(h) for h in heads]}; units: {[len(u) for u in units]}")


if __name__ == "__main__":
    main()
