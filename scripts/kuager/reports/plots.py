"""Draw figures as SVG from numbers: no script, no fonts, colours from the page's style sheet.

Bars and strips are drawn in units of their numbers and stretched to the width of the page;
their words stand beside them in HTML, so that they stay legible on a phone. Every figure has a
title and a description, and the page gives its numbers as a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from kuager.model import Severity
from kuager.reports.counts import Length, RateBin, Stretch
from kuager.reports.facts import SEVERITIES

_LANE = 10
_GAP = 2
LANES = len(SEVERITIES) + 1
"""Of the strip: one a severity, and the states."""
_WIDTH, _HEIGHT = 480, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 458, 12, 306
"""Edges of the plane that points are drawn in; axes and labels stand outside."""
_SHORT_HEIGHT, _FOOT = 250, 196
"""Height of a histogram, and the line that its columns stand on."""
_ASIDE = 22
"""Space between the columns of a scale and those that stand beside it."""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _element(tag: str, content: Markup | str = "", /, **attributes: float | str) -> Markup:
    """Return an element; ``_`` in names becomes ``-``, ``kind`` is its class."""
    written = Markup("").join(
        Markup(' {}="{}"').format(
            "class" if name == "kind" else name.replace("_", "-"),
            value if isinstance(value, str) else _number(value),
        )
        for name, value in attributes.items()
    )
    opening = Markup("<") + Markup(tag) + written  # noqa: S704  (tags are our own words)
    return opening + Markup(">{}</{}>").format(content, Markup(tag))  # noqa: S704


def _figure(
    name: str,
    content: Iterable[Markup],
    box: tuple[float, float],
    labels: tuple[str, str],
    kind: str,
) -> Markup:
    title, description = labels
    parts = Markup("").join(
        [
            _element("title", title, id=f"{name}-title"),
            _element("desc", description, id=f"{name}-desc"),
            *content,
        ]
    )
    sizes = Markup('viewBox="0 0 {} {}"').format(*map(_number, box))
    stretched = "" if kind == "plane" else Markup(' preserveAspectRatio="none"')
    return Markup(
        '<svg class="{0}" {1}{2} role="img" '
        'aria-labelledby="{3}-title" aria-describedby="{3}-desc">{4}</svg>'
    ).format(kind, sizes, stretched, name, parts)


def bar(name: str, parts: Sequence[tuple[str, int]], labels: tuple[str, str]) -> Markup:
    """Return one bar made of parts: style class and number each. Empty without a number."""
    whole = sum(number for _, number in parts)
    if not whole:
        return Markup("")
    drawn = []
    start = 0
    for kind, number in parts:
        if number:
            drawn.append(_element("rect", x=start, y=0, width=number, height=1, kind=kind))
        start += number
    return _figure(name, drawn, (whole, 1), labels, "bar")


def share(kind: str, number: int, most: int) -> Markup:
    """Return a bar of a table's row, as long as ``number`` is of ``most``; the row says it."""
    rect = _element("rect", x=0, y=0, width=number, height=1, kind=kind)
    return Markup(
        '<svg class="share" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>"
    ).format(most, rect)


def strip(name: str, along: Sequence[Stretch], labels: tuple[str, str]) -> Markup:
    """Return the text as a strip: a lane a severity, darker where there is more, and the states."""
    if not along:
        return Markup("")
    height = LANES * _LANE + _GAP
    return _figure(name, _lanes(along), (len(along), height), labels, "strip")


def _lanes(along: Sequence[Stretch]) -> Iterator[Markup]:
    for lane, severity in enumerate(SEVERITIES):
        y = lane * _LANE + 1
        yield _element("rect", x=0, y=y, width=len(along), height=_LANE - 2, kind="lane")
        most = max(stretch.findings[severity] for stretch in along)
        for place, stretch in enumerate(along):
            if count := stretch.findings[severity]:
                yield _element(
                    "rect",
                    x=place + 0.04,
                    y=y,
                    width=0.92,
                    height=_LANE - 2,
                    kind=severity.value,
                    fill_opacity=0.45 + 0.55 * math.sqrt(count / most),
                )
    y = len(SEVERITIES) * _LANE + _GAP + 1
    for place, stretch in enumerate(along):
        kind = f"state-{stretch.state.value}"
        yield _element("rect", x=place + 0.04, y=y, width=0.92, height=_LANE - 2, kind=kind)


def marks_along(last: int) -> list[int]:
    """Return the numbers of units that an axis names: the first, round ones, the last."""
    if last < 2:
        return [1] * last
    step = next(s for s in _steps() if last / s <= 8)
    between = [n for n in range(step, last, step) if n > 1 and last - n >= 0.6 * step]
    return [1, *between, last]


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def scatter(
    name: str,
    points: Sequence[Length],
    ratio: float | None,
    labels: tuple[str, str],
    words: tuple[str, str, str, str],
) -> Markup:
    """Return lengths of targets over lengths of sources, both axes alike and logarithmic.

    ``words``: names of the axes (source, target), of the line of equal lengths and of the line
    of the usual ratio. Points that are in doubt are squares, the others circles.
    """
    if not points:
        return Markup("")
    sizes = [size for point in points for size in (point.source, point.target)]
    ticks = _ticks(min(sizes), max(sizes))
    plane = _Plane(ticks[0], ticks[-1])
    drawn = [
        *_grid(plane, ticks),
        *_axes(words[0], words[1]),
        _line(plane, 1.0, words[2], "even"),
        *([_line(plane, ratio, words[3], "usual")] if ratio is not None else []),
        *(_point(plane, point) for point in sorted(points, key=lambda p: p.doubtful)),
    ]
    return _figure(name, drawn, (_WIDTH, _HEIGHT), labels, "plane")


