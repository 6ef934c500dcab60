"""`referral serve`, `worker`, `demo` and `openapi`."""

import shutil
import signal
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.common import (
    leave_no_dump,
    opened,
    progress,
    refuse,
    say,
    settings,
    tell,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from api.settings import Settings
    from referral.mechanism import Mechanism

GRACE_SECONDS = 10
POSTGRESQL = "postgresql"
DEMO = ("data", "keys", "partner-key", "ready")
"""What lies in the folder of a demo."""
BESIDE = "The key lies beside the data: accepted for a demo, and nowhere else"


def serve() -> None:
    """Serve the mechanism of the settings until Ctrl-C."""
    from api import logs  # noqa: PLC0415 # lazy
    from api.app import make_app  # noqa: PLC0415 # lazy
    from api.limits import Rates  # noqa: PLC0415 # lazy
    from api.metrics import metrics  # noqa: PLC0415 # lazy

    chosen = settings()
    logs.configure(chosen.log_level, whole=chosen.debug)
    with opened() as mechanism:
        _must_be_safe(chosen, mechanism)
        _work_beside(mechanism)
        app = make_app(
            mechanism,
            max_body=chosen.max_body,
            exit_url=chosen.exit_url,
            rates=Rates(chosen.rate, chosen.burst),
        )
        with metrics(mechanism, chosen.metrics_port):
            run_app(app, chosen.host, chosen.port)


def _must_be_safe(chosen: "Settings", mechanism: "Mechanism") -> None:
    """Refuse to serve invented people as real ones, or real ones as if invented."""
    from api.settings import unsafe  # noqa: PLC0415 # lazy

    if reason := unsafe(chosen, invented=mechanism.invented):
        refuse(reason)


def _work_beside(mechanism: "Mechanism") -> None:
    """Make names searchable; on the embedded store be the worker, too."""
    from api import logs  # noqa: PLC0415 # lazy

    leave_no_dump()  # a demo opens its mechanism by itself
    if mechanism.store_name == POSTGRESQL:
        mechanism.load_jobs()
    else:
        mechanism.start_worker(logs.worker_fault)
    mechanism.prepare_search()


def worker() -> None:
    """Deliver notices and watch clocks until Ctrl-C, beside servers on PostgreSQL."""
    from api import logs  # noqa: PLC0415 # lazy
    from api.metrics import metrics  # noqa: PLC0415 # lazy

    chosen = settings()
    logs.configure(chosen.log_level, whole=chosen.debug)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with opened() as mechanism, suppress(KeyboardInterrupt):
        if mechanism.store_name != POSTGRESQL:
            refuse("on the embedded store `referral serve` does this work itself")
        _must_be_safe(chosen, mechanism)
        mechanism.start_worker(logs.worker_fault)
        with metrics(mechanism, chosen.metrics_port):
            say("working")
            Event().wait()
    say("stopped")


def run_app(app: "ASGIApp", host: str, port: int) -> None:
    """Serve until interrupted; what was begun is finished, then the store closed."""
    import uvicorn  # noqa: PLC0415 # lazy

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.run(
            app,
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where it lives")] = Path(
        "var/demo"
    ),
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1")] = 8000,
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the old demo away first")
    ] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Make the data and stop")
    ] = False,
) -> None:
    """Serve invented people and organisations on http://localhost:8000.

    Nothing in it is real. The key lies beside the data, which is right for a demo
    and wrong for everything else.
    """
    from api import logs  # noqa: PLC0415 # lazy
    from api.app import make_app  # noqa: PLC0415 # lazy
    from api.commands import demo_data, letting_in  # noqa: PLC0415 # lazy
    from referral.mechanism import Mechanism  # noqa: PLC0415 # lazy

    data, key = folder / "data", folder / "keys" / "kek"
    ready, partner = folder / "ready", folder / "partner-key"
    if fresh or (folder.exists() and not ready.exists()):
        _forget(folder)
    if not ready.exists():
        with progress("Inventing a mechanism") as move:
            demo_data.invent(data, key, partner, move)
        ready.touch()
    if no_serve:
        return
    logs.configure("warning")
    with Mechanism.open(data, key) as mechanism:
        mechanism.let_in_by(letting_in.at_localhost(port))
        _work_beside(mechanism)
        say("\n".join((*demo_data.who_can_sign_in(port, partner), BESIDE)))
        run_app(make_app(mechanism), "127.0.0.1", port)
    say("stopped")


def _forget(folder: Path) -> None:
    """Delete an earlier demo, and nothing that is not one."""
    if any(part.name not in DEMO for part in folder.glob("*")):
        refuse(f"{folder} holds other things than a demo; name another --folder")
    shutil.rmtree(folder, ignore_errors=True)


def openapi() -> None:
    """Print the API's description (OpenAPI 3.1)."""
    from api.app import describe  # noqa: PLC0415 # lazy

    tell(describe())
