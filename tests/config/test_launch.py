"""`make run`: everything starts, one signal ends everything, and nothing is left."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from config import launch

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def family():
    family = launch.Family()
    yield family
    family.end()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_dead_process_ends_the_whole_with_its_exit_code(family, capsys):
    family.start("甲", SLEEP)
    family.start("乙", [sys.executable, "-c", "raise SystemExit(7)"])

    assert launch.supervise(family) == 7
    assert "乙已退出（退出码 7）" in capsys.readouterr().err


def test_a_worker_that_dies_after_a_while_is_started_again(family, monkeypatch, capsys, tmp_path):
    """It dies twice: at its first end it has lived long enough, at its second it has not."""
    lived = iter([True, False])
    monkeypatch.setattr(launch.Child, "may_come_back", property(lambda self: next(lived)))
    began = tmp_path / "began"
    again = f"open({str(began)!r}, 'a').write('x')"
    family.start("后台", [sys.executable, "-c", again], comes_back=True)

    assert launch.supervise(family) == 1

    assert began.read_text() == "xx"
    assert "后台已退出（退出码 0），正在重新启动。" in capsys.readouterr().err


def test_a_killed_process_counts_as_failed(family):
    child = family.start("甲", SLEEP)
    child.signal(signal.SIGKILL)

    assert launch.supervise(family) == 128 + signal.SIGKILL


def test_ending_reaches_what_the_processes_started_themselves(family, monkeypatch, tmp_path):
    monkeypatch.setattr(launch, "PATIENCE", 0.3)
    stubborn = (
        "import pathlib, signal, subprocess, sys, time; "
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(child.pid)); "
        "time.sleep(60)"
    )
    child = family.start("甲", [sys.executable, "-c", stubborn])
    assert family.wait_until((tmp_path / "pid").exists, seconds=10)
    time.sleep(0.1)
    grandchild = int((tmp_path / "pid").read_text())

    family.end()

    assert child.exit_code == 128 + signal.SIGKILL
    until = time.monotonic() + 5
    while is_alive(grandchild) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(grandchild)


def test_waiting_ends_when_told_to_stop(family):
    family.start("甲", SLEEP)
    family.stop()

    with pytest.raises(KeyboardInterrupt):
        launch.supervise(family)


def test_a_port_in_use_is_refused_with_another_proposed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(launch.LaunchError, match=f"PORT={port + 1}"):
            launch.free_port("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(launch.LaunchError, match="不是有效的端口号"):
        launch.free_port("127.0.0.1", port)


def test_a_data_folder_belongs_to_one_launcher_at_a_time(tmp_path):
    held = launch.only_one_per_folder(tmp_path)

    with pytest.raises(launch.LaunchError, match=f"进程号 {os.getpid()}"):
        launch.only_one_per_folder(tmp_path)

    os.close(held)
    os.close(launch.only_one_per_folder(tmp_path))


def processes_with(text: str) -> list[str]:
    """Command lines of living processes that have `text` in their environment or arguments."""
    listing = subprocess.run(["ps", "eww", "-eo", "args"], capture_output=True, text=True)
    return [line for line in listing.stdout.splitlines() if text in line]


RING = "from config.celery import app; app.send_task('organization.tasks.seal_trail')"


@pytest.fixture(params=["embedded", "redis"])
def environment(request, tmp_path):
    """The environment of a new real city, on the embedded broker or on a Redis."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    if request.param == "redis":
        if "TEST_REDIS_URL" not in os.environ:
            pytest.skip("no Redis in TEST_REDIS_URL")
        inherited["CELERY_BROKER_URL"] = os.environ["TEST_REDIS_URL"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "XIANTAO_VAR": str(tmp_path / "仙桃 var"),
        "PORT": str(port),
        "DEMO": "0",
    }


SETTINGS = {
    "CELERY_BROKER_URL", "DATABASE_URL", "SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY",
    "STATIC_ROOT",
}  # fmt: skip


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads the environment of processes")
def test_a_real_city_starts_from_nothing_works_and_ends_at_one_signal(environment):
    var = Path(environment["XIANTAO_VAR"])
    address = f"http://127.0.0.1:{environment['PORT']}"
    launcher = subprocess.Popen(
        [sys.executable, "-m", "config.launch"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = ""
        while "已就绪" not in said:
            line = launcher.stdout.readline()
            assert line, launcher.stderr.read()
            said += line
        assert address in said
        with urllib.request.urlopen(f"{address}/readyz", timeout=30) as answer:  # noqa: S310
            assert json.load(answer) == {"ready": True, "problems": {}}

        subprocess.run([sys.executable, "-c", RING], cwd=ROOT, env=environment, check=True)
        assert seals_of(var / "db.sqlite3", within=60) > 0
    finally:
        launcher.terminate()
        launcher.communicate(timeout=60)

    assert launcher.returncode == 0
    assert processes_with(str(var)) == []


def seals_of(database: Path, *, within: float) -> int:
    """How many blocks the worker has sealed, as soon as there is one."""
    until = time.monotonic() + within
    blocks = 0
    while not blocks and time.monotonic() < until:
        time.sleep(0.2)
        with closing(sqlite3.connect(database)) as file:
            blocks = file.execute("SELECT count(*) FROM organization_auditblock").fetchone()[0]
    return blocks
