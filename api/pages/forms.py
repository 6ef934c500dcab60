"""Reading a form: the names of its fields are paths into the API's shapes.

`facts.age_class` is the field `age_class` of the shape's `facts`; a name that ends in
`[]` is a list. Empty fields count as left out. What was typed is kept beside the
faults, so that a page can show both.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from api.pages.entrance import COVER, LOCK, safe_next
from api.pages.labels_directory import ABSENT, WRITTEN
from api.pages.labels_faults import SENTENCES
from api.pages.language import N_, gettext
from api.pages.now_and_typed import NOBODY_FASTER, Both
from api.values import TYPED
from referral.actions.work import RequestKey, fingerprint
from referral.errors import Malformed

MOST_FIELDS = 250
DEEPEST = 4
UNSEEN = -1
AGAIN = "_again"
"""Says that a form is to be shown again, and not done."""
BESIDE = frozenset({LOCK, COVER})
"""Buttons beside a form that take it along: it comes back as it was."""
FORM = "application/x-www-form-urlencoded"
_KEY = re.compile(r"^[A-Za-z0-9_-]{8,128}$")
_VERSION = re.compile(r"^[0-9]{1,9}$")

M = TypeVar("M", bound=BaseModel)
NO_ALIAS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong: the field's name on the page, and a sentence."""

    name: str
    sentence: str

    @property
    def anchor(self) -> str:
        """Where the summary's link leads."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """The id of a field, from its name."""
    return name.replace("[]", "").replace(".", "-")


def new_key() -> str:
    """A key for one rendered form: sent twice, it does nothing twice."""
    return secrets.token_urlsafe(18)


@dataclass(frozen=True)
class Draft:
    """A form as it is shown: what was typed, what is wrong with it, its key."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    errors: Sequence[FieldError] = ()
    notice: str = ""
    """A sentence that concerns the whole form."""
    first: str = ""
    """What has a page of its own and comes first: `prove`, `conduct`, or nothing."""
    key: str = field(default_factory=new_key)
    faster: Both = NOBODY_FASTER
    """What is there now and what was typed, where somebody else was faster."""

    def one(self, name: str) -> str:
        """What was typed into a field."""
        return next(iter(self.values.get(name, ())), "")

    def many(self, name: str) -> Sequence[str]:
        """What was ticked in a list."""
        return self.values.get(name, ())

    def error(self, name: str) -> str:
        """What is wrong with a field."""
        return next((e.sentence for e in self.errors if e.name == name), "")

    def any_error(self, *names: str) -> bool:
        """True if something is wrong with one of these fields."""
        return any(e.name in names for e in self.errors)


@dataclass(frozen=True)
class Sent:
    """A form as it arrived."""

    draft: Draft
    version: int
    """What the form was drawn from; `UNSEEN`, always stale, if it says nothing."""
    again: bool
    """True if it is only to be shown again, after a new sign-in."""
    request: RequestKey
    own: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Fields of the page itself: their names begin with `_`."""
    stated: Mapping[str, Sequence[str]] | None = field(default=None, repr=False)
    """What of it is read, where that is not all that was typed."""
    emptied: tuple[str, ...] = ()
    """Fields that are to be read as taken back."""

    def going_to(self, path: str) -> str:
        """Where it goes: the lock takes any form of a page, and says whose it is."""
        to = self.own.get(AGAIN, "")
        return to if path in BESIDE and safe_next(to) == to else path

    def read(self, model: type[M]) -> M:
        """The form as a shape.

        Raises:
            ValidationError: if it does not fit.
        """
        values = self.draft.values if self.stated is None else self.stated
        read = nested(values)
        for name in self.emptied:
            _put(read, name.removesuffix("[]").split(".", DEEPEST), None)
        return model.model_validate(read, context=TYPED)


async def sent(request: Request) -> Sent:
    """Read the form of a request.

    Raises:
        HTTPException: 400 if it is no form, has too many fields, or is no UTF-8.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        raise HTTPException(400)
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise HTTPException(400) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value.replace("\r\n", "\n").strip())
    from api.pages import carrying  # noqa: PLC0415 # it reads forms, too

    request.state.typed = form = await carrying.whole(request, values)
    return form


FIELDS_OF_FILES = frozenset({"_key", "drawer", "file"})
"""Everything that a form with a document in it may hold."""


def sent_from(path: str, values: dict[str, list[str]], digest: str = "") -> Sent:
    """A form, from its fields.

    Args:
        path: Where it was sent.
        values: What was filled in.
        digest: SHA-256 of the document in it, if there is one.
    """
    own = {name: values.pop(name)[0] for name in list(values) if name.startswith("_")}
    key, at = own.get("_key", ""), own.get("_version", "")
    key = key if _KEY.match(key) else new_key()
    file = {"key": key, "file": digest} if digest else {}
    asked = fingerprint("POST", path, {**values, "at": at, **file})
    return Sent(
        draft=Draft(values, key=key),
        version=int(at) if _VERSION.match(at) else UNSEEN,
        again=bool(own.get(AGAIN)),
        request=RequestKey(key, asked),
        own=own,
    )


def nested(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Fields as the shapes nest them; empty ones left out."""
    made: dict[str, Any] = {}
    for name, typed in values.items():
        filled = [value for value in typed if value]
        if filled:
            path = name.removesuffix("[]").split(".", DEEPEST)
            single = len(filled) == 1 and not name.endswith("[]")
            _put(made, path, filled[0] if single else filled)
    return made


def _put(made: dict[str, Any], path: Sequence[str], value: object) -> None:
    for part in path[:-1]:
        inner = made.setdefault(part, {})
        if not isinstance(inner, dict):
            raise HTTPException(400)
        made = inner
    made[path[-1]] = value


_OTHERWISE = N_("This cannot be read. Check it.")


def told(kind: str, name: str = "") -> str:
    """The sentence for one kind of fault, where there is one for this field alone."""
    if kind == "missing" and name in ABSENT:
        return gettext(ABSENT[name])
    last = name.rpartition(".")[2]
    if kind == "string_pattern_mismatch" and last in WRITTEN:
        return gettext(WRITTEN[last])
    return gettext(SENTENCES.get(kind, _OTHERWISE))


def invalid(
    draft: Draft, fault: ValidationError, alias: Mapping[str, str] = NO_ALIAS
) -> Draft:
    """The draft with a sentence for every fault; never what was typed in it."""
    found = [
        FieldError(alias.get(name.partition(".")[0], name), told(kind, name))
        for error in fault.errors(include_input=False, include_context=False)
        for name, kind in [(_name(error["loc"], draft), str(error["type"]))]
    ]
    return replace(draft, errors=_once(found))


def malformed(draft: Draft, fault: Malformed, alias: Mapping[str, str]) -> Draft:
    """The draft with the faults that the mechanism found."""
    found = [
        FieldError(_shown(pointer, alias), told(kind, pointer.strip("/")))
        for pointer, kind in fault.faults
    ]
    return replace(draft, errors=_once(found), notice=gettext(fault.sentence))


def _shown(pointer: str, alias: Mapping[str, str]) -> str:
    name = pointer.strip("/").replace("/", ".")
    return alias.get(name, name)


def _name(place: Sequence[Any], draft: Draft) -> str:
    """The field on the page that a place in the shape came from."""
    parts = [str(part) for part in place if not isinstance(part, int)]
    name = ".".join(parts)
    return f"{name}[]" if f"{name}[]" in draft.values else name


def _once(found: Sequence[FieldError]) -> tuple[FieldError, ...]:
    return tuple({error.name: error for error in reversed(found)}.values())[::-1]
