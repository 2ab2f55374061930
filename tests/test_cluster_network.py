"""A cluster of machines with nothing but cables between them: network namespaces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kuager.executors.cluster.certificates import make_certificates

from .support.cluster import QUICK, LocalCluster, wait_until
from .support.namespaces import namespaces, why_not
from .support.packs import PackFolder
from .test_cluster_draft import cached_rows, copied, fill, written

REASON = why_not()


@pytest.mark.skipif(bool(REASON), reason=REASON)
def test_cut_off_and_killed_machines_cost_nothing(pack: PackFolder, tmp_path: Path) -> None:
    fill(pack, 20, 6)
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    assert alone.run("draft", "--locale", "kk") == 0
    with namespaces(("s", "a", "b", "client")) as made:
        address = f"tls://{made.address('s')}:8786"
        prefixes = {machine: made.prefix(machine) for machine in made.machines}
        cluster = LocalCluster(tmp_path, address, module=QUICK, prefixes=prefixes)
        make_certificates(cluster.keys, "keys")
        try:
            cluster.start_scheduler()
            first, second = (cluster.start_machine(name) for name in ("a", "b"))
            wait_until(lambda: "answers" in first.said() and "answers" in second.said())
            command = ("draft", "--locale", "kk", "--format", "json", *cluster.options)
            client = cluster.start("client", "--pack", str(shared.root), *command, machine="client")
            wait_until(lambda: cached_rows(shared) > 20)
            made.cut("a")
            done = cached_rows(shared)
            wait_until(lambda: cached_rows(shared) > done + 20)
            second.worker().kill()
            assert client.process.wait(timeout=120) == 0, client.said()
        finally:
            cluster.stop()
    said = client.said()
    (report,) = json.loads(said[said.index("{") :])["locales"]
    assert report["machine"] - report["cached"] == cached_rows(alone) == cached_rows(shared)
    assert written(shared) == written(alone)


@pytest.mark.skipif(bool(REASON), reason=REASON)
def test_a_client_that_is_cut_off_ends_with_one_line_and_goes_on_later(
    pack: PackFolder, tmp_path: Path
) -> None:
    fill(pack, 12, 6)
    alone, shared = copied(pack, "alone"), copied(pack, "shared")
    assert alone.run("draft", "--locale", "kk") == 0
    with namespaces(("s", "client")) as made:
        address = f"tcp://{made.address('s')}:8786"
        prefixes = {machine: made.prefix(machine) for machine in made.machines}
        cluster = LocalCluster(tmp_path, address, insecure=True, module=QUICK, prefixes=prefixes)
        command = ("--pack", str(shared.root), "draft", "--locale", "kk", *cluster.options)
        try:
            cluster.start_scheduler()
            cluster.start_machine("s")
            client = cluster.start("client", *command, machine="client")
            wait_until(lambda: cached_rows(shared) > 10)
            made.cut("client")
            assert client.process.wait(timeout=120) == 3
            kept = cached_rows(shared)
            made.mend("client")
            again = cluster.start("client", *command, "--format", "json", machine="client")
            assert again.process.wait(timeout=120) == 0, again.said()
        finally:
            cluster.stop()
    assert "Traceback" not in client.said()
    assert client.said().count("What was done is kept; the same command goes on") == 1
    said = again.said()
    (report,) = json.loads(said[said.index("{") :])["locales"]
    assert 10 < kept < cached_rows(alone)
    assert report["machine"] - report["cached"] <= cached_rows(alone) - kept
    assert written(shared) == written(alone)
