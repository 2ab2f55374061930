"""Dropout that costs little on a CPU."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

POOL = 1 << 23
"""Numbers in the pool of masks: some twenty times what one layer of one batch takes. It grows
where batches are larger."""


class PooledDropout:
    """Dropout (Srivastava et al. 2014) whose masks are windows of one pool of random numbers.

    Drawing a number for each value takes a CPU as long as a matrix product; a window at a
    random place takes a pointer. ``refill`` draws a new pool.
    """

    def __init__(self, rate: float, generator: torch.Generator, dtype: torch.dtype) -> None:
        self._rate = rate
        self._generator = generator
        self._pool = torch.empty(POOL, dtype=dtype)
        self.refill()

    def refill(self) -> None:
        """Draw a new pool."""
        self._pool.bernoulli_(1 - self._rate, generator=self._generator).div_(1 - self._rate)

    def __call__(self, hidden: Tensor) -> Tensor:
        """Return values of which some are 0 and the others larger, the mean being kept."""
        size = hidden.numel()
        if 2 * size > self._pool.numel():
            self._pool = self._pool.new_empty(4 * size)
            self.refill()
        last = self._pool.numel() - size
        start = int(torch.randint(last, (1,), generator=self._generator))
        return hidden * self._pool[start : start + size].view(hidden.shape)


def make_dropout(
    rate: float, generator: torch.Generator, device: torch.device
) -> Callable[[Tensor], Tensor] | None:
    """Return what puts dropout on values of a device; None for a rate of 0."""
    if not rate:
        return None
    if device.type == "cpu":
        return PooledDropout(rate, generator, torch.bfloat16)
    torch.cuda.manual_seed(generator.initial_seed())
    return lambda hidden: functional.dropout(hidden, rate)
