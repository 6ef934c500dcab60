"""Style sheet, script and icon: named by their content, compressed ahead of time."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parent.parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in every encoding it lies there in."""

    media_type: str
    forms: dict[str, bytes]


@cache
def names() -> dict[str, str]:
    """Plain names to the names they are served under."""
    listed: dict[str, str] = json.loads((FOLDER / "list.json").read_text("utf-8"))
    return listed


@cache
def _assets() -> dict[str, Asset]:
    return {name: _asset(FOLDER / name) for name in names().values()}


def _asset(path: Path) -> Asset:
    forms = {"identity": path.read_bytes()}
    for encoding, ending in _ENCODINGS:
        forms[encoding] = path.with_name(path.name + ending).read_bytes()
    return Asset(_TYPES[path.suffix], forms)


def address(name: str) -> str:
    """Where a file is served: `desk.css` gives `/static/desk.<hash>.css`."""
    return f"/static/{names()[name]}"


@router.get("/static/{name}")
async def static_file(name: str, request: Request) -> Response:
    """One file, for ever the same under this name."""
    asset = _assets().get(name)
    if asset is None:
        raise HTTPException(404)
    accepted = request.headers.get("accept-encoding", "")
    words = {part.partition(";")[0].strip() for part in accepted.split(",")}
    encoding = next((one for one, _ in _ENCODINGS if one in words), "identity")
    headers = {"Vary": "Accept-Encoding"}
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(asset.forms[encoding], 200, headers, asset.media_type)
