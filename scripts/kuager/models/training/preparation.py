"""Prepare a training: read, clean, tokenize and align, once for the same input."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from kuager.errors import InputError
from kuager.models.training.alignment import Links, align, find_aligner
from kuager.models.training.card import Source
from kuager.models.training.cleaning import Overlap, clean, refuse_evaluation
from kuager.models.training.corpora import Corpus, Pair, read_corpus
from kuager.models.training.examples import Example, number_examples
from kuager.models.training.tokenizer import (
    language_token,
    load_tokenizer,
    tag_token,
    train_tokenizer,
)
from kuager.storage import write_atomically

TOKENIZER = "sentencepiece.model"
EXAMPLES = "examples.msgpack"
SUMMARY = "prepared.json"

_TAGGED = re.compile("<[a-z]+> ")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+")


@dataclass(frozen=True, slots=True)
class Material:
    """What a training starts from."""

    corpora: Sequence[Corpus]
    evaluation: Sequence[Corpus]
    """Sets to measure on; nothing that they hold is trained on."""
    texts: Sequence[Path]
    """Texts that are to be translated; nothing that they hold is trained on either."""
    vocabulary: int
    alignment: bool
    seed: int
    start: Path | None = None
    """Folder of an earlier training, whose tokenizer is used."""

    @property
    def locales(self) -> tuple[str, ...]:
        """Return the target locales, in the order of the corpora."""
        return tuple(dict.fromkeys(code for corpus in self.corpora for code in corpus.locales))

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags of the corpora, each once."""
        return tuple(dict.fromkeys(corpus.tag for corpus in self.corpora if corpus.tag))

    def digest(self) -> str:
        """Return a hash of all that decides what is prepared."""
        total = hashlib.sha256(f"{self.vocabulary} {self.alignment} {self.seed}".encode())
        for corpus in (*self.corpora, *self.evaluation):
            total.update(f"{corpus.locales} {corpus.share} {corpus.tag}".encode())
        tokenizers = [self.start / TOKENIZER] if self.start else []
        sets = [corpus.path for corpus in (*self.corpora, *self.evaluation)]
        for path in (*sets, *self.texts, *tokenizers):
            total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a training works on."""

    examples: list[Example]
    sources: list[Source]
    tokenizer_path: Path

    @property
    def examples_path(self) -> Path:
        """Return the file that holds the examples."""
        return self.tokenizer_path.with_name(EXAMPLES)


def prepare(material: Material, folder: Path, report: Callable[[str], None]) -> Prepared:
    """Leave tokenizer and examples in a folder, or find them there from an earlier run.

    Raises InputError for what the corpora get wrong, when one is also named for evaluation, and
    when the training to start from has no tokenizer or none for a locale of the corpora.
    """
    _check_start(material)
    refuse_evaluation(material.corpora, [corpus.path for corpus in material.evaluation])
    pairs, shares, sources = _gather(material, report)
    tokenizer_path = folder / TOKENIZER
    digest = material.digest()
    if _summary(folder) == digest:
        examples = msgspec.msgpack.decode((folder / EXAMPLES).read_bytes(), type=list[Example])
        report(f"{len(examples):,} examples, prepared before")
        return Prepared(examples, sources, tokenizer_path)
    folder.mkdir(parents=True, exist_ok=True)
    if material.start:
        write_atomically(tokenizer_path, (material.start / TOKENIZER).read_bytes(), TOKENIZER)
    else:
        # Of the kind that will be drafted alone: words of other kinds would crowd out its own.
        kind = [pair for pair in pairs if not _TAGGED.match(pair.source)] or pairs
        sentences = [text for pair in kind for text in (pair.source, pair.target)]
        train_tokenizer(
            sentences,
            material.locales,
            material.vocabulary,
            tokenizer_path,
            material.seed,
            material.tags,
        )
    tokenizer = load_tokenizer(tokenizer_path)
    links: list[Links] = [()] * len(pairs)
    program = find_aligner() if material.alignment else None
    if program is None:
        report("trained without word alignments")
    else:
        for locale in material.locales:
            places = [place for place, pair in enumerate(pairs) if pair.locale == locale]
            tokens = [
                (
                    tokenizer.encode(pairs[place].source, out_type=str),
                    tokenizer.encode(pairs[place].target, out_type=str),
                )
                for place in places
            ]
            for place, aligned in zip(places, align(program, tokens), strict=True):
                links[place] = aligned
            report(f"{locale}: {len(places):,} pairs aligned")
    examples = number_examples(pairs, links, shares, tokenizer)
    write_atomically(folder / EXAMPLES, msgspec.msgpack.encode(examples), EXAMPLES)
    # Last, because it says that the rest is whole.
    write_atomically(folder / SUMMARY, json.dumps({"digest": digest}).encode(), SUMMARY)
    report(f"{len(examples):,} examples of {len(pairs):,} pairs")
    return Prepared(examples, sources, tokenizer_path)


def _check_start(material: Material) -> None:
    if not material.start:
        return
    path = material.start / TOKENIZER
    if not path.is_file():
        raise InputError(
            f"{material.start.name} has no {TOKENIZER}: it is no folder of a training.",
            "Name the --folder of an earlier `kuager models train`.",
        )
    tokenizer = load_tokenizer(path)
    tokens = {locale: language_token(locale) for locale in material.locales}
    tokens |= {tag: tag_token(tag) for tag in material.tags}
    for name, token in tokens.items():
        if tokenizer.piece_to_id(token) == tokenizer.unk_id():
            raise InputError(
                f"The training in {material.start.name} does not know {name}.",
                "Start from random weights to add a locale or a tag.",
            )


def _gather(
    material: Material, report: Callable[[str], None]
) -> tuple[list[Pair], list[float], list[Source]]:
    """Return all pairs fit for training, the share of each, and what was taken out."""
    overlap = Overlap(_forbidden(material))
    pairs: list[Pair] = []
    shares: list[float] = []
    sources: list[Source] = []
    known: set[Pair] = set()
    for corpus in material.corpora:
        cleaned = clean(read_corpus(corpus), overlap, known)
        known.update(cleaned.pairs)
        mark = f"{tag_token(corpus.tag)} " if corpus.tag else ""
        pairs.extend(replace(pair, source=mark + pair.source) for pair in cleaned.pairs)
        shares.extend([corpus.share] * len(cleaned.pairs))
        source = Source(
            corpus.path.name,
            len(cleaned.pairs),
            corpus.share,
            dict(sorted(cleaned.removed.items())),
        )
        sources.append(source)
        report(f"{source.name}: {source.pairs:,} pairs, taken out {source.removed or 'none'}")
    return pairs, shares, sources


def _forbidden(material: Material) -> list[str]:
    """Return the sentences that must not be trained on."""
    sentences = [pair.source for corpus in material.evaluation for pair in read_corpus(corpus)]
    for path in material.texts:
        for line in path.read_text("utf-8", errors="replace").splitlines():
            # The runs of words come from the line, single short sentences from its parts.
            sentences += [line, *_SENTENCE_END.split(line)]
    return [sentence for sentence in sentences if sentence.strip()]


def _summary(folder: Path) -> str:
    """Return the digest of what was prepared in a folder; empty if nothing was."""
    try:
        summary = json.loads((folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        return ""
    return str(summary.get("digest", "")) if isinstance(summary, dict) else ""
