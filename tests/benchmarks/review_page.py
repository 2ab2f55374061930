"""How quick the review page's server is with a long testimony.

Makes a pack of N units by code (invented sentences of letters and figures; every tenth unit is
a draft's, nine of ten are somebody's), runs the real ``kuager review`` on it, and asks it over a
socket, as a browser does: while the checks look at all units in the background, and after.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kuager.cli import run
from kuager.pack import open_pack
from tests.support.review_server import ReviewServer, review_server

_ENGLISH = (
    "they came at night and took my brother to the station where nobody told us what he had done "
    "we waited for two days in front of the gate with other women who had lost their sons the "
    "officer said no and closed the door behind him I was not afraid then but later I could sleep"
)
_KAZAKH = (
    "олар түнде келіп ағамды бекетке алып кетті ол жерде ешкім бізге оның не істегенін айтпады біз "
    "екі күн бойы қақпаның алдында ұлдарынан айырылған басқа әйелдермен бірге күттік қызметкер жоқ "
    "деп есікті жауып алды мен ол кезде қорықпадым бірақ кейін ұйықтай алмадым"
)


def _sentence(words: str, number: int, dice: random.Random) -> str:
    chosen = " ".join(dice.choice(words.split()) for _ in range(dice.randint(8, 18)))
    return f"{chosen.capitalize()} {number}."


def make_pack(root: Path, count: int) -> None:
    """Write a pack with one document of ``count`` units and a Kazakh catalog."""
    dice = random.Random(7)
    (root / "source").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.kuager]\ntarget-locales = ["kk"]\n', "utf-8")
    sentences = [_sentence(_ENGLISH, number, dice) for number in range(count)]
    blocks = [" ".join(sentences[start : start + 5]) for start in range(0, count, 5)]
    head = "---\nid: long\ntitle: A long testimony\nlanguage: en\n---\n"
    (root / "source" / "long.md").write_text(head + "\n\n".join(blocks) + "\n", "utf-8")
    with contextlib.redirect_stderr(io.StringIO()):
        assert run(["--pack", str(root), "segment"]) == 0
    pack = open_pack(root)
    catalog = pack.catalog("kk", "long")
    entries = [
        replace(entry, target=_sentence(_KAZAKH, number, dice), fuzzy=number % 10 == 0)
        for number, entry in enumerate(catalog.entries)
    ]
    pack.write_catalog("kk", "long", entries, catalog)
    with contextlib.redirect_stderr(io.StringIO()):
        run(["--pack", str(root), "review", "claim", "long", "kk", "--all", "--as", "t-1"])


def _timed(ask: Callable[[], Any], times: int) -> str:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - start))
    return f"median {statistics.median(taken):7.1f} ms, worst {max(taken):7.1f} ms"


class _Tab:
    """One connection that is kept open, as a browser's is."""

    def __init__(self, server: ReviewServer) -> None:
        self._connection: http.client.HTTPConnection = server.connect()
        self._headers = {"Cookie": server.cookie}
        self._token = server.token

    def get(self, path: str) -> str:
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (path, answer.status)
        return text

    def post(self, path: str, body: str) -> str:
        headers = {"Content-Type": "application/json", "X-Kuager": self._token}
        self._connection.request("POST", path, body.encode(), {**self._headers, **headers})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (path, answer.status, text)
        return text


def measure(server: ReviewServer, label: str, times: int) -> None:
    """Print how long each kind of request takes."""
    tab = _Tab(server)
    sheet = "/d/long/kk"
    numbers = iter(range(101, 100_000))
    known: dict[int, tuple[str, str]] = {}

    def opened() -> tuple[int, str, str]:
        number = next(numbers)
        html = tab.get(f"{sheet}/unit/{number}")
        unit = re.findall(r'data-unit="([0-9a-f]{16})"', html)[0]
        shown = re.findall(r'data-shown="([0-9a-f]{32})"', html)[0]
        known[number] = (unit, shown)
        return number, unit, shown

    def body(number: int, text: str, **fields: str) -> str:
        unit, shown = known[number]
        named = {"unit": unit, "shown": shown, "actor": "t-2", "text": text, **fields}
        return "{" + ", ".join(f'"{k}": "{v}"' for k, v in named.items()) + "}"

    count = iter(range(100_000))
    first = opened()[0]
    steps = [opened()[0] for _ in range(times)]

    def typing() -> None:
        path = f"{sheet}/unit/{first}/typing"
        tab.post(path, body(first, f"Олар түнде келіп, ағамды алып кетті {next(count)}"))

    def step() -> None:
        number = steps.pop()
        text = f"Олар түнде келіп, ағамды алып кетті {number}."
        tab.post(f"{sheet}/unit/{number}/step", body(number, text, action="translate"))

    asked: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("screen", lambda: tab.get(sheet)),
        ("60 rows", lambda: tab.get(f"{sheet}/rows?runs=3001-3060")),
        ("open a unit", opened),
        ("typing", typing),
        ("step", step),
        ("filter by state", lambda: tab.get(f"{sheet}/numbers?state=draft&state=needs-work")),
        ("filter by finding", lambda: tab.get(f"{sheet}/numbers?finding=any")),
        ("search", lambda: tab.get(f"{sheet}/numbers?q=brother+%D0%B0%D2%93%D0%B0+77")),
        ("changes", lambda: tab.get(f"{sheet}/changes?since=1")),
    )
    for name, ask in asked:
        print(f"  {label}  {name:18} {_timed(ask, times)}", flush=True)


def main() -> None:
    """Read the arguments, make the pack, measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "pack")
        make_pack(root, options.units)
        print(f"{options.units} units", flush=True)
        start = time.perf_counter()
        with review_server(root, "--as", "t-2") as server:
            print(f"  the command answers after {time.perf_counter() - start:.2f} s")
            server.enter()
            started = time.perf_counter()
            page = server.page("/d/long/kk")
            print(f"  first screen: {time.perf_counter() - started:.2f} s, {len(page) // 1024} KiB")
            measure(server, "checks at work", options.times)
            while _looked_at(server) < options.units and time.perf_counter() - started < 300:
                time.sleep(0.5)
            print(f"  all units looked at after {time.perf_counter() - started:.1f} s")
            measure(server, "checks done   ", options.times)
            start = time.perf_counter()
            code, told = server.stop()
            taken = time.perf_counter() - start
            print(f"  stopped after {taken:.2f} s, exit code {code}: {told.splitlines()[-1]}")


def _looked_at(server: ReviewServer) -> int:
    """Return how many units the checks have looked at."""
    found = 0
    for kind in ("any", "none"):
        told = server.page(f"/d/long/kk/numbers?finding={kind}")
        found += int(re.findall(r'"count":(\d+)', told)[0])
    return found


if __name__ == "__main__":
    main()
