"""The one door to ``distributed``, which comes with the extra ``cluster``."""

from __future__ import annotations

import importlib
import logging
import socket
import ssl
import sys
from dataclasses import dataclass
from typing import Any

from kuager.errors import InputError
from kuager.executors.cluster.address import Address

GREETING = 10.0
"""Seconds within which a scheduler says something."""
_ANEW = "Copy certificates of one authority to all machines: kuager cluster certificates FOLDER"

WORKER_TTL = 60.0
"""Seconds without a sign of life after which a scheduler gives a worker's tasks to others."""

SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.admin.low-level-log-length": 0,  # it would keep what was sent in memory
    "distributed.client.direct-to-workers": False,
    # A task that takes its process down is tried once more before the client hears of it.
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.worker-ttl": WORKER_TTL,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Never write the text of a testimony to a worker's disk to save memory.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.profile.enabled": False,
    "distributed.worker.preload": [],
    "distributed.scheduler.preload": [],
    "distributed.client.preload": [],
    "distributed.diagnostics.nvml": False,
    "distributed.diagnostics.computations.nframes": 0,
    "distributed.client.security-loader": None,
    "scheduler-address": None,
}


class ClusterError(InputError):
    """A cluster cannot be used: no scheduler, no worker, no certificate, no software for it."""

    @classmethod
    def without_extra(cls) -> ClusterError:
        """Return the error of an installation without the extra."""
        return cls(
            "Work on several machines needs software that is not installed here.",
            "Install it: .venv/bin/pip install --require-hashes -r requirements-cluster.lock",
        )


@dataclass(frozen=True, slots=True)
class Secrets:
    """By what the ends of a connection know each other; empty where they do not."""

    authority: str = ""
    certificate: str = ""
    key: str = ""

    def security(self, address: Address) -> Any:
        """Return what ``distributed`` is told of it; encryption is required for ``tls``."""
        distributed = import_extra()
        if not address.encrypted:
            return distributed.Security(require_encryption=False)
        mine = {
            f"tls_{role}_{part}": path
            for role in ("client", "scheduler", "worker")
            for part, path in (("cert", self.certificate), ("key", self.key))
        }
        return distributed.Security(require_encryption=True, tls_ca_file=self.authority, **mine)

    def prove(self, address: Address, connection: socket.socket) -> None:
        """See whether a scheduler answers, and whether both ends believe each other.

        Raises ClusterError where they do not, InputError where the other end falls silent.
        """
        connection.settimeout(GREETING)
        try:
            # A scheduler greets first. With TLS, whether it believes us it tells instead of that
            # (RFC 8446, 4.4.2.4).
            with self._over(connection, address) as stream:
                greeting = stream.recv(1)
        except ssl.SSLError as error:
            if _is_out_of_date(error):
                raise ClusterError(
                    f"The certificates of {address} or of this machine are not valid today.",
                    f"Look at the date of both machines. If it is right: {_ANEW}",
                ) from error
            raise ClusterError(
                f"The certificates of {address} and of this machine do not fit together.", _ANEW
            ) from error
        except TimeoutError as error:
            raise ClusterError(
                f"What answers at {address} is no scheduler, one with other settings, or stopped.",
                "tls:// and tcp:// are not the same; is the port right? Is its program stopped "
                "(Ctrl-Z), its machine asleep?",
            ) from error
        except OSError as error:
            raise InputError(f"{address} breaks off.", "Is it a scheduler?") from error
        if not greeting and address.encrypted:
            raise ClusterError(
                f"{address} hangs up; it does not believe the certificate of this machine.", _ANEW
            )
        if not greeting:
            raise InputError(f"{address} hangs up.", "Is it a scheduler?")

    def _over(self, connection: socket.socket, address: Address) -> socket.socket:
        """Return the connection, encrypted where the address says so."""
        if not address.encrypted:
            return connection
        try:
            context = ssl.create_default_context(cafile=self.authority)
            context.check_hostname = False  # the authority has signed for nobody else
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ValueError) as error:
            raise ClusterError(
                "The certificate, its key or its authority cannot be used.", _ANEW
            ) from error
        return context.wrap_socket(connection)


def _is_out_of_date(error: ssl.SSLError) -> bool:
    """Tell whether a certificate is too old or too new by the clock of one of both ends."""
    # 9 and 10 of OpenSSL's X509_V_ERR: not yet valid, has expired.
    here = getattr(error, "verify_code", 0) in {9, 10}
    return here or "CERTIFICATE_EXPIRED" in (error.reason or "")


def import_extra() -> Any:
    """Return the module ``distributed``, set up so that it keeps to itself.

    It logs arguments, which hold texts: nothing of that is shown. Raises ClusterError.
    """
    try:
        dask_config = importlib.import_module("dask.config")
        if "distributed" not in sys.modules:
            # Files and variables of the user count for nothing: they could have it log, or listen.
            dask_config.refresh(paths=[], env={})
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterError.without_extra() from error
    dask_config.set(SETTINGS)
    for name in ("distributed", "tornado", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("distributed", "tornado")):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return distributed


def silent(kind: Any) -> Any:
    """Return a class of ``distributed`` without its page for browsers, which any could ask."""

    class Silent(kind):  # type: ignore[misc]
        def start_http_server(self, routes: Any, *_: Any, **__: Any) -> None:  # noqa: ARG002
            http = importlib.import_module("distributed.http.routing")
            self.http_application = http.RoutingApplication([])

    return Silent
