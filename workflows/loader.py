"""Reading a pathway: bounded, never executed, all faults at once.

A file is data. Nothing it says is imported, called or used as a format; its words
are looked up in closed lists and everything else is refused by name.
"""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workflows.checks import inconsistencies
from workflows.offers import OfferCycle, offer_inconsistencies
from workflows.places import Place, Problem, line_at, lines_of, named, quoted
from workflows.schema import Pathway

MAX_BYTES = 1 << 20
MAX_LINE = 2_000
"""Characters in a line. Reading a dotted key takes time in the square of it."""
MAX_FAULTS = 100

_HERE = Path(__file__).parent
_PATHWAYS = _HERE / "pathways"
_SUPERSEDED = _PATHWAYS / "superseded"

M = TypeVar("M", bound=BaseModel)
Check = Callable[[Mapping[str, object]], Iterable[Problem]]


class PathwayInvalid(Exception):
    """A file of a mechanism's author is wrong; raised only while loading.

    Args:
        faults: One sentence a fault, each naming file, line, place and word.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


def load_text(text: str, file: str) -> Pathway:
    """The pathway that `text` describes.

    Args:
        text: The content of a pathway file, at most `MAX_BYTES` bytes of UTF-8.
        file: The name to show in messages.

    Raises:
        PathwayInvalid: with every fault that could be made out.
    """
    return read(Pathway, text, file, inconsistencies)


def load_shipped(name: str) -> tuple[Pathway, str]:
    """A pathway that comes with the package, and its text.

    Args:
        name: Of a present pathway, or `name-version` of a superseded one.

    Raises:
        PathwayInvalid: if none of that name ships, or it is wrong.
    """
    found = {path.stem: path for path in (*_in(_PATHWAYS), *_in(_SUPERSEDED))}
    if name not in found:
        raise PathwayInvalid([f"no pathway named {quoted(name)} ships with this one"])
    path = found[name]
    text = text_of(path)
    return load_text(text, path.name), text


def shipped_names() -> tuple[str, ...]:
    """The names of the pathways that come with the package, in order."""
    return tuple(path.stem for path in _in(_PATHWAYS))


def superseded_names() -> tuple[str, ...]:
    """Older versions that ship for the cases that are open on them: `name-version`."""
    return tuple(path.stem for path in _in(_SUPERSEDED))


def _in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hex digits: what a case pins."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def offer_cycle() -> OfferCycle:
    """The one life cycle of an offer, read once."""
    path = _HERE / "referral.toml"
    return read(OfferCycle, text_of(path), path.name, offer_inconsistencies)


def text_of(path: Path) -> str:
    """A file's text with its line ends as they are, so that its digest is stable."""
    return path.read_bytes().decode("utf-8")


def read(model: type[M], text: str, file: str, check: Check) -> M:
    """Read `text` as `model`, shape and inner consistency together.

    Raises:
        PathwayInvalid: with every fault that could be made out.
    """
    data = _parse(text, file)
    problems: list[Problem] = []
    result: M | None = None
    try:
        result = model.model_validate(data)
    except ValidationError as wrong:
        details = wrong.errors(include_url=False, include_context=True)
        problems += [_of_shape(detail) for detail in details]
    problems += check(data)
    if problems or result is None:
        raise PathwayInvalid(_sentences(problems, data, text, file))
    return result


def _parse(text: str, file: str) -> dict[str, object]:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise PathwayInvalid([f"{file}: it is not UTF-8 text"]) from None
    if size > MAX_BYTES:
        raise PathwayInvalid([f"{file}: it is longer than {MAX_BYTES} bytes"])
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            told = f"the line is longer than {MAX_LINE} characters"
            raise PathwayInvalid([f"{file}, line {number}: {told}"])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise PathwayInvalid([f"{file}: it is nested too deeply"]) from None
    except ValueError as wrong:
        raise PathwayInvalid([f"{file}: {ascii(str(wrong))[1:-1]}"]) from None


def _of_shape(detail: ErrorDetails) -> Problem:
    place: Place = detail["loc"]
    value = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return Problem(place[:-1], f"the key {quoted(place[-1])} is not known here")
        case "missing":
            return Problem(place[:-1], f"the key {quoted(place[-1])} is missing")
        case "enum":
            allowed = detail.get("ctx", {}).get("expected", "")
            return Problem(place, f"{quoted(value)} is not one of {allowed}")
        case "string_pattern_mismatch":
            return Problem(place, f"{quoted(value)} is not written as it must be")
    return Problem(place, f"{quoted(value)}: {detail['msg'].lower()}")


def _sentences(
    problems: list[Problem], data: object, text: str, file: str
) -> Iterable[str]:
    lines = lines_of(text)
    placed = sorted((line_at(each.place, lines), n) for n, each in enumerate(problems))
    for line, n in placed[:MAX_FAULTS]:
        place, sentence = problems[n].place, problems[n].sentence
        yield f"{file}, line {line}: {named(data, place)}: {sentence}"
    if len(placed) > MAX_FAULTS:
        yield f"{file}: and {len(placed) - MAX_FAULTS} more"
