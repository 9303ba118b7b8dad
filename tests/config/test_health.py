"""What `/healthz` and `/readyz` say, without an account."""

import time

import pytest
from django.db import OperationalError, connection

from config import broker


@pytest.fixture
def with_broker(use_broker, embedded_broker):
    use_broker(embedded_broker)
    broker.client().delete(broker.WORKERS_KEY)


def test_the_process_answers_though_nothing_else_does(client, use_broker, tmp_path):
    use_broker(broker.embedded_url(tmp_path))

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True}


@pytest.mark.django_db
def test_ready_when_database_broker_and_a_worker_answer(client, with_broker):
    broker.sign("worker-1")

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "problems": {}}


@pytest.mark.django_db
def test_not_ready_without_a_worker(client, with_broker):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["problems"]) == ["worker"]
    assert "后台任务进程没有响应" in answer.content.decode()


@pytest.mark.django_db
def test_not_ready_without_a_broker(client, use_broker, tmp_path):
    use_broker(broker.embedded_url(tmp_path))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["problems"]) == ["broker", "worker"]


@pytest.mark.django_db
def test_not_ready_without_a_database(client, with_broker, monkeypatch):
    broker.sign("worker-1")

    def away(*args):
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert list(answer.json()["problems"]) == ["database"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_answered(client, path):
    assert client.post(path).status_code == 405


def test_a_worker_that_signed_off_is_not_alive(with_broker):
    broker.sign("worker-1")
    broker.sign_off("worker-1")

    assert not broker.worker_is_alive()


def test_a_worker_that_was_killed_counts_as_gone_after_a_while(with_broker, monkeypatch):
    broker.sign("worker-1")
    assert broker.worker_is_alive()

    long_after = time.time() + broker.SIGNED_LONG_AGO + 1
    monkeypatch.setattr(broker.time, "time", lambda: long_after)

    assert not broker.worker_is_alive()


def test_one_worker_less_is_not_all_gone(with_broker):
    broker.sign("worker-1")
    broker.sign("worker-2")
    broker.sign_off("worker-1")

    assert broker.worker_is_alive()


def test_the_socket_of_a_deep_folder_is_short_enough_for_the_kernel(tmp_path):
    deep = tmp_path / ("仙桃" * 30)

    socket = broker.embedded_socket(deep)

    assert len(bytes(socket)) <= 104
    assert socket == broker.embedded_socket(deep)
    assert socket != broker.embedded_socket(deep.with_name("another"))
