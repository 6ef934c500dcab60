"""A control: the same libraries, as they come, tell a token in many places.

It shows that the search of `test_the_whole_run` finds what there is to find, and that
silence there is not the nature of the libraries.
"""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import structlog
import uvicorn
from dbos import DBOSClient
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, SQLModel

from tests.promises.surfaces import TOKENS, Surfaces

LEAST = 6
TOKEN = TOKENS[0]


class Record(BaseModel):
    """What a form sends."""

    first_name: str
    age: int


class Row(SQLModel):
    """What is stored of it."""

    first_name: str = Field()


@dataclass
class Plain:
    """An application as the first page of each library's manual has it."""

    folder: Path
    told: list[str]

    def app(self) -> FastAPI:
        made = FastAPI(debug=True)
        made.post("/records")(self.record)
        made.post("/checked")(self.checked)
        made.post("/stored")(self.stored)
        made.post("/found")(self.found)
        return made

    def record(self, record: Record) -> None:
        """Refuses what does not fit, in the framework's own words."""
        _ = record

    def checked(self, body: dict[str, str]) -> None:
        """A fault on the way: the model says what it was given."""
        Record.model_validate(body)

    def stored(self, record: Record) -> None:
        """A row, a log line about it, a file for the person, and a broken query."""
        row = Row(first_name=record.first_name)
        logging.getLogger("plain").warning("stored %r", row)
        (self.folder / f"{record.first_name}.txt").write_text("letter")
        with create_engine("sqlite://").connect() as connection:
            try:
                query = text("INSERT INTO nowhere VALUES (:name)")
                connection.execute(query, {"name": record.first_name})
            except SQLAlchemyError as broken:
                self.told.append(str(broken))

    def found(self, record: Record) -> RedirectResponse:
        """A search by name, which stands in the address afterwards."""
        return RedirectResponse(f"/records?q={record.first_name}", 303)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


def jobs(folder: Path) -> list[str]:
    """What a job's argument looks like in the table, as it is enqueued by default."""
    path = folder / "jobs.db"
    client = DBOSClient(system_database_url=f"sqlite:///{path}")
    client._sys_db.run_migrations()
    client.enqueue(
        {"workflow_name": "letter", "queue_name": "letters"}, {"first_name": TOKEN}
    )
    kept = [repr(one.input) for one in client.list_workflows()]
    client.destroy()
    return kept


def test_a_control_build_shows_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    surfaces = Surfaces()
    plain = Plain(tmp_path, [])
    caplog.set_level(logging.INFO)
    wrong = {"first_name": TOKEN, "age": TOKEN}
    right = {"first_name": TOKEN, "age": 2}
    with (
        served(plain.app()) as address,
        httpx2.Client(base_url=address, follow_redirects=True, timeout=60) as client,
    ):
        surfaces.add("refusals", [client.post("/records", json=wrong).text])
        surfaces.add("error pages", [client.post("/checked", json=wrong).text])
        client.post("/stored", json=right)
        surfaces.add("addresses", [client.post("/found", json=right).url])
    try:
        Record.model_validate({"first_name": TOKEN, "age": TOKEN})
    except ValueError:
        structlog.get_logger().exception("not read")
    out = capsys.readouterr()
    own = ("uvicorn", "plain", "dbos")
    said = [r.getMessage() for r in caplog.records if r.name.startswith(own)]
    surfaces.add("access log", [out.out, out.err, *said])
    surfaces.add("rows in the log", [one for one in said if one.startswith("stored")])
    surfaces.add("faults of the store", plain.told)
    surfaces.add("jobs", jobs(tmp_path))
    surfaces.add_files(tmp_path)
    showing = surfaces.showing()
    assert len(showing) >= LEAST, sorted(showing)
    assert {"refusals", "error pages", "access log", "jobs"} <= set(showing)
