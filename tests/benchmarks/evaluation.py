"""Measure a package against references, through the product's own engine.

    python -m tests.benchmarks.evaluation PACKAGE CORPUS... [--show N]

CORPUS is a table or TMX as ``kuager models train`` takes it: ``dev.en-kk.tsv`` or
``dev.tsv=kk,ru``; the columns of other locales than the package's are left out. Prints chrF2,
chrF++ and BLEU with sacreBLEU's signatures, and target tokens a second at beam 4. Needs
sacreBLEU (extra ``train``).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import sentencepiece

from kuager.engines import ArgosEngine
from kuager.metrics import score_translations
from kuager.models import open_package
from kuager.models.training.corpora import parse_corpus, read_corpus


def main() -> None:
    """Read the arguments, draft, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("corpora", nargs="+", type=parse_corpus)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--show", type=int, default=0, help="print so many drafts, evenly spread")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = open_package(arguments.package, Path(folder))
        engine = ArgosEngine(package, beam=arguments.beam)
        tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(package.tokenizer_path))
        print(f"{package.name} {package.version}, {arguments.package.stat().st_size:,} bytes")
        engine.translate(["Load the model."])
        for corpus in arguments.corpora:
            pairs = [p for p in read_corpus(corpus) if p.locale == package.target_locale]
            start = time.perf_counter()
            drafts = [draft.text for draft in engine.translate([pair.source for pair in pairs])]
            seconds = time.perf_counter() - start
            tokens = sum(len(tokenizer.encode(draft)) for draft in drafts)
            print(f"{corpus.path.name}: {len(pairs)} sentences, {tokens / seconds:.0f} tokens/s")
            for score in score_translations(drafts, [pair.target for pair in pairs]):
                print(f"  {score.metric:7} {score.value:5.1f}  {score.signature}")
            step = max(1, len(pairs) // arguments.show) if arguments.show else len(pairs) + 1
            for number in range(0, step * arguments.show, step):
                pair = pairs[number]
                print(f"  > {pair.source}\n    {drafts[number]}\n    ({pair.target})")


if __name__ == "__main__":
    main()
