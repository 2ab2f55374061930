"""Translate through argostranslate itself, as a program of its own.

Argos makes folders in the home directory and reads settings there: start it with HOME and the
XDG folders pointing elsewhere. It reads a JSON object from standard input, unpacked package
folder → segments, and writes the same with translations. Its sentence splitter, which
downloads a model, is replaced by one that leaves a segment whole.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from argostranslate import package, translate


class WholeSegment:
    """A sentence splitter that does not split."""

    def __init__(self, pkg: package.Package) -> None:
        self.pkg = pkg

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def open_translation(folder: Path) -> translate.PackageTranslation:
    """Return Argos' own translation of an unpacked package."""
    translate.MiniSBDSentencizer = WholeSegment
    pkg = package.Package(folder)
    languages = [translate.Language(code, code) for code in (pkg.from_code, pkg.to_code)]
    return translate.PackageTranslation(*languages, pkg)


if __name__ == "__main__":
    answers: dict[str, list[str]] = {}
    for folder, segments in json.load(sys.stdin).items():
        translation = open_translation(Path(folder))
        answers[folder] = [translation.translate(segment) for segment in segments]
    json.dump(answers, sys.stdout)
