"""Draft with an Argos package: its tokenizer, and one batched CTranslate2 call.

The same package and segment give the same text as ``argostranslate.translate`` at equal
settings, many times faster, because Argos decodes one small batch after another. Three things
differ on purpose: ``_`` in a text survives (Argos turns it into a space), a segment of more than
128 tokens is drafted in several windows (Argos stops after 256 target tokens and loses the
rest), and output that runs away is cut off earlier.

``argostranslate.package``, ``settings`` and ``translate`` are never imported: they make
folders in the home directory, read settings there and log the text. CTranslate2 and
SentencePiece open no connection.
"""

from __future__ import annotations

import logging
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from kuager.engines.windows import Window, cut
from kuager.errors import PackageError
from kuager.model import Draft, EngineSignature
from kuager.models.packages import ArgosPackage

LENGTH_PENALTY = 0.2
"""As in ``argostranslate.translate.apply_packaged_translation``."""

BATCH_TOKENS = 1024
"""Tokens decoded at once by each thread (Argos: 32)."""

WINDOW = 128
"""Most source tokens drafted in one piece; twice as many target tokens fit in DECODING_LIMIT."""

DECODING_LIMIT = 256
"""Most target tokens of a window: CTranslate2's default, hence Argos' limit."""

LIBRARIES = ("ctranslate2", "sentencepiece", "argos-translate-lt")

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, line separators and lone surrogates: no tokenizer expects them."""

_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Output:
    """What the model made of a window."""

    text: str
    log_probability: float
    length: int
    """Target tokens, the end of sentence included, the prefix not."""


class ArgosEngine:
    """An engine that runs an Argos package.

    ``beam`` is the width of the search, ``threads`` how many batches are decoded side by
    side (when None: as many as this process may use cores). The model is loaded on first use.
    Raises PackageError then, when the model or the tokenizer cannot be loaded.
    """

    def __init__(self, package: ArgosPackage, *, beam: int = 4, threads: int | None = None) -> None:
        self._package = package
        self._beam = beam
        self._threads = threads or _available_cores()

    @cached_property
    def signature(self) -> EngineSignature:
        """All that decides the drafts: package, beam, number format, library versions."""
        return EngineSignature(
            engine="argos",
            package=self._package.name,
            version=self._package.version,
            sha256=self._package.sha256,
            beam=self._beam,
            compute_type=str(self._translator.compute_type),
            libraries=tuple((name, version(name)) for name in LIBRARIES),
        )

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order; equal segments, equal drafts.

        A segment without a token gives an empty draft. Control characters count as spaces.
        A segment of more than 128 tokens is cut into windows, after punctuation or at spaces
        near the middle, and their drafts are joined again; nothing of it is left out. The
        score is the log-probability per target token. Raises PackageError when the model
        refuses the input.
        """
        texts = [_GAP.sub(" ", _BREAKING.sub(" ", segment)).strip() for segment in segments]
        encode = self._tokenizer.encode
        windows = {text: cut(text, encode, WINDOW) for text in dict.fromkeys(texts)}
        outputs = iter(self._decode([part.tokens for parts in windows.values() for part in parts]))
        drafts = {
            text: _join(parts, [next(outputs) for _ in parts]) for text, parts in windows.items()
        }
        return [drafts[text] for text in texts]

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2  # noqa: PLC0415 (heavy)

        ctranslate2.set_log_level(logging.ERROR)
        try:
            return ctranslate2.Translator(
                str(self._package.folder / "model"),
                device="cpu",
                inter_threads=self._threads,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise self._unusable("model") from error

    @cached_property
    def _tokenizer(self) -> Any:
        from argostranslate import tokenizer  # noqa: PLC0415 (heavy)

        package = self._package
        path = package.tokenizer_path
        try:
            if path.name == "sentencepiece.model":
                pieces = tokenizer.SentencePieceTokenizer(path)
                pieces.lazy_processor()
                return pieces
            merges = tokenizer.BPETokenizer(path, package.source_locale, package.target_locale)
            merges.lazy_load()
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise self._unusable("tokenizer") from error
        return merges

    def _unusable(self, part: str) -> PackageError:
        return PackageError(
            f"The {part} of {self._package.name} {self._package.version} cannot be loaded.",
            "The package is damaged or made for another version of CTranslate2; get it again.",
        )

    def _decode(self, windows: list[list[str]]) -> list[_Output]:
        """Translate token lists, all at once, in queues of about equal length.

        The limit of the output depends on the queue, so on the window's own length only:
        what a window becomes does not hang on its neighbours.
        """
        queues: dict[int, list[int]] = defaultdict(list)
        for number, tokens in enumerate(windows):
            queues[_decoding_limit(len(tokens))].append(number)
        prefix = [self._package.target_prefix] if self._package.target_prefix else []
        pending = {
            limit: self._translator.translate_batch(
                [windows[number] for number in numbers],
                target_prefix=[prefix] * len(numbers) if prefix else None,
                asynchronous=True,
                max_batch_size=BATCH_TOKENS,
                batch_type="tokens",
                beam_size=self._beam,
                length_penalty=LENGTH_PENALTY,
                max_decoding_length=limit,
                replace_unknowns=True,
                return_scores=True,
            )
            for limit, numbers in sorted(queues.items(), reverse=True)
        }
        outputs: dict[int, _Output] = {}
        try:
            for limit, results in pending.items():
                for number, result in zip(queues[limit], results, strict=True):
                    outputs[number] = self._read(result.result(), prefix, limit)
        except (RuntimeError, ValueError) as error:
            raise PackageError(
                f"The model of {self._package.name} {self._package.version} refused a segment.",
                f"It must take {WINDOW} source and {DECODING_LIMIT} target tokens.",
            ) from error
        return [outputs[number] for number in range(len(windows))]

    def _read(self, result: Any, prefix: list[str], limit: int) -> _Output:
        tokens = result.hypotheses[0]
        # CTranslate2 counts the prefix and the end of sentence in the length that it
        # normalises the score with; an output that was cut off has no end of sentence.
        length = len(tokens) + (len(tokens) < limit)
        log_probability = result.scores[0] * length**LENGTH_PENALTY
        own = tokens[len(prefix) :] if tokens[: len(prefix)] == prefix else tokens
        return _Output(self._decode_tokens(own), log_probability, max(length - len(prefix), 1))

    def _decode_tokens(self, tokens: list[str]) -> str:
        if self._package.tokenizer_path.name != "sentencepiece.model":
            return str(self._tokenizer.decode(tokens)).strip()
        # Argos' own decode() also turns "_" into a space. Pieces copied from the source
        # keep their space mark, so that one is replaced here as there.
        text: str = self._tokenizer.lazy_processor().decode_pieces(tokens)
        return text.replace("▁", " ").strip()


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _decoding_limit(length: int) -> int:
    """Return how many target tokens a window of so many source tokens may become.

    Three times the next power of two, and some for short ones: more than any translation
    needs, and far less than a model that repeats itself would take.
    """
    ceiling = max(8, 1 << (length - 1).bit_length())
    return min(DECODING_LIMIT, 3 * ceiling + 24)


def _join(windows: list[Window], outputs: list[_Output]) -> Draft:
    if not windows:
        return Draft("")
    text = "".join(
        output.text + window.glue for window, output in zip(windows, outputs, strict=True)
    )
    total = sum(output.log_probability for output in outputs)
    return Draft(text.strip(), total / sum(output.length for output in outputs))
