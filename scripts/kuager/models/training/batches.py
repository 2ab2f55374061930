"""Batches as tensors, once or twice."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kuager.models.training.examples import Table
from kuager.models.training.network import Batch


def to_batch(table: Table, device: torch.device) -> Batch:
    """Return a batch as tensors of a device."""

    def send(array: Any) -> Tensor:
        tensor = torch.from_numpy(array)
        if device.type != "cuda":
            return tensor
        # Copied while the GPU still works on the batch before.
        return tensor.pin_memory().to(device, non_blocking=True)

    sources = send(table.sources).long()
    rows, outputs, places = send(table.links).long()
    return Batch(
        sources=sources,
        source_mask=sources != 0,
        rows=send(table.rows).long(),
        inputs=send(table.inputs).long(),
        outputs=send(table.outputs).long(),
        wanted=send(table.wanted).long(),
        links=(rows, outputs, places, send(table.weights)),
    )


def doubled(batch: Batch) -> Batch:
    """Return a batch that holds everything twice: first all of it, then all of it again."""
    count = len(batch.rows)
    rows, outputs, places, weights = batch.links
    return Batch(
        sources=torch.cat([batch.sources] * 2),
        source_mask=torch.cat([batch.source_mask] * 2),
        rows=torch.cat([batch.rows, batch.rows + len(batch.sources)]),
        inputs=torch.cat([batch.inputs] * 2),
        outputs=torch.cat([batch.outputs] * 2),
        wanted=torch.cat([batch.wanted, batch.wanted + batch.outputs.numel()]),
        links=(
            torch.cat([rows, rows + count]),
            torch.cat([outputs] * 2),
            torch.cat([places] * 2),
            torch.cat([weights] * 2),
        ),
    )
