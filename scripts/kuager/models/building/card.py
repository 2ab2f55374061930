"""Write the README of a package that was made of somebody's checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the README says of where a package comes from."""

    kind: str
    architecture: str
    digests: Sequence[tuple[str, str]]
    """Name and SHA-256 of each file of weights."""
    quantization: str
    licence: str
    notes: Sequence[str]


_TEXT = """\
# {source} → {target}, {version}

An Argos package for drafts, made with `kuager models build` from a {kind}.

## Limits

Its drafts need a translator for every sentence: it invents, leaves out, swaps who did what to
whom, and loses negation, numbers and names without a sign of it. Nobody has reviewed its output.
Never publish its drafts unread.

## Origin

{architecture}, weights stored as {quantization}. Made from:

{files}
{notes}
## Use

{use}
## Licence

{licence}
"""


def language_name(locale: str) -> str:
    """Return the English name of a language, as Argos' index gives it; else its code."""
    try:
        name = Locale.parse(locale.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name or locale


def write_card(
    locales: tuple[str, str],
    version: str,
    provenance: Provenance,
    tokens: tuple[str, str],
    hindrances: Sequence[str],
) -> str:
    """Return the README in Markdown.

    ``tokens`` stand before every source and every target, ``hindrances`` say why
    argos-translate itself cannot use the package.
    """
    use = [
        f"Every {side} begins with the token `{token}`."
        for side, token in zip(("source", "target"), tokens, strict=True)
        if token
    ]
    if hindrances:
        use.append("Plain argos-translate cannot use this package as it should:")
    else:
        use.append("Kuager and plain argos-translate use it alike.")
    use += [f"- {hindrance}" for hindrance in hindrances]
    return _TEXT.format(
        source=language_name(locales[0]),
        target=language_name(locales[1]),
        version=version,
        kind=provenance.kind,
        architecture=provenance.architecture,
        quantization=provenance.quantization,
        files="".join(f"- `{name}`, sha256 {digest}\n" for name, digest in provenance.digests),
        notes="".join(f"{note}\n\n" for note in provenance.notes),
        use="".join(f"{line}\n" if line.startswith("- ") else f"{line}\n\n" for line in use),
        licence=provenance.licence,
    )
