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
from pathlib import Path
from typing import Any

from kuager.engines.windows import Window, cut
from kuager.errors import PackageError
from kuager.model import Draft, EngineSignature
from kuager.models.packages import ArgosPackage
from kuager.models.runtime import load_ctranslate2

LENGTH_PENALTY = 0.2
"""As in ``argostranslate.translate.apply_packaged_translation``."""

BATCH_TOKENS = 1024
"""Tokens decoded at once by each thread (Argos: 32)."""

WINDOW = 128
"""Most source tokens drafted in one piece; twice as many target tokens fit in DECODING_LIMIT."""

DECODING_LIMIT = 256
"""Most target tokens of a window: CTranslate2's default, hence Argos' limit."""

SAMPLED_TOKENS = 20
"""Likeliest tokens from which a random draft takes its next one."""

TEMPERATURE = 0.6
"""Below 1, likely tokens are drawn more often than the model says. At 1 drafts differ too much
to agree on anything, near 0 they are all the same."""

SEED = 20220304
"""Of random drafts."""

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
    side (when None: as many as this process may use cores). ``exact`` gives every segment a
    batch of its own: rounding to 8 bits can then not make a draft depend, in rare near-ties,
    on what else is in the batch. The model is loaded on first use. Raises PackageError then,
    when the model or the tokenizer cannot be loaded.
    """

    portion = 1024

    def __init__(
        self,
        package: ArgosPackage,
        *,
        beam: int = 4,
        threads: int | None = None,
        exact: bool = False,
    ) -> None:
        self._package = package
        self._beam = beam
        self._threads = threads or available_cores()
        self._exact = exact

    @cached_property
    def signature(self) -> EngineSignature:
        """All that decides the drafts: package, beam, number format, library versions."""
        return EngineSignature(
            engine="argos, one by one" if self._exact else "argos",
            package=self._package.name,
            version=self._package.version,
            sha256=self._package.sha256,
            beam=self._beam,
            compute_type=str(self._translator.compute_type),
            libraries=tuple((name, version(name)) for name in LIBRARIES),
        )

    @property
    def target_locale(self) -> str:
        """The locale that the package translates into."""
        return self._package.target_locale

    def translate(self, segments: Sequence[str]) -> list[Draft]:
        """Return one draft for each segment, in the same order; equal segments, equal drafts.

        A segment without a token gives an empty draft. Control characters count as spaces.
        A segment of more than 128 tokens is cut into windows, after punctuation or at spaces
        near the middle, and their drafts are joined again; nothing of it is left out. The
        score is the log-probability per target token. Raises PackageError when the model
        refuses the input.
        """
        return [offered[0] for offered in self._translate(segments, 1)]

    def alternatives(self, segments: Sequence[str], count: int) -> list[list[Draft]]:
        """Return up to ``count`` drafts for each segment, the likeliest first; see translate.

        They come from a beam at least that wide. Of a segment in several windows only the
        likeliest draft is returned.
        """
        return self._translate(segments, count)

    def windows(self, segment: str) -> list[Window]:
        """Return a segment cut as it is drafted; without a token, no window."""
        text = _GAP.sub(" ", _BREAKING.sub(" ", segment)).strip()
        return cut(text, self._tokenizer.encode, WINDOW)

    def plain(self, window: Window) -> str:
        """Return the text of a window."""
        return self._join_pieces(window.tokens, self._tokenizer)

    def draw(self, window: Window, count: int) -> list[str]:
        """Return the draft of the beam search and ``count`` random ones, repeats among them.

        Always the same for the same window on the same kind of machine. Raises PackageError
        when the model refuses the input.
        """
        # CTranslate2 seeds its random numbers by thread, when the thread is new: only a
        # translator of its own makes them begin again.
        translator = self._load(1)
        prefix = self._prefix
        limit = _decoding_limit(len(window.tokens))
        texts = []
        for options in (
            {"beam_size": self._beam, "length_penalty": LENGTH_PENALTY},
            {
                "beam_size": 1,
                "num_hypotheses": count,
                "sampling_topk": SAMPLED_TOKENS,
                "sampling_temperature": TEMPERATURE,
            },
        ):
            try:
                result = translator.translate_batch(
                    [self._source(window.tokens)],
                    target_prefix=[prefix] if prefix else None,
                    max_decoding_length=limit,
                    replace_unknowns=True,
                    **options,
                )[0]
            except (RuntimeError, ValueError) as error:
                raise self._refused() from error
            texts += [self._decode_tokens(self._own(tokens)) for tokens in result.hypotheses]
        return texts

    @cached_property
    def _translator(self) -> Any:
        return self._load(self._threads)

    def _load(self, threads: int) -> Any:
        ctranslate2 = load_ctranslate2()

        ctranslate2.set_log_level(logging.ERROR)
        ctranslate2.set_random_seed(SEED)
        try:
            return ctranslate2.Translator(
                str(self._package.folder / "model"),
                device="cpu",
                inter_threads=threads,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise self._unusable("model") from error

    @cached_property
    def _tokenizer(self) -> Any:
        package = self._package
        path = package.tokenizer_path
        if path.name == "sentencepiece.model":
            return self._load_pieces(path)
        from argostranslate import tokenizer  # noqa: PLC0415 (heavy)

        try:
            merges = tokenizer.BPETokenizer(path, package.source_locale, package.target_locale)
            merges.lazy_load()
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise self._unusable("tokenizer") from error
        return merges

    @cached_property
    def _target_tokenizer(self) -> Any:
        """What joins target tokens: mostly the source's tokenizer, Marian has two."""
        path = self._package.target_tokenizer_path
        return self._load_pieces(path) if path else self._tokenizer

    def _load_pieces(self, path: Path) -> Any:
        from argostranslate import tokenizer  # noqa: PLC0415 (heavy)

        pieces = tokenizer.SentencePieceTokenizer(path)
        try:
            pieces.lazy_processor()
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise self._unusable("tokenizer") from error
        return pieces

    def _unusable(self, part: str) -> PackageError:
        return PackageError(
            f"The {part} of {self._package.name} {self._package.version} cannot be loaded.",
            "The package is damaged or made for another version of CTranslate2; get it again.",
        )

    def _refused(self) -> PackageError:
        return PackageError(
            f"The model of {self._package.name} {self._package.version} refused a segment.",
            f"It must take {WINDOW} source and {DECODING_LIMIT} target tokens.",
        )

    def _translate(self, segments: Sequence[str], count: int) -> list[list[Draft]]:
        windows = {segment: self.windows(segment) for segment in dict.fromkeys(segments)}
        tokens = [part.tokens for parts in windows.values() for part in parts]
        outputs = iter(self._decode(tokens, count))
        drafts = {
            segment: _join(parts, [next(outputs) for _ in parts])
            for segment, parts in windows.items()
        }
        return [drafts[segment] for segment in segments]

    @property
    def _prefix(self) -> list[str]:
        return [self._package.target_prefix] if self._package.target_prefix else []

    def _source(self, tokens: list[str]) -> list[str]:
        """Return source tokens behind the one that tells a multilingual model its languages."""
        prefix = self._package.source_prefix
        return [prefix, *tokens] if prefix else tokens

    def _own(self, tokens: list[str]) -> list[str]:
        """Return target tokens without the prefix, nor the source's where one was copied."""
        prefix = self._prefix
        own = tokens[len(prefix) :] if tokens[: len(prefix)] == prefix else tokens
        return [token for token in own if token != self._package.source_prefix]

    def _decode(self, windows: list[list[str]], count: int) -> list[list[_Output]]:
        """Translate token lists, all at once, in queues of about equal length.

        The limit of the output depends on the queue, so on the window's own length only:
        what a window becomes does not hang on its neighbours.
        """
        queues: dict[int, list[int]] = defaultdict(list)
        for number, tokens in enumerate(windows):
            queues[_decoding_limit(len(tokens))].append(number)
        prefix = self._prefix
        pending = {
            limit: self._translator.translate_batch(
                [self._source(windows[number]) for number in numbers],
                target_prefix=[prefix] * len(numbers) if prefix else None,
                asynchronous=True,
                max_batch_size=1 if self._exact else BATCH_TOKENS,
                batch_type="examples" if self._exact else "tokens",
                beam_size=max(self._beam, count),
                num_hypotheses=count,
                length_penalty=LENGTH_PENALTY,
                max_decoding_length=limit,
                replace_unknowns=True,
                return_scores=True,
            )
            for limit, numbers in sorted(queues.items(), reverse=True)
        }
        outputs: dict[int, list[_Output]] = {}
        try:
            for limit, results in pending.items():
                for number, result in zip(queues[limit], results, strict=True):
                    outputs[number] = self._read(result.result(), limit)
        except (RuntimeError, ValueError) as error:
            raise self._refused() from error
        return [outputs[number] for number in range(len(windows))]

    def _read(self, result: Any, limit: int) -> list[_Output]:
        outputs = []
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            # CTranslate2 counts the prefix and the end of sentence in the length that it
            # normalises the score with; an output that was cut off has no end of sentence.
            length = len(tokens) + (len(tokens) < limit)
            log_probability = score * length**LENGTH_PENALTY
            own = self._own(tokens)
            rest = max(length - len(tokens) + len(own), 1)
            outputs.append(_Output(self._decode_tokens(own), log_probability, rest))
        return outputs

    def _decode_tokens(self, tokens: list[str]) -> str:
        return self._join_pieces(tokens, self._target_tokenizer)

    def _join_pieces(self, tokens: list[str], tokenizer: Any) -> str:
        if self._package.tokenizer_path.name != "sentencepiece.model":
            return str(self._tokenizer.decode(tokens)).strip()
        # Argos' own decode() also turns "_" into a space. Pieces copied from the source
        # keep their space mark, so that one is replaced here as there.
        text: str = tokenizer.lazy_processor().decode_pieces(tokens)
        return text.replace("▁", " ").strip()


def available_cores() -> int:
    """Return how many cores this process may use."""
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


def _join(windows: list[Window], outputs: list[list[_Output]]) -> list[Draft]:
    """Return the drafts of a segment: all of its one window, or the likeliest of each joined."""
    if not windows:
        return [Draft("")]
    if len(windows) == 1:
        return [Draft(output.text, output.log_probability / output.length) for output in outputs[0]]
    best = [offered[0] for offered in outputs]
    text = "".join(output.text + window.glue for window, output in zip(windows, best, strict=True))
    total = sum(output.log_probability for output in best)
    return [Draft(text.strip(), total / sum(output.length for output in best))]
