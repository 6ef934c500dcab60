"""Commands in processes of their own that share what importing costs.

One process imports everything and forks for each command: a quarter of the time that
the installed program takes, which other tests run as it is.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_ONE = Lock()


def measured() -> bool:
    """Whether branches are counted, which a forked process would not be asked for."""
    return any(name.startswith("COVERAGE_PROCESS") for name in os.environ)  # noqa: TID251 # how it is told


def run(
    words: Sequence[str], stdin: str, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one command, as `subprocess.run` would."""
    with tempfile.TemporaryDirectory() as folder, _ONE:
        said = Path(folder, "in")
        said.write_text(stdin)
        out, err = Path(folder, "out"), Path(folder, "err")
        asked = {
            "words": list(words),
            "env": dict(env),
            "cwd": str(Path.cwd()),
            "files": [str(said), str(out), str(err)],
        }
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        told = out.read_text(), err.read_text()
    return subprocess.CompletedProcess(list(words), code, *told)


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(  # ourselves
        [sys.executable, "-m", "tests.commands.forked"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Import everything, then fork for each line until there is no more."""
    for each in ("api.app", "referral.delivery.engine"):
        import_module(each)  # what commands import when they need it
    run_one = import_module("api.commands.main").run

    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
            run_one()
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(asked: dict[str, Any]) -> None:
    """Take over words, environment, folder and files of a command."""
    os.chdir(asked["cwd"])
    os.environ.clear()  # noqa: TID251 # a command's own
    os.environ.update(asked["env"])  # noqa: TID251 # a command's own
    ways = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (path, way) in enumerate(zip(asked["files"], ways, strict=True)):
        os.dup2(os.open(path, way), number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 # of this process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 # as above
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 # as above
    sys.argv = ["referral", *asked["words"]]
    sys.modules["__main__"].__package__ = None  # by which it would call itself


if __name__ == "__main__":
    serve()
