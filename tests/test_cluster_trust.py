"""What the members of a cluster believe: certificates, keys, settings, numbers and names."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kuager.cli import run
from kuager.errors import InputError
from kuager.executors.cluster import ClusterError
from kuager.executors.cluster.address import address_parse
from kuager.executors.cluster.certificates import find_credentials, make_certificates
from kuager.steps.cluster import secrets_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files have no permissions there")

_LOOK_UPS = """
import socket
from kuager.errors import KuagerError
from kuager.offline import allow_address, allow_numbers, forbid_network
forbid_network()
allow_numbers()
allow_address("192.0.2.1", 1)
for look_up in (
    lambda: socket.getaddrinfo("192.0.2.1", 1),
    lambda: socket.gethostbyaddr("192.0.2.1"),
    lambda: socket.getnameinfo(("192.0.2.1", 1), 0),
    lambda: socket.getnameinfo(("192.0.2.1", 1), socket.NI_NUMERICHOST),
    lambda: socket.gethostbyname("archive.example"),
):
    try:
        look_up()
        print("done")
    except KuagerError:
        print("refused")
"""

_SETTINGS = """
from kuager.executors.cluster.extra import import_extra
import_extra()
import dask
print(dask.config.get("distributed.worker.preload-argv", None), dask.config.get("scheduler", None))
print(dask.config.get("distributed.scheduler.idle-timeout"))
"""


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Certificates of one authority."""
    make_certificates(tmp_path / "keys", "keys")
    return tmp_path / "keys"


class _Scheduler:
    """Answers one connection as a scheduler would, with a certificate of its own."""

    def __init__(self, keys: Path) -> None:
        files = find_credentials(keys, "keys", "scheduler")
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(files.certificate, files.key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._greet)

    def _greet(self) -> None:
        connection, _ = self._listening.accept()
        with connection:
            try:
                with self._context.wrap_socket(connection, server_side=True) as stream:
                    stream.sendall(b"hello")
            except (ssl.SSLError, OSError):
                pass  # what the other end thinks is what is tested

    def prove(self, keys: Path) -> None:
        """Connect to it as a client with these certificates does."""
        self._thread.start()
        port = self._listening.getsockname()[1]
        address = address_parse(f"tls://127.0.0.1:{port}", insecure=False)
        try:
            with socket.create_connection(("127.0.0.1", port), 10) as connection:
                secrets_for(address, keys, "client").prove(address, connection)
        finally:
            self._thread.join()
            self._listening.close()


def test_certificates_hold_by_the_strict_rules_of_newer_pythons(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = ssl.create_default_context

    def strict(*args: object, **given: object) -> ssl.SSLContext:
        context: ssl.SSLContext = usual(*args, **given)  # type: ignore[arg-type]
        context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
        return context

    monkeypatch.setattr(ssl, "create_default_context", strict)
    _Scheduler(keys).prove(keys)


def test_certificates_that_have_expired_are_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "kuager.executors.cluster.certificates.VALID"
    monkeypatch.setattr(module, datetime.timedelta(hours=1))
    make_certificates(tmp_path / "old", "old")
    with pytest.raises(ClusterError, match="not valid today"):
        _Scheduler(tmp_path / "old").prove(tmp_path / "old")


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
def test_git_leaves_certificates_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert run(["cluster", "certificates", str(tmp_path / "keys")]) == 0
    command = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b""


@pytest.mark.parametrize("inner", ["", "worker"])
def test_a_key_that_others_can_read_is_refused(keys: Path, inner: str) -> None:
    folder = keys / inner
    assert find_credentials(folder, "keys", "worker").key == keys / "worker" / "key.pem"
    (keys / "worker" / "key.pem").chmod(0o644)
    with pytest.raises(InputError, match=r"Other users of this machine can read keys/.*key\.pem"):
        find_credentials(folder, "keys", "worker")


def test_in_a_cluster_numbers_may_be_looked_up_and_names_of_numbers_may_not() -> None:
    command = [sys.executable, "-c", _LOOK_UPS]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == ["done", *["refused"] * 4]


def test_a_users_settings_of_dask_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "home" / ".config" / "dask"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("distributed: {scheduler: {idle-timeout: 1s}}\n")
    variables = {"HOME": str(tmp_path / "home"), "DASK_SCHEDULER": "threads"}
    command = [sys.executable, "-c", _SETTINGS]
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, env=environment
    )
    assert done.stdout.splitlines() == ["[] None", "None"]
