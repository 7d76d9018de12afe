"""The network is shut: a test reaches this machine and nothing else."""

import ipaddress
import socket
from contextlib import contextmanager
from unittest import mock


class Shut(RuntimeError):
    """A test tried to reach another machine."""


def allowed(address) -> bool:
    """Sockets of this machine: a path, or an address of the loopback."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(real):
    def connect(self, address):
        if not allowed(address):
            raise Shut(f"The network is shut in tests: {address!r}")
        return real(self, address)

    return connect


@contextmanager
def shut():
    real = socket.socket
    with (
        mock.patch.object(real, "connect", guarded(real.connect)),
        mock.patch.object(real, "connect_ex", guarded(real.connect_ex)),
    ):
        yield
