"""Run a training in one process, or in one for each core."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kuager.errors import PackageError
from kuager.models.training.corpora import Pair
from kuager.models.training.passes import Passes, Recipe
from kuager.models.training.preparation import Prepared


@dataclass(frozen=True, slots=True)
class Job:
    """What every process of a training is given; all of it can be pickled."""

    plan: Any
    """A ``loop.Plan``; its module is imported only where torch is."""
    recipe: Recipe
    prepared: Prepared
    development: Sequence[Pair]
    folder: Path
    report: Callable[[str], None]
    """Takes lines about the progress; a function of a module, so that it can be pickled."""
    start: Path | None = None
    """Folder of an earlier training to go on from."""


def require_torch() -> None:
    """Raise PackageError when the extra that training needs is not installed."""
    try:
        import torch  # noqa: F401, PLC0415 (heavy, optional)
    except ImportError as error:
        raise PackageError(
            "Training needs torch, which is not installed.",
            "Install it: .venv/bin/pip install -e '.[train]'",
        ) from error


def choose_device(wanted: str) -> str:
    """Return the device to train on: what is wanted, or a GPU if there is one.

    Raises PackageError when a GPU is wanted and torch finds none.
    """
    import torch  # noqa: PLC0415 (heavy, optional)

    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise PackageError(
            "torch finds no GPU on this machine.",
            "Train with --device cpu, or install the build of torch that fits the GPU.",
        )
    return wanted if wanted != "auto" else "cuda" if there else "cpu"


def run_job(job: Job, processes: int) -> None:
    """Train to the end of the plan, with so many processes; on a GPU and on Windows with one."""
    if processes <= 1 or job.plan.device != "cpu" or sys.platform == "win32":
        _work(0, job, 1, "")
        return
    from torch import multiprocessing  # noqa: PLC0415 (heavy, optional)

    # The processes talk to one another on this machine only.
    loopback = "lo0" if sys.platform == "darwin" else "lo"
    os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback)
    with tempfile.TemporaryDirectory() as name:
        meeting = f"file://{name}/meeting"
        multiprocessing.start_processes(
            _work, args=(job, processes, meeting), nprocs=processes, start_method="spawn"
        )


def _work(rank: int, job: Job, ranks: int, meeting: str) -> None:
    import torch  # noqa: PLC0415 (heavy, optional)
    from torch import distributed  # noqa: PLC0415

    from kuager.models.training.loop import Trainer  # noqa: PLC0415 (imports torch)
    from kuager.models.training.scoring import Development  # noqa: PLC0415
    from kuager.models.training.tokenizer import load_tokenizer  # noqa: PLC0415

    if job.plan.device == "cpu":
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
    if ranks > 1:
        distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=ranks)
    tokenizer = load_tokenizer(job.prepared.tokenizer_path)
    alone = job.plan.device != "cpu"
    threads = os.cpu_count() or 1 if alone else 1
    development = Development(job.development, job.plan.shape, tokenizer, threads)

    def evaluate(arrays: dict[str, Any]) -> float:
        scores = development.scores(arrays)
        job.report(", ".join(f"{locale} chrF2 {score:.2f}" for locale, score in scores.items()))
        return sum(scores.values()) / len(scores)

    recipe = replace(job.recipe, batch_tokens=job.recipe.batch_tokens // ranks)
    prepared = job.prepared
    ahead = prepared.examples_path if alone else None
    passes = Passes(prepared.examples, prepared.tokenizer_path, recipe, ahead)
    trainer = Trainer(job.plan, passes, job.folder, rank, ranks, job.start)
    try:
        trainer.run(job.report, evaluate)
    finally:
        passes.close()
    if ranks > 1:
        distributed.destroy_process_group()
