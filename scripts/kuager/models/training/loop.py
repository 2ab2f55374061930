"""The training loop: resumable, on one or several CPU cores or a GPU."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed

from kuager.errors import InputError
from kuager.models.training.batches import doubled, to_batch
from kuager.models.training.dropout import PooledDropout, make_dropout
from kuager.models.training.examples import Table
from kuager.models.training.losses import alignment_loss, paired_loss, token_loss
from kuager.models.training.network import decode, start_weights
from kuager.models.training.passes import Passes
from kuager.models.training.shape import Shape

Report = Callable[[str], None]
Evaluate = Callable[[dict[str, Any]], float]
"""Weights as NumPy arrays → a score on the development set; higher is better."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides how a network is trained, besides the examples."""

    shape: Shape
    minutes: float
    """Of training in all, evaluations not counted; the learning rate falls to zero over them."""
    learning_rate: float = 2.2e-3
    warm_up: int = 400
    """Steps over which the learning rate rises."""
    dropout: float = 0.1
    smoothing: float = 0.1
    guidance: float = 0.3
    """Weight of the alignment loss against the loss of the tokens."""
    decay: float = 0.01
    """Weight decay of matrices."""
    clip: float = 1.0
    consistency: float = 0.0
    """Above 0 each batch is seen twice, under two dropouts, and this weighs that both predict the
    same (see ``paired_loss``)."""
    settled: float = 0.4
    """The last part of training, which sees none of the tagged corpora."""
    averaged: float = 0.15
    """The last part of training over which weights are averaged."""
    evaluate_minutes: float = 10.0
    save_minutes: float = 3.0
    patience: int = 4
    """Evaluations without a better score after which training ends."""
    seed: int = 1
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training got."""

    minutes: float
    steps: int
    passes: int
    """Whole passes over the examples."""
    tokens: int
    """Target tokens seen, over all passes."""


@dataclass(slots=True)
class _State:
    """What a checkpoint holds, besides weights and the optimiser's memory."""

    seconds: float = 0.0
    steps: int = 0
    tokens: int = 0
    passes: int = 0
    batch: int = 0
    """The next batch of this pass."""
    averages: int = 0
    best: float = -1.0
    waited: int = 0
    history: list[tuple[float, int, float]] = field(default_factory=list)
    """Minutes, steps, score."""


