"""Score weights on a development set, as the finished package would translate it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kuager.metrics import chrf2
from kuager.models.training.conversion import Arrays, write_model
from kuager.models.training.corpora import Pair
from kuager.models.training.shape import Shape
from kuager.models.training.tokenizer import language_token, vocabulary

LONGEST = 200
"""Most tokens of a translation."""


@dataclass(frozen=True, slots=True)
class Development:
    """A development set and what it takes to translate it."""

    pairs: Sequence[Pair]
    shape: Shape
    tokenizer: Any
    threads: int = 1

    def scores(self, arrays: Arrays) -> dict[str, float]:
        """Return chrF2 for each locale, translated greedily by a CTranslate2 int8 model."""
        import ctranslate2  # noqa: PLC0415 (heavy)

        with tempfile.TemporaryDirectory() as name:
            write_model(arrays, self.shape, vocabulary(self.tokenizer), Path(name))
            translator = ctranslate2.Translator(
                name, device="cpu", inter_threads=self.threads, intra_threads=1
            )
            return {
                locale: self._score(translator, locale)
                for locale in dict.fromkeys(pair.locale for pair in self.pairs)
            }

    def _score(self, translator: Any, locale: str) -> float:
        pairs = [pair for pair in self.pairs if pair.locale == locale]
        token = language_token(locale)
        outputs = translator.translate_batch(
            self.tokenizer.encode([pair.source for pair in pairs], out_type=str),
            target_prefix=[[token]] * len(pairs),
            beam_size=1,
            max_batch_size=2048,
            batch_type="tokens",
            max_decoding_length=LONGEST,
        )
        # The first token is the prefix.
        texts = [self.tokenizer.decode(output.hypotheses[0][1:]) for output in outputs]
        return chrf2(texts, [pair.target for pair in pairs])
