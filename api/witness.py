"""A witness over HTTP: two addresses, and nothing else on this server."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.executor import in_thread
from referral.clock import system_clock, to_millis
from referral.vault.notes import Verifier
from referral.vault.witness import BAD, Answer, Memory, Witness

LARGEST = 64 * 1024
"""Bytes of a request: 63 hashes and a note of many signatures fit in."""


def make_witness(folder: Path, name: str, logs: list[str]) -> tuple[Starlette, str]:
    """The server, and the line by which others know the witness.

    Raises:
        NoteRefused: if its name or key, or the verifier of a log, cannot be used.
    """
    memory = Memory(folder)
    known = [Verifier.read(each) for each in logs]
    witness = Witness(memory.signer(name), known, memory)

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _told(Answer(BAD))
        now = to_millis(system_clock()) // 1000
        return _told(await in_thread(witness.add_checkpoint, body, now))

    async def last_checkpoint(request: Request) -> Response:
        origin = request.query_params.get("origin", "")
        return _told(await in_thread(witness.last, origin))

    routes = [
        Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/last-checkpoint", last_checkpoint, methods=["GET"]),
    ]
    return Starlette(routes=routes), witness.verifier.text()


async def _body(request: Request) -> bytes | None:
    """The body; None if it is longer than any request needs to be."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > LARGEST:
            return None
    return read


def _told(answer: Answer) -> Response:
    headers = {"Content-Type": answer.kind, "Cache-Control": "no-store"}
    return Response(answer.body, answer.status, headers)
