"""What the OpenAPI description says beyond what the framework knows.

The framework writes down paths, parameters and shapes. Added here, from the tables of
the API itself: problems with their examples, headers, who needs a token, plain words.
"""

from collections.abc import Iterator
from typing import Any

from api.dependencies import KEY_PATTERN, VERSION_PATTERN
from api.examples import ANSWERS
from api.gate import OPEN
from api.problem_table import KINDS, STATUSES, Kind
from api.problems import MEDIA_TYPE, FieldFault, Problem

Words = dict[str, Any]

ABOUT = """Cases of a national referral mechanism: identification, protection,
consent-bound referral, provable timeline. Every address but sign-in, health and the
pages about problems needs an actor. Writes need an `Idempotency-Key`, changes an
`If-Match`. Every write answers with receipts. Pathways are illustrative until the
national coordinator confirms them.

Whatever stands in the way is answered as a problem document (RFC 9457) whose `type`
is the address of a page about it. No answer repeats what was sent. A method that an
address does not have is answered with 405 and `Allow`; text that is no JSON, or
without `Content-Type: application/json`, with 400 or 422.
"""

TAGS = [
    {"name": "session", "description": "Signing in and out, and who is signed in."},
    {"name": "cases", "description": "Cases: open, look, record, take steps."},
    {"name": "attachments", "description": "Documents that belong to a drawer."},
    {"name": "consents", "description": "What the person said yes and no to."},
    {"name": "referrals", "description": "Offers to services, and their answers."},
    {
        "name": "together",
        "description": "What several people decide; clocks; versions.",
    },
    {"name": "erasing", "description": "Erasure by two, holds, how long it is kept."},
    {"name": "finding", "description": "Looking for a person by name or number."},
    {"name": "places", "description": "Where services are, and who may know it."},
    {"name": "packages", "description": "What leaves sealed, to whom, and letters."},
    {"name": "lists", "description": "What waits for an answer, and what is overdue."},
    {"name": "own view", "description": "What is the person's own, and refusing."},
    {"name": "hand-overs", "description": "Who meets whom, where and when."},
    {"name": "plans", "description": "Plans, follow-up, how a case ends and begins."},
    {"name": "notices", "description": "Being told outside that something waits."},
    {"name": "in bulk", "description": "Many cases at once, after a look at all."},
    {"name": "questions", "description": "What is asked about an entry, and answers."},
    {"name": "disclosures", "description": "What a recipient may keep no more."},
    {"name": "timeline", "description": "Who did what and when, and its proof."},
    {
        "name": "data rights",
        "description": "What a person is told, sees of their data, and may restrict.",
    },
    {"name": "access", "description": "Conflicts, broken glasses, who sees what."},
    {"name": "directory", "description": "Who takes part, in which roles."},
    {
        "name": "webhooks",
        "description": "Partners' systems: where they are told, and what has not "
        "arrived.",
    },
    {"name": "conduct", "description": "The code of conduct, and who accepted it."},
    {"name": "breaches", "description": "The register of breaches, with its clock."},
    {"name": "services", "description": "Services that can be asked."},
    {"name": "pathway", "description": "The pathway that new cases walk."},
    {"name": "problems", "description": "Pages about each kind of problem."},
    {"name": "health", "description": "Whether the server is well."},
]
SERVERS = [{"url": "/", "description": "The server this description comes from"}]
CONTACT = {"name": "Whoever runs this server"}

_PATTERNS = {"Idempotency-Key": KEY_PATTERN, "If-Match": VERSION_PATTERN}
_METHODS = ("get", "post", "put", "patch", "delete")
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_TEXT = {"type": "string"}
_HEADERS: dict[str, Words] = {
    "ETag": {
        "description": "The version, in quotes: send it as If-Match with a change; "
        "absent from answers about what has none",
        "schema": {**_TEXT, "pattern": VERSION_PATTERN},
        "example": '"3"',
    },
    "Receipts": {
        "description": "`chain;seq;h` of every entry that was written: keep them",
        "required": True,
        "schema": _TEXT,
        "example": ", ".join(ANSWERS["Answer"]["receipts"]),
    },
    "Location": {
        "description": "Address of what was made",
        "required": True,
        "schema": {**_TEXT, "format": "uri-reference"},
        "example": f"/v1/cases/{ANSWERS['Answer']['id']}",
    },
    "Link": {
        "description": 'Address of the next page, rel="next"; absent on the last',
        "schema": _TEXT,
        "example": '</v1/cases?limit=50&after=AZXxoAAAcACAAAAAAAAAEQ>; rel="next"',
    },
    "Retry-After": {
        "description": "Seconds after which trying again makes sense",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 5,
    },
    "WWW-Authenticate": {
        "description": "How to sign in",
        "required": True,
        "schema": {**_TEXT, "const": "Bearer"},
        "example": "Bearer",
    },
}
_SENT_WITH = {
    "Answer": ("ETag", "Receipts"),
    "IssuedCode": ("Receipts",),
    "SentLink": ("Receipts",),
    "NewApp": ("Receipts",),
    "NewFactor": ("Receipts",),
    "ToldKey": ("Receipts",),
    "FirstPassword": ("Receipts",),
    "CalendarAddress": ("Receipts",),
    "AskedOutside": ("Receipts",),
    "OutsideAnswered": ("Receipts",),
    "ToldSecret": ("Receipts",),
    "Case": ("ETag",),
    "Offer": ("ETag",),
    "JointAct": ("ETag",),
    "CasePage": ("Link",),
    "OfferPage": ("Link",),
}
"""Headers of an answer by its shape."""
_MAKES = (
    *("open_case", "make_offer", "ask_step", "ask_publication", "add_attachment"),
    *("open_breach", "restrict_use"),
    "record_refusal",
)
"""Operations that make something with an address of its own."""
_SENT_WITH_STATUS = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


