"""``kuager cluster``: certificates, scheduler and workers as programs, and how they fail."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from kuager.cli import run
from kuager.cli.cluster import Size
from kuager.executors.cluster.address import address_parse
from kuager.executors.cluster.extra import ClusterError
from kuager.executors.cluster.identity import differences, identity, resource_of, resources
from kuager.steps.cluster import open_cluster

from .support.cluster import LocalCluster, free_port, local_cluster, stop_politely, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")

_GUARDED = """
import socket, sys
from kuager.errors import KuagerError
from kuager.offline import allow_address, allow_numbers, allow_peer, forbid_network
forbid_network()
peer, other = int(sys.argv[1]), int(sys.argv[2])
def outcome(action):
    try:
        action()
        return "done"
    except KuagerError:
        return "refused"
    except OSError:
        return "no answer"
def connect(port):
    socket.create_connection(("127.0.0.1", port), 5).close()
print(outcome(lambda: connect(peer)))
print(allow_peer("127.0.0.1", peer, 5, lambda stream: None))
print(outcome(lambda: connect(peer)), outcome(lambda: connect(other)))
print(outcome(lambda: socket.getaddrinfo("localhost", peer)))
print(outcome(lambda: socket.getnameinfo(("127.0.0.1", peer), 0)))
allow_address("127.0.0.1", other)
print(outcome(lambda: connect(other)))
try:
    allow_address("localhost", other)
except ValueError:
    print("no number")
