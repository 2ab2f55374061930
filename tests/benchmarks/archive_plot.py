"""A plot of times over units, both axes logarithmic: what grows in proportion is a line at 45°."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from tests.benchmarks.archive_measuring import Measured, seconds

_DECADE = 110
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 20, 230, 50
_COLOURS = ("#0b6e99", "#b3541e", "#4c7a2d", "#7d4a94", "#a1303c", "#54606b", "#9a7a10", "#22736b")
_Place = Callable[[float, float], tuple[float, float]]
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
    'font-family="sans-serif" font-size="12"><title>{title}</title>'
    '<rect width="{width}" height="{height}" fill="#fff"/>'
)


def plot(sizes: Sequence[Measured], title: str) -> str:
    """Return an SVG picture of what each operation takes at each size."""
    units = [one.units for one in sizes]
    times = [figure.seconds for one in sizes for figure in one.figures]
    left, right = math.floor(math.log10(min(units))), math.ceil(math.log10(max(units)))
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    width = _LEFT + _DECADE * (right - left) + _RIGHT
    height = _TOP + _DECADE * (high - low) + _BOTTOM

    def place(count: float, time: float) -> tuple[float, float]:
        x = _LEFT + _DECADE * (math.log10(count) - left)
        return x, height - _BOTTOM - _DECADE * (math.log10(time) - low)

    parts = [_HEAD.format(width=width, height=height, title=escape(title))]
    for power in range(left, right + 1):
        x, bottom = place(10**power, 10**low)
        parts.append(_line((x, _TOP), (x, bottom), "#ccc"))
        parts.append(_words(x, bottom + 18, f"{10**power:,} units", "middle"))
    for power in range(low, high + 1):
        start, end = place(10**left, 10**power), place(10**right, 10**power)
        parts.append(_line(start, end, "#ccc"))
        parts.append(_words(start[0] - 6, start[1] + 4, seconds(10**power), "end"))
    parts += _curves(sizes, place)
    return "".join(parts) + "</svg>\n"


def _curves(sizes: Sequence[Measured], place: _Place) -> Iterator[str]:
    ends = []
    for number, figure in enumerate(sizes[0].figures):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [place(one.units, one.figures[number].seconds) for one in sizes]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5 3"' if number >= len(_COLOURS) else ""
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        ends.append((points[-1][1], points[-1][0], figure.operation, colour))
    lowest = 0.0
    for y, x, operation, colour in sorted(ends):
        lowest = max(y, lowest + 14)  # names must not stand on one another
        yield _words(x + 8, lowest + 4, operation, "start", colour)


def _line(start: tuple[float, float], end: tuple[float, float], colour: str) -> str:
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}"/>'
    )


def _words(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(text)}</text>"
    )