def complete(words: Words) -> Words:
    """The framework's description with everything that is added to it."""
    parts = words["components"]
    parts["headers"] = dict(_HEADERS)
    parts["responses"] = {_name(status): _told(status) for status in STATUSES}
    del parts["responses"][_name(405)]
    token = {"type": "http", "scheme": "bearer", "description": "A session or a key"}
    parts["securitySchemes"] = {"token": token}
    words["security"] = [{"token": []}]
    for method, path, operation in operations(words):
        if (method.upper(), path) in OPEN:
            operation["security"] = []
        operation["summary"] = operation["description"].split(". ")[0].rstrip(".")
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _parameter(parameter["name"], parameter["schema"])
            parameter["required"] |= parameter["name"] in _PATTERNS
        _exemplify(operation.get("requestBody", {}), parts["schemas"])
        operation["responses"] = dict(sorted(operation["responses"].items()))
        for status, response in operation["responses"].items():
            if _schema(response) == _PROBLEM:
                operation["responses"][status] = _reference(
                    "responses", _name(int(status))
                )
            else:
                _answer(response, operation["operationId"])
    _drop_unused(parts)
    _close(parts["schemas"])
    return words


def operations(words: Words) -> Iterator[tuple[str, str, Words]]:
    """Method, path and operation, for everything described."""
    for path, item in words["paths"].items():
        methods = sorted(_METHODS & item.keys())
        yield from ((method, path, item[method]) for method in methods)


def _name(status: int) -> str:
    return f"Problem{status}"


def _reference(group: str, name: str) -> Words:
    return {"$ref": f"#/components/{group}/{name}"}


def _headers(names: tuple[str, ...]) -> Words:
    return {name: _reference("headers", name) for name in names}


def _schema(response: Words) -> Words:
    bodies = [*response.get("content", {}).values(), {}]
    schema: Words = bodies[0].get("schema", {})
    return schema


def _told(status: int) -> Words:
    """The response to one status, with an example of every kind it may be."""
    examples = {
        kind.code: {"summary": kind.title, "value": example(kind)}
        for kind in KINDS.values()
        if kind.status == status
    }
    content = {MEDIA_TYPE: {"schema": _PROBLEM, "examples": examples}}
    told: Words = {"description": STATUSES[status], "content": content}
    if status in _SENT_WITH_STATUS:
        told["headers"] = _headers(_SENT_WITH_STATUS[status])
    return told


def example(kind: Kind) -> Words:
    """A problem document of one kind."""
    missing = {
        "guard-not-met": ["risk_assessed"],
        "consent-missing": ["consent_to_referral"],
        "disclosure-exceeds-consent": ["consent_for_health"],
        "stale-case": ["current_version"],
    }
    fault = FieldFault(pointer="/facts/age_class", code="enum")
    broken = kind.code in ("fault", "store-unavailable", "keys-unavailable")
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=kind.sentence,
        code=kind.code,
        missing=missing.get(kind.code, []),
        errors=[fault] if kind.code == "malformed" else [],
        incident="7f3a90c1d2e4b586" if broken else None,
    ).model_dump(exclude_none=True)


def _parameter(name: str, schema: Words) -> Words:
    """A parameter is stated or left out; the word `null` is no value of it."""
    stated: Words = dict(schema)
    for choice in stated.pop("anyOf", ()):
        stated.update({} if choice == {"type": "null"} else choice)
    if name in _PATTERNS:
        stated["pattern"] = _PATTERNS[name]
    return stated


def _exemplify(body: Words, schemas: Words) -> None:
    """Lift the example of a request's shape to where tools look for it."""
    for media in body.get("content", {}).values():
        name = media["schema"].get("$ref", "").rpartition("/")[2]
        if not name:  # bytes: their example stands with them
            continue
        media["example"] = schemas[name]["examples"][0]


def _answer(response: Words, operation: str) -> None:
    """Examples and headers of an answer that is no problem."""
    name = _schema(response).get("$ref", "").rpartition("/")[2]
    if name:
        response["content"]["application/json"]["example"] = ANSWERS[name]
    headers = _SENT_WITH.get(name, ())
    headers += ("Location",) if operation in _MAKES else ()
    if headers:
        response["headers"] = _headers(headers)


def _drop_unused(parts: Words) -> None:
    """The framework's own shape of a faulty request is never answered."""
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)


def _close(schemas: Words) -> None:
    """Where names have a form, names of another form are refused: say so."""
    fields = [each for shape in schemas.values() for each in _fields(shape)]
    for field in fields:
        if "patternProperties" in field:
            field["additionalProperties"] = False


def _fields(shape: Words) -> Iterator[Words]:
    for field in shape.get("properties", {}).values():
        yield field
        yield from field.get("anyOf", ())
