"""Pack a trained model as an Argos package."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kuager.storage import write_atomically

ARGOS_VERSION = "1.9"
"""Oldest Argos Translate that such a package is declared for."""

NAMES = {"en": "English", "kk": "Kazakh", "ru": "Russian"}
"""English names, as Argos' index gives them."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a package says about itself in ``metadata.json``."""

    source_locale: str
    target_locale: str
    version: str
    target_prefix: str

    @property
    def file_name(self) -> str:
        """Return ``translate-en_kk-0_2.argosmodel``."""
        return f"{self._folder}.argosmodel"

    @property
    def _folder(self) -> str:
        version = self.version.replace(".", "_")
        return f"translate-{self.source_locale}_{self.target_locale}-{version}"

    @property
    def metadata(self) -> dict[str, object]:
        """Return the fields of ``metadata.json`` (``argostranslate.package.Package``)."""
        return {
            "package_version": self.version,
            "argos_version": ARGOS_VERSION,
            "from_code": self.source_locale,
            "from_name": NAMES.get(self.source_locale, self.source_locale),
            "to_code": self.target_locale,
            "to_name": NAMES.get(self.target_locale, self.target_locale),
            "code": f"translate-{self.source_locale}_{self.target_locale}",
            "type": "translate",
            "target_prefix": self.target_prefix,
            "links": [],
        }

    def archive(self, files: Mapping[str, bytes]) -> bytes:
        """Return a zip archive of files in one folder; its bytes depend on nothing else."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in files.items():
                # ZipInfo's own date is 1980-01-01; its system is the one that runs.
                entry = zipfile.ZipInfo(f"{self._folder}/{name}")
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
        return stream.getvalue()


def write_package(folder: Path, label: Label, model: Path, tokenizer: Path, card: str) -> Path:
    """Write an ``.argosmodel`` into a folder and return its path.

    ``model`` is the folder of a CTranslate2 model, ``card`` the README. Equal parts give equal
    bytes. Raises StorageError.
    """
    files = {
        "metadata.json": json.dumps(label.metadata, indent=1, ensure_ascii=False).encode(),
        "README.md": card.encode(),
    }
    for path in sorted(model.iterdir()):
        files[f"model/{path.name}"] = path.read_bytes()
    files["sentencepiece.model"] = tokenizer.read_bytes()
    path = folder / label.file_name
    write_atomically(path, label.archive(files), label.file_name)
    return path
