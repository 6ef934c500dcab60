"""Documents on their way in and out: streamed, bounded, never in the clear on disk."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.executor import in_thread
from referral.actions.attachments import LONGEST, Fetched, Spool
from referral.vault.jose import Token
from referral.vault.package import Package

FRAME = 64 * 1024
"""Bytes that a form may need around a document."""
MOST = LONGEST + FRAME
AT_ONCE = 2**20
"""Bytes that are gathered before a thread is asked to take them."""
_TAKES = re.compile(r"/(v1|desk)/cases/[^/]{1,40}/attachments")


class Leaves(Protocol):
    """What leaves as a package, or as a token: it, and the receipts of the act."""

    @property
    def package(self) -> Package | Token:
        """The package."""
        ...

    @property
    def receipts(self) -> tuple[str, ...]:
        """Of every entry."""
        ...


def takes_files(scope: Scope) -> bool:
    """True for the two addresses that documents are sent to."""
    return scope["method"] == "POST" and bool(_TAKES.fullmatch(scope["path"]))


@asynccontextmanager
async def spooled(request: Request) -> AsyncIterator[Spool]:
    """The body of a request as a document; gone when the work with it ends.

    Raises:
        HTTPException: 413 as soon as it is too large.
    """
    with Spool() as document:
        waiting = bytearray()
        async for part in request.stream():
            waiting += part
            if document.size + len(waiting) > LONGEST:
                raise HTTPException(413)
            if len(waiting) >= AT_ONCE:
                await in_thread(document.write, bytes(waiting))
                waiting.clear()
        await in_thread(document.write, bytes(waiting))
        yield document


class Given(Response):
    """A package as a download: a neutral name by lot, a neutral type, receipts."""

    def __init__(self, done: Leaves) -> None:
        kind = "jwe" if isinstance(done.package, Token) else "tar"
        name = f"package-{secrets.token_hex(4)}.{kind}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Manifest-SHA256": done.package.manifest_sha256,
            "Receipts": ", ".join(done.receipts),
        }
        file = done.package.file()
        super().__init__(file, 200, headers, media_type="application/octet-stream")


class GivenOut(StreamingResponse):
    """A document as a download: a neutral name, a neutral type, never shown inline."""

    def __init__(self, fetched: Fetched) -> None:
        self._document = fetched.document
        headers = {
            "Content-Disposition": f'attachment; filename="{fetched.neutral_name}"',
            "Content-Length": str(fetched.document.size),
        }
        super().__init__(
            self._parts(), 200, headers, media_type="application/octet-stream"
        )

    async def _parts(self) -> AsyncIterator[bytes]:
        while part := await in_thread(self._document.read, AT_ONCE):
            yield part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and let go of it however that ends."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._document.close()
