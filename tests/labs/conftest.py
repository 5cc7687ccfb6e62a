"""Every test of this room runs with the network cut, in French unless it says otherwise."""

import socket

import pytest

from artia.labs import messages
from artia.labs.energy import meter
from artia.labs.setup import repeatable

from .fake_nvml import FakeNvml


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a lab tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def fresh():
    """One thread, fixed seeds, French."""
    repeatable(2)
    messages.use("fr")


@pytest.fixture(params=["fr", "en"])
def language(request):
    messages.use(request.param)
    return request.param


@pytest.fixture
def card(monkeypatch):
    """A graphics card that is not there; the machine's own and what was known of it stay out."""
    meter.forget_idle()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return FakeNvml()
