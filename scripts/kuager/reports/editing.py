"""What a report tells of post-editing: figures by engine, how far texts were changed, checks."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from typing import Any

from kuager.effort import EditFigures
from kuager.reports import plots
from kuager.reports.counts import RateBin, rate_bins
from kuager.reports.facts import PostEditing
from kuager.reports.wording import CHECK_NAMES, ORIGIN_WORDS


def editing_fields(editing: PostEditing | None, words: NullTranslations) -> dict[str, Any] | None:
    """Return what the template shows of post-editing; None where nothing is approved."""
    if editing is None:
        return None
    gettext = words.gettext
    bins = rate_bins([rate for _, rate in editing.rates])
    title = gettext("Approved units by how many of their words were edited")
    return {
        "title": title,
        "everything": editing.everything,
        "makers": [(_maker(maker, words), figures) for maker, figures in _shown(editing)],
        "bins": [(_bounds(column, words), column.units) for column in bins],
        "plot": plots.histogram(
            "editing-plot",
            bins,
            (title, _described(bins, words)),
            (gettext("edits for each hundred words (HTER)"), gettext("units")),
        ),
        "catches": [
            (gettext(CHECK_NAMES.get(catch.check, catch.check)), catch) for catch in editing.catches
        ],
        "signatures": editing.signatures,
    }


def _shown(editing: PostEditing) -> Sequence[tuple[str, EditFigures]]:
    """Return the rows of the table of engines; their sum too where there are several."""
    if len(editing.makers) < 2:
        return editing.makers
    return (*editing.makers, ("", editing.everything))


def _maker(maker: str, words: NullTranslations) -> str:
    if not maker:
        return words.gettext("all drafts")
    origins = {origin.value: word for origin, word in ORIGIN_WORDS.items()}
    # A machine's drafts bear its label; without one the record of the engine is not there.
    return words.gettext(origins[maker]) if maker in origins else maker


def _bounds(column: RateBin, words: NullTranslations) -> str:
    if column.above < 0:
        return words.gettext("no word edited")
    if column.most is None:
        return words.gettext("more than %(count)d") % {"count": column.above}
    return words.gettext("more than %(above)d, up to %(most)d") % {
        "above": column.above,
        "most": column.most,
    }


def _described(bins: Sequence[RateBin], words: NullTranslations) -> str:
    told = [f"{_bounds(column, words)}: {column.units}" for column in bins if column.units]
    return "; ".join(told)