"""


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    """A scheduler without workers."""
    with local_cluster(tmp_path / "cluster", machines=0) as running:
        yield running


def test_the_guard_opens_for_the_named_peer_and_for_nobody_else() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as peer,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        ports = [str(server.getsockname()[1]) for server in (peer, other)]
        command = [sys.executable, "-c", _GUARDED, *ports]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.splitlines() == [
        "refused",
        "('127.0.0.1', '127.0.0.1')",
        "done refused",
        "refused",
        "refused",
        "done",
        "no number",
    ]


def test_certificates_are_private_name_nobody_and_are_signed_by_a_key_that_is_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "keys"
    assert run(["cluster", "certificates", str(folder)]) == 0
    assert f"{folder}/worker → each machine that works" in capsys.readouterr().out
    authorities = set()
    publics = set()
    for role in ("client", "scheduler", "worker"):
        assert (folder / role).stat().st_mode & 0o777 == 0o700
        files = {path.name: path for path in (folder / role).iterdir()}
        assert set(files) == {"authority.pem", "certificate.pem", "key.pem"}
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in files.values())
        authorities.add(files["authority.pem"].read_bytes())
        authority = x509.load_pem_x509_certificate(files["authority.pem"].read_bytes())
        certificate = x509.load_pem_x509_certificate(files["certificate.pem"].read_bytes())
        certificate.verify_directly_issued_by(authority)
        assert certificate.subject.rfc4514_string() == f"CN=Kuager {role}"
        assert not list(
            certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        )[2:]
        with pytest.raises(x509.ExtensionNotFound):
            certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        validity = certificate.not_valid_after_utc - certificate.not_valid_before_utc
        assert validity.days == 825
        assert certificate.not_valid_before_utc.hour == 0
        key = serialization.load_pem_private_key(files["key.pem"].read_bytes(), None)
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        publics.add(key.public_key().public_bytes(*form))
        assert certificate.public_key().public_bytes(*form) in publics
        assert authority.public_key().public_bytes(*form) not in publics
    assert len(authorities) == 1
    assert len(publics) == 3
    assert len(list(folder.rglob("*.pem"))) == len([p for p in folder.rglob("*/*") if p.is_file()])
    assert len(list(folder.rglob("*.pem"))) == 9
    before = {path: path.read_bytes() for path in folder.rglob("*.pem")}
    assert run(["cluster", "certificates", str(folder)]) == 2
    assert "never mixed with older ones" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*.pem")} == before


def test_without_the_extra_there_is_one_clear_error(tmp_path: Path) -> None:
    for name in ("distributed", "dask", "cryptography"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('not here')\n")
    command = [sys.executable, "-m", "kuager", "cluster", "certificates", str(tmp_path / "keys")]
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "pip install --require-hashes -r requirements-cluster.lock" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_scheduler_ends_with_ctrl_c_and_takes_its_file_away(cluster: LocalCluster) -> None:
    file = cluster.folder / "scheduler.json"
    address = f"tls://127.0.0.1:{free_port()}"
    trust = ("--certificates", str(cluster.keys), "--scheduler-file", str(file))
    program = cluster.start("scheduler", "cluster", "scheduler", address, *trust)
    wait_until(file.exists)
    assert stop_politely(program) == 130
    assert not file.exists()
    assert len(list(cluster.folder.glob("kuager-*"))) == 1, "only that of the other scheduler"
    assert "Traceback" not in program.said()


def test_a_scheduler_listens_where_it_is_told_to_or_not_at_all(cluster: LocalCluster) -> None:
    trust = ("--certificates", str(cluster.keys))
    expected = {
        cluster.address: "Nothing can listen on",
        "tls://0.0.0.0:8786": "one address of its machine",
        "tls://localhost:8786": "one address of its machine",
        "tls://192.0.2.1:8786": "Nothing can listen on",
    }
    programs = [
        cluster.start("scheduler", "cluster", "scheduler", address, *trust) for address in expected
    ]
    for program, told in zip(programs, expected.values(), strict=True):
        assert program.process.wait(timeout=60) in {2, 3}
        assert told in program.said()
        assert "Traceback" not in program.said()


def test_a_machine_with_a_foreign_certificate_is_told_and_does_not_stay(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    foreign = str(tmp_path / "foreign")
    assert run(["cluster", "certificates", foreign]) == 0
    options = ("--certificates", foreign)
    program = cluster.start("worker", "cluster", "worker", cluster.address, *options)
    assert program.process.wait(timeout=60) == 3
    assert "do not fit together" in program.said()


def test_what_is_no_scheduler_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kuager.executors.cluster.extra.GREETING", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = address_parse(f"tcp://127.0.0.1:{silent.getsockname()[1]}", insecure=True)
        with (
            pytest.raises(ClusterError, match="is no scheduler"),
            open_cluster(address, tmp_path, lambda _: None),
        ):
            pass


def test_the_workers_processes_end_with_it_even_when_it_is_killed(cluster: LocalCluster) -> None:
    program = cluster.start_machine()
    wait_until(lambda: "answers" in program.said())
    wait_until(lambda: bool(list(cluster.folder.glob("kuager-workers-*/*/distributed"))))
    process = program.worker()
    program.kill()
    wait_until(lambda: not process.is_running() or process.status() == "zombie")
    wait_until(lambda: not list(cluster.folder.glob("kuager-workers-*/*/distributed")))


@pytest.mark.parametrize(
    ("text", "size"),
    [("4GB", 4 * 10**9), ("500MiB", 500 * 2**20), ("0", 0), ("12 GB", None), ("-1", None)],
)
def test_sizes(text: str, size: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    if size is None:
        assert run(["cluster", "worker", "tls://127.0.0.1:1", "--memory-limit", text]) == 2
        assert "give a size" in capsys.readouterr().err
    else:
        assert Size().convert(text, None, None) == size


def test_addresses_keep_their_form() -> None:
    for text in ("tls://10.0.0.5:8786", "tls://[fd00::5]:8786", "tls://scheduler.lan:1"):
        assert str(address_parse(text, insecure=False)) == text
    assert address_parse("tcp://[::1]:2", insecure=True).host == "::1"


def test_like_installations_find_each_other_and_others_know_why_not() -> None:
    here = identity()
    assert resources(here, 4)[resource_of(here)] == 4.0
    assert differences(here, resources(here, 1)) == []
    other = {**here, "ctranslate2": "1.0"}
    assert resource_of(other) != resource_of(here)
    (difference,) = differences(here, resources(other, 1))
    assert difference == f"ctranslate2 is 1.0 there, {here['ctranslate2']} here"
    assert "not started by kuager" in differences(here, {})[0]