class Trainer:
    """Trains one network in a folder, going on where the last run stopped.

    With several processes (``rank`` of ``ranks``), each takes its share of every step and all
    add up their gradients; the first one reports, evaluates and saves. On a CPU, a process
    for each core is faster than threads, which wait for one another after every product.
    """

    def __init__(
        self,
        plan: Plan,
        passes: Passes,
        folder: Path,
        rank: int = 0,
        ranks: int = 1,
        start: Path | None = None,
    ) -> None:
        """Take up what is in ``folder``, or else the best weights of the folder ``start``."""
        self._plan, self._passes, self._folder = plan, passes, folder
        self._rank, self._ranks = rank, ranks
        self._device = torch.device(plan.device)
        self._state = _State()
        fresh = start_weights(plan.shape, plan.seed)
        self._weights = {name: value.to(self._device) for name, value in fresh.items()}
        for value in self._weights.values():
            value.requires_grad_()
        self._average = {name: torch.zeros_like(v) for name, v in self._weights.items()}
        matrices = [value for value in self._weights.values() if value.ndim > 1]
        vectors = [value for value in self._weights.values() if value.ndim == 1]
        self._optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": plan.decay},
                {"params": vectors, "weight_decay": 0.0},
            ],
            lr=plan.learning_rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            fused=True,
        )
        self._load(start)
        generator = torch.Generator().manual_seed(
            plan.seed * 1_000_003 + self._state.steps * 64 + rank
        )
        self._dropout = make_dropout(plan.dropout, generator, self._device)

    def run(self, report: Report, evaluate: Evaluate) -> None:
        """Train to the end of the plan.

        Leaves ``best.pt`` (the weights with the best score) and ``last.pt`` in the folder.
        """
        plan, state = self._plan, self._state
        saved = evaluated = reported = state.seconds
        # The clock starts when there is something to train on.
        first = next(made := self._batches())
        begun, token_sum = time.monotonic() - state.seconds, 0
        sums = torch.zeros(2, device=self._device)
        for batch in chain([first], made):
            progress = state.seconds / (60 * plan.minutes)
            if progress >= 1 or state.waited >= plan.patience:
                break
            losses, tokens, seconds = self._step(batch, progress, time.monotonic() - begun)
            state.seconds = seconds
            sums += losses
            token_sum += tokens
            if self._rank == 0 and seconds - reported >= 30:
                loss, pointing = (sums / token_sum).tolist()
                report(
                    f"{seconds / 60:.1f} min, step {state.steps}, pass {state.passes}, "
                    f"{token_sum / (seconds - reported):.0f} tokens/s, "
                    f"loss {loss:.3f}, alignment {pointing:.3f}"
                )
                reported, token_sum = seconds, 0
                sums.zero_()
            if seconds - evaluated >= 60 * plan.evaluate_minutes:
                evaluated = seconds
                self._evaluate(self._weights, report, evaluate)
                begun = time.monotonic() - state.seconds
            if seconds - saved >= 60 * plan.save_minutes:
                saved = seconds
                self._save("last.pt")
                begun = time.monotonic() - state.seconds
        self._evaluate(self._weights, report, evaluate)
        if state.averages:
            mean = {name: v / state.averages for name, v in self._average.items()}
            self._evaluate(mean, report, evaluate, "average ")
        self._save("last.pt")

    def _batches(self) -> Iterator[Table]:
        """Yield this process's batches, pass after pass, from where the state stands."""
        state = self._state
        while True:
            if isinstance(self._dropout, PooledDropout):
                self._dropout.refill()
            settled = state.seconds >= (1 - self._plan.settled) * 60 * self._plan.minutes
            found = self._passes.tables(
                state.passes, state.batch + self._rank, self._ranks, settled
            )
            for place, table in found:
                state.batch = place - self._rank + self._ranks
                yield table
            state.passes, state.batch = state.passes + 1, 0

    def _step(self, table: Table, progress: float, seconds: float) -> tuple[Tensor, int, float]:
        """Change the weights once.

        Return the losses of tokens and alignment, the target tokens and the seconds so far, of
        all processes. Nothing here waits for a GPU.
        """
        plan, state, weights = self._plan, self._state, self._weights
        batch = to_batch(table, self._device)
        if plan.consistency:
            batch = doubled(batch)
        with torch.autocast(self._device.type, torch.bfloat16):
            hidden, attention = decode(weights, plan.shape, batch, self._dropout)
        hidden = hidden.to(torch.bfloat16).flatten(0, 1)[batch.wanted]
        wanted = batch.outputs.flatten()[batch.wanted]
        matrix, bias = weights["embeddings"], weights["output.bias"]
        pointing = alignment_loss(attention.float(), batch.links)
        if plan.consistency:
            pointing = pointing / 2
            loss, carrier = paired_loss(
                hidden, matrix, bias, wanted, plan.smoothing, plan.consistency
            )
        else:
            loss, carrier = token_loss(hidden, matrix, bias, wanted, plan.smoothing)
        (carrier + plan.guidance * pointing).backward()
        losses, tokens = torch.stack([loss, pointing.detach()]), len(table.wanted)
        gradients = [value.grad for value in weights.values() if value.grad is not None]
        if self._ranks > 1:
            sums = torch.tensor([*losses.tolist(), tokens, seconds], dtype=torch.float64)
            self._add_up(gradients, sums)
            losses, tokens, seconds = sums[:2], int(sums[2]), float(sums[3]) / self._ranks
        torch._foreach_div_(gradients, float(tokens))
        torch.nn.utils.clip_grad_norm_(list(weights.values()), plan.clip)
        rate = plan.learning_rate * min(1.0, (state.steps + 1) / plan.warm_up) * (1 - progress)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        state.steps += 1
        state.tokens += tokens
        if progress >= 1 - plan.averaged and state.steps % 10 == 0:
            state.averages += 1
            for name, value in weights.items():
                self._average[name] += value.detach()
        return losses, tokens, seconds

    def _add_up(self, gradients: list[Tensor], sums: Tensor) -> None:
        """Add the gradients and figures of all processes up, in place."""
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        distributed.all_reduce(sums)
        start = 0
        for gradient in gradients:
            gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
            start += gradient.numel()

    def _evaluate(
        self, weights: dict[str, Tensor], report: Report, evaluate: Evaluate, kind: str = ""
    ) -> None:
        """Score weights on the development set, and keep them if none were better."""
        state = self._state
        score = torch.zeros(1, dtype=torch.float64)
        if self._rank == 0:
            arrays = {name: v.detach().float().cpu().numpy().copy() for name, v in weights.items()}
            score[0] = evaluate(arrays)
        if self._ranks > 1:
            distributed.broadcast(score, 0)
        value = float(score)
        state.history.append((state.seconds / 60, state.steps, value))
        state.waited = 0 if value > state.best else state.waited + 1
        if self._rank == 0:
            report(
                f"{state.seconds / 60:.1f} min, step {state.steps}, {kind}development {value:.2f}"
            )
            if value > state.best:
                kept = {name: v.detach().cpu() for name, v in weights.items()}
                _write(kept, self._folder, "best.pt")
        state.best = max(state.best, value)

    def _save(self, name: str) -> None:
        if self._rank == 0:
            state = {key: getattr(self._state, key) for key in _State.__slots__}
            _write(
                {
                    "weights": self._weights,
                    "optimizer": self._optimizer.state_dict(),
                    "average": self._average,
                    "state": state,
                },
                self._folder,
                name,
            )

    def _load(self, start: Path | None) -> None:
        path = self._folder / "last.pt"
        if not path.exists():
            if start:
                self._take(_read(start, "best.pt", self._device), start)
            return
        checkpoint = _read(self._folder, "last.pt", self._device)
        self._take(checkpoint["weights"], self._folder)
        self._optimizer.load_state_dict(checkpoint["optimizer"])
        self._average = checkpoint["average"]
        self._state = _State(**checkpoint["state"])

    def _take(self, weights: dict[str, Tensor], folder: Path) -> None:
        """Put weights into the network. Raises InputError when they are of another one."""
        shapes = {name: value.shape for name, value in weights.items()}
        if shapes != {name: value.shape for name, value in self._weights.items()}:
            raise InputError(
                f"The network in {folder.name} has other sizes.",
                "Give the width and vocabulary that it was trained with.",
            )
        with torch.no_grad():
            for name, value in self._weights.items():
                value.copy_(weights[name])


def _write(content: Any, folder: Path, name: str) -> None:
    """Write a file so that it is whole or not there."""
    part = folder / f"{name}.part"
    torch.save(content, part)
    part.replace(folder / name)


def _read(folder: Path, name: str, device: torch.device) -> Any:
    try:
        return torch.load(folder / name, map_location=device, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise InputError(
            f"{name} in {folder.name} is missing or cannot be read.",
            "Name the folder of a training that has been evaluated at least once.",
        ) from error


def load_best(folder: Path) -> dict[str, Any]:
    """Return the best weights of a training folder as NumPy arrays."""
    weights = _read(folder, "best.pt", torch.device("cpu"))
    return {name: value.float().numpy() for name, value in weights.items()}


def load_progress(folder: Path) -> Progress:
    """Return how far the training in a folder got."""
    state = _read(folder, "last.pt", torch.device("cpu"))["state"]
    return Progress(state["seconds"] / 60, state["steps"], state["passes"], state["tokens"])