def _ticks(low: int, high: int) -> list[int]:
    """Return round numbers, at least two, that reach from ``low`` or less to ``high`` or more."""
    ticks: list[int] = []
    for step in _steps():
        if ticks and step > low:
            ticks.append(step)
        else:
            ticks = [step]
        if step >= high and len(ticks) > 1:
            return ticks
    return ticks


class _Plane:
    """Where lengths come to lie."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self._span = math.log(high / low)

    def x(self, size: float) -> float:
        """Return the place on the axis from left to right."""
        return _LEFT + (_RIGHT - _LEFT) * math.log(size / self.low) / self._span

    def y(self, size: float) -> float:
        """Return the place on the axis from below upwards."""
        return _BOTTOM - (_BOTTOM - _TOP) * math.log(size / self.low) / self._span


def _grid(plane: _Plane, ticks: Sequence[int]) -> Iterator[Markup]:
    for tick in ticks:
        x, y = plane.x(tick), plane.y(tick)
        yield _element("line", x1=x, y1=_TOP, x2=x, y2=_BOTTOM, kind="grid")
        yield _element("line", x1=_LEFT, y1=y, x2=_RIGHT, y2=y, kind="grid")
        yield _element("text", str(tick), x=x, y=_BOTTOM + 18, text_anchor="middle")
        yield _element("text", str(tick), x=_LEFT - 8, y=y + 4.5, text_anchor="end")


def _axes(across: str, upwards: str) -> Iterator[Markup]:
    middle = (_TOP + _BOTTOM) / 2
    yield _element(
        "text", across, x=(_LEFT + _RIGHT) / 2, y=_HEIGHT - 12, text_anchor="middle", kind="axis"
    )
    turned = f"translate(14 {_number(middle)}) rotate(-90)"
    yield _element("text", upwards, transform=turned, text_anchor="middle", kind="axis")


def _line(plane: _Plane, ratio: float, words: str, kind: str) -> Markup:
    """Return the line of all points whose target is ``ratio`` times their source."""
    first = max(plane.low, plane.low / ratio)
    last = min(plane.high, plane.high / ratio)
    if first >= last:
        return Markup("")
    return _element(
        "line",
        _element("title", words),
        x1=plane.x(first),
        y1=plane.y(first * ratio),
        x2=plane.x(last),
        y2=plane.y(last * ratio),
        kind=kind,
    )


def _point(plane: _Plane, point: Length) -> Markup:
    x, y = plane.x(point.source), plane.y(point.target)
    title = _element("title", f"{point.number}: {point.source} → {point.target}")
    if point.doubtful:
        return _element(
            "rect", title, x=x - 4, y=y - 4, width=8, height=8, kind=Severity.WARNING.value
        )
    return _element("circle", title, cx=x, cy=y, r=4, kind="point")


def histogram(
    name: str, bins: Sequence[RateBin], labels: tuple[str, str], words: tuple[str, str]
) -> Markup:
    """Return rates of edits as columns: none, a scale in steps, and what goes beyond it.

    ``words``: names of the axes (rates, units). Empty without a unit.
    """
    most = max((column.units for column in bins), default=0)
    if not most:
        return Markup("")
    step = next(s for s in _steps() if most / s <= 4)
    top = math.ceil(most / step) * step
    drawn = [
        *_levels(range(0, top + 1, step), top),
        *_columns(bins, top),
        _element(
            "text",
            words[0],
            x=(_LEFT + _RIGHT) / 2,
            y=_SHORT_HEIGHT - 8,
            text_anchor="middle",
            kind="axis",
        ),
        _element(
            "text",
            words[1],
            transform=f"translate(14 {_number((_TOP + _FOOT) / 2)}) rotate(-90)",
            text_anchor="middle",
            kind="axis",
        ),
    ]
    return _figure(name, drawn, (_WIDTH, _SHORT_HEIGHT), labels, "plane")


def _levels(levels: Iterable[int], top: int) -> Iterator[Markup]:
    for level in levels:
        y = _FOOT - (_FOOT - _TOP) * level / top
        yield _element("line", x1=_LEFT, y1=y, x2=_RIGHT, y2=y, kind="grid")
        yield _element("text", str(level), x=_LEFT - 8, y=y + 4.5, text_anchor="end")


def _columns(bins: Sequence[RateBin], top: int) -> Iterator[Markup]:
    width = (_RIGHT - _LEFT - 2 * _ASIDE) / len(bins)
    for place, column in enumerate(bins):
        beyond = column.most is None
        x = _LEFT + place * width + (_ASIDE if place else 0) + (_ASIDE if beyond else 0)
        height = (_FOOT - _TOP) * column.units / top
        if column.units:
            told = _element("title", f"{_reach(column)} %: {column.units}")
            yield _element(
                "rect",
                told,
                x=x + 1,
                y=_FOOT - height,
                width=width - 2,
                height=height,
                kind="rate" if place else "rate none",
            )
        # A scale is named at its bounds, what stands beside it in its middle.
        within = place > 0 and not beyond
        yield _element(
            "text",
            str(column.most) if within else _reach(column),
            x=x + (width if within else width / 2),
            y=_FOOT + 18,
            text_anchor="middle",
        )


def _reach(column: RateBin) -> str:
    """Return the bounds of a column in figures: ``0``, ``0–10``, ``> 100``."""
    if column.above < 0:
        return str(column.most)
    return f"> {column.above}" if column.most is None else f"{column.above}–{column.most}"
