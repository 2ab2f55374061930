"""What training makes small: cross-entropy of the targets, and of the supervised attention."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

CHUNK = 512
"""Targets whose scores over the whole vocabulary are held at once: small enough for the cache."""


def token_loss(
    hidden: Tensor, embeddings: Tensor, bias: Tensor, targets: Tensor, smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return the summed cross-entropy of targets, with label smoothing (Szegedy et al. 2016).

    ``hidden`` is (tokens, width), ``embeddings`` (vocabulary, width), ``targets`` (tokens). The
    second value carries the gradients and nothing else: going backward from it is going backward
    from the loss. They are worked out here, chunk by chunk, so that the scores of all targets
    over the vocabulary never exist at once and are read while they are still in the cache.
    """
    with torch.no_grad():
        matrix = embeddings.to(hidden.dtype)
        slopes = torch.empty_like(hidden)
        matrix_slopes = torch.zeros_like(embeddings)
        bias_slopes = torch.zeros_like(bias)
        total = torch.zeros((), device=hidden.device)
        even = smoothing / embeddings.shape[0]
        for start in range(0, hidden.shape[0], CHUNK):
            part, wanted = hidden[start : start + CHUNK], targets[start : start + CHUNK, None]
            scores = (part @ matrix.T).float().add_(bias)
            norm = scores.logsumexp(1)
            right = scores.gather(1, wanted).squeeze(1)
            total += (norm - (1 - smoothing) * right - smoothing * scores.mean(1)).sum()
            # The slope of a score: its probability less what it should be.
            scores.sub_(norm[:, None]).exp_().sub_(even)
            scores.scatter_add_(1, wanted, torch.full_like(scores[:, :1], smoothing - 1))
            bias_slopes += scores.sum(0)
            low = scores.to(hidden.dtype)
            slopes[start : start + CHUNK] = low @ matrix
            matrix_slopes += (low.T @ part).float()
    carrier = (
        (hidden * slopes).float().sum()
        + (embeddings * matrix_slopes).sum()
        + (bias * bias_slopes).sum()
    )
    return total, carrier


def paired_loss(
    hidden: Tensor,
    embeddings: Tensor,
    bias: Tensor,
    targets: Tensor,
    smoothing: float,
    consistency: float,
) -> tuple[Tensor, Tensor]:
    """Return the summed cross-entropy of targets that a network has seen twice, and the loss.

    ``hidden`` holds first all targets, then all again under another dropout. The loss is the mean
    cross-entropy of both and ``consistency`` times half the mean of the two divergences between
    what they predict (R-Drop: Liang et al. 2021, whose alpha this is).
    """
    scores = functional.linear(hidden, embeddings.to(hidden.dtype)).float() + bias
    logs = scores.log_softmax(1)
    right = logs.gather(1, targets[:, None]).squeeze(1)
    entropy = -((1 - smoothing) * right + smoothing * logs.mean(1)).sum() / 2
    first, second = logs.chunk(2)
    divergence = ((first.exp() - second.exp()) * (first - second)).sum()
    return entropy.detach(), entropy + consistency * divergence / 4


def alignment_loss(attention: Tensor, links: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    """Return the summed cross-entropy of an attention against word alignments.

    ``attention`` is (targets, target length, source length); the weights of the links of one
    output position sum to 1 (Garg et al. 2019).
    """
    rows, outputs, sources, weights = links
    return -(weights * (attention[rows, outputs, sources] + 1e-6).log()).sum()
