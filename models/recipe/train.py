"""Train the tagger: ``python -m models.recipe.train`` (or ``make train``), on CPU or GPU, resumable.

Reads the annotated passages of models/data and the encoder that models.recipe.encoder made; writes
``checkpoint.pt`` after each epoch (training goes on from it) and ``report.json`` with what was measured
on the passages held out.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as binary_loss
from torch.nn.functional import cross_entropy
from transformers import BertModel

from models.recipe.augment import NamePool, augment, join, make_pool, thin
from models.recipe.dataset import IGNORE, Batch, Example, blank_pieces, collate, make_batches, make_example
from models.recipe.distil import distances_to
from models.recipe.markup import Passage
from models.recipe.network import DealNetwork
from models.recipe.spans import pair_up
from models.recipe.split import is_article, is_held_out, read_all
from models.recipe.suspects import find_false_names, find_false_triggers
from pipeline.extract.tagger.labels import ENTITY_TAGS

BATCH_PIECES = 1024
JOINED = 0.3
"""Share of the examples that are made of several passages, so that long articles are met too."""
WARM_UP = 100


def losses(network: DealNetwork, batch: Batch, teacher: DealNetwork | None = None) -> dict[str, Tensor]:
    """The losses of a batch by head, weighted; with a teacher, how far the network is from it too."""
    encoded = network.encode(batch.ids, batch.mask)
    hidden = network.drop(encoded)
    tags = network.tags(hidden).float()
    entity, trigger = tags[..., : len(ENTITY_TAGS)], tags[..., len(ENTITY_TAGS) :]
    out = {
        "entity": cross_entropy(entity.flatten(0, 1), batch.entity_tags.flatten(), ignore_index=IGNORE),
        "trigger": 2 * cross_entropy(trigger.flatten(0, 1), batch.trigger_tags.flatten(), ignore_index=IGNORE),
    }
    if teacher:
        out |= distances_to(teacher, batch, encoded, tags)
    suspects, false_names = find_false_triggers(trigger, batch), find_false_names(entity, batch)
    told, named = len(batch.triggers.row), len(batch.mentions.row)
    all_triggers, all_mentions = batch.triggers + suspects, batch.mentions + false_names
    triggers = network.trigger_vectors(hidden, all_triggers)
    mentions = network.mention_vectors(hidden, all_mentions)
    if (batch.abouts != IGNORE).any():
        about = network.about(mentions[:named]).float()
        out["about"] = 0.2 * cross_entropy(about, batch.abouts, ignore_index=IGNORE)
    groups = torch.cat((batch.groups, torch.full_like(false_names.row, -1)))
    heads, parts = network.related(all_triggers, triggers, all_mentions, mentions, groups)
    if len(suspects.row):
        left, right, distance = pair_up(suspects, batch.mentions)
        links = network.link(heads[told:][left], parts[right], distance)
        out["suspect"] = link_loss(links, torch.zeros_like(left), len(suspects.row))
    if not told:
        return out
    out["status"] = 0.2 * cross_entropy(network.status(triggers[:told]).float(), batch.statuses)
    out["background"] = 0.1 * binary_loss(network.background(triggers[:told]).float().squeeze(1), batch.backgrounds)
    if len(batch.pair_link):
        links = network.link(heads[batch.pair_trigger], parts[batch.pair_mention], batch.pair_distance)
        out["link"] = link_loss(links, batch.pair_link, told)
    if len(false_names.row):
        left, right, distance = pair_up(batch.triggers, false_names)
        links = network.link(heads[left], parts[named:][right], distance)
        out["false_name"] = link_loss(links, torch.zeros_like(left), told)
    if len(batch.twin_same):
        twins = network.twin_vectors(hidden, batch.triggers)
        same = network.same(twins[batch.twin_left], twins[batch.twin_right], batch.twin_distance)
        out["same"] = 0.2 * binary_loss(same.float().squeeze(1), batch.twin_same)
    return out


def link_loss(links: Tensor, wanted: Tensor, triggers: int) -> Tensor:
    """The loss of the pairs of so many triggers with mentions, weighted: logits [pairs, links] against indices."""
    return 0.5 * cross_entropy(links.float(), wanted, reduction="sum") / (3 * triggers)


@torch.no_grad()
def measure(network: DealNetwork, examples: list[Example], pad: int) -> dict[str, float]:
    """Shares right on held-out passages: F1 of tags by piece, and of links by pair."""
    network.eval()
    right: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def count(name: str, gold: Tensor, found: Tensor) -> None:
        right[name][0] += int(((gold > 0) & (gold == found)).sum())
        right[name][1] += int((gold > 0).sum())
        right[name][2] += int((found > 0).sum())

    for start in range(0, len(examples), 16):
        batch = collate(examples[start : start + 16], pad)
        hidden = network.encode(batch.ids, batch.mask)
        tags = network.tags(hidden)
        known = batch.entity_tags != IGNORE
        count("entity", batch.entity_tags[known], tags[..., : len(ENTITY_TAGS)].argmax(-1)[known])
        count("trigger", batch.trigger_tags[known], tags[..., len(ENTITY_TAGS) :].argmax(-1)[known])
        if not len(batch.statuses):
            continue
        mentions = network.mention_vectors(hidden, batch.mentions)
        triggers = network.trigger_vectors(hidden, batch.triggers)
        heads, parts = network.related(batch.triggers, triggers, batch.mentions, mentions, batch.groups)
        links = network.link(heads[batch.pair_trigger], parts[batch.pair_mention], batch.pair_distance)
        count("link", batch.pair_link, links.argmax(-1))
        right["status"][0] += int((network.status(triggers).argmax(-1) == batch.statuses).sum())
        right["status"][1] += len(batch.statuses)
        right["status"][2] += len(batch.statuses)
        if len(batch.twin_same):
            twins = network.twin_vectors(hidden, batch.triggers)
            same = network.same(twins[batch.twin_left], twins[batch.twin_right], batch.twin_distance).squeeze(1)
            count("same", batch.twin_same.long(), (same > 0).long())
    network.train()
    return {name: round(2 * hit / max(gold + found, 1), 4) for name, (hit, gold, found) in right.items()}


def epoch_examples(
    training: dict[str, list[Passage]],
    pools: dict[str, NamePool],
    tokenizer: Tokenizer,
    random: Random,
    longest: int,
    short: float,
) -> list[Example]:
    """The examples of one epoch: every article once and a share of the short passages, names refilled, some joined."""
    examples = []
    for lang, passages in training.items():
        order = [p for p in random.sample(passages, len(passages)) if is_article(p) or random.random() < short]
        while order:
            take = random.choice((2, 3)) if random.random() < JOINED else 1
            held, order = [augment(thin(p, random), pools[lang], random) for p in order[:take]], order[take:]
            example = make_example(join(held), tokenizer)
            examples += [example] if len(example.ids) <= longest else [make_example(join([p]), tokenizer) for p in held]
    unknown = tokenizer.token_to_id("<unk>")
    return [blank_pieces(e, unknown, random) for e in examples if len(e.ids) <= longest]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("models/data"))
    parser.add_argument("--encoder", type=Path, default=Path("models/build/encoder"))
    parser.add_argument("--out", type=Path, default=Path("models/build/tagger"))
    parser.add_argument("--names", type=Path, help="folder with fr.txt, ja.txt, en.txt: company names, one a line")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--short", type=float, default=1.0, help="share of the short passages that an epoch takes")
    parser.add_argument("--frozen", type=int, default=0, help="how many of the encoder's layers, from below, stay")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint whose weights training starts from")
    parser.add_argument("--teacher", type=Path, help="a checkpoint of a network that this one shall read like")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cpu":
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        # Room for the products of all layers at all widths: with the usual thousand, most are compiled again and again,
        # which takes a quarter to a half of the time.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")

    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    # Who has a teacher learns what it says, and all that it says: nothing is left out then to keep it from learning
    # its passages by heart.
    network = make_network(args.encoder, args.start, device, dropout=0.0 if args.teacher else 0.1)
    teacher = make_network(args.encoder, args.teacher, device).eval() if args.teacher else None
    encoder = network.encoder
    pad, longest = encoder.config.pad_token_id, encoder.config.max_position_embeddings - 16

    passages = read_all(args.data)
    training = {lang: [p for p in held if not is_held_out(p)] for lang, held in passages.items()}
    testing = {
        lang: [e for p in held if is_held_out(p) and len((e := make_example(p, tokenizer)).ids) <= longest]
        for lang, held in passages.items()
    }
    pools = {
        lang: make_pool(held, (args.names / f"{lang}.txt").read_text("utf-8").splitlines() if args.names else [])
        for lang, held in training.items()
    }
    body = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": 6 * args.rate}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )
    # After the optimizer is made, so that a checkpoint made with fewer or more layers frozen still fits it.
    for layer in encoder.encoder.layer[: args.frozen]:
        layer.requires_grad_(False)
    first_epoch, step, history = 0, 0, []
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        held = torch.load(checkpoint, map_location=device, weights_only=False)
        network.load_state_dict(held["network"])
        optimizer.load_state_dict(held["optimizer"])
        first_epoch, step, history = held["epoch"], held["step"], held["history"]
        print(f"going on after epoch {first_epoch}", flush=True)

    network.train()
    for epoch in range(first_epoch, args.epochs):
        random = Random(args.seed * 1000 + epoch)
        batches = list(
            make_batches(
                epoch_examples(training, pools, tokenizer, random, longest, args.short), BATCH_PIECES, pad, random
            )
        )
        total_steps = len(batches) * args.epochs
        start, pieces, sums = time.time(), 0, defaultdict(float)
        for number, batch in enumerate(batches, 1):
            progress = max(0.0, 1 - (epoch * len(batches) + number) / total_steps)
            step += 1
            for group, rate in zip(optimizer.param_groups, (args.rate, 6 * args.rate), strict=True):
                group["lr"] = rate * min(1, step / WARM_UP) * max(progress, 0.02)
            with torch.autocast(device, dtype=torch.bfloat16):
                parts = losses(network, to_device(batch, device), teacher)
            loss = torch.stack(list(parts.values())).sum()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            pieces += int(batch.mask.sum())
            for name, part in parts.items():
                sums[name] += float(part.detach())
            if number % 50 == 0 or number == len(batches):
                mean = {name: round(value / number, 3) for name, value in sums.items()}
                speed = pieces / (time.time() - start)
                print(f"epoch {epoch + 1} {number}/{len(batches)} {speed:.0f} pieces/s {mean}", flush=True)
        row = {"epoch": epoch + 1, "seconds": round(time.time() - start)}
        row |= {lang: measure(network, examples, pad) for lang, examples in testing.items()}
        history.append(row)
        print(json.dumps(row), flush=True)
        save_whole(
            {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1, "step": step,
             "history": history, "args": vars(args)},
            checkpoint,
        )  # fmt: skip
        sizes = {lang: {"training": len(training[lang]), "held_out": len(testing[lang])} for lang in passages}
        (args.out / "report.json").write_text(json.dumps({"passages": sizes, "epochs": history}, indent=1) + "\n")


def save_whole(held: dict[str, object], path: Path) -> None:
    """Write a checkpoint beside its place and rename it, so that a run killed here leaves the one before whole."""
    beside = path.with_suffix(".part")
    torch.save(held, beside)
    beside.replace(path)


def make_network(encoder: Path, start: Path | None, device: str, dropout: float = 0.0) -> DealNetwork:
    """The network on an encoder of a folder, with the weights of a checkpoint where one is given."""
    # Without dropout within it, attention runs fused, which makes training on a CPU a quarter faster.
    bert = BertModel.from_pretrained(
        encoder, add_pooling_layer=False, attention_probs_dropout_prob=0.0, hidden_dropout_prob=dropout
    )
    network = DealNetwork(bert)
    if start:
        network.load_weights(torch.load(start, map_location="cpu", weights_only=False)["network"])
    return network.to(device)


def to_device(batch: Batch, device: str) -> Batch:
    """The batch with all its tensors on a device."""
    if device == "cpu":
        return batch
    moved = {}
    for name in batch.__dataclass_fields__:
        value = getattr(batch, name)
        if isinstance(value, Tensor):
            moved[name] = value.to(device)
        else:
            moved[name] = type(value)(*(getattr(value, field).to(device) for field in value.__dataclass_fields__))
    return Batch(**moved)


if __name__ == "__main__":
    main()
