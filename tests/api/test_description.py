"""The description says everything, is clean, and changes only on purpose."""

import copy
import importlib
import json
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel

import api
from api import dependencies, shapes
from api.app import describe
from api.description import operations
from api.examples import ANSWERS
from api.gate import HEADERS, OPEN
from api.problem_table import KINDS
from api.problems import Problem
from referral.errors import Refusal
from tests.api.conftest import Door
from tests.api.contract_tools import TOOLS, described, npm_tool, run
from tests.tools.reference import FOLDER, generated

Words = dict[str, Any]
WORDS = describe()
OPERATIONS = list(operations(WORDS))
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]
each_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=IDS
)

VIEWS = tuple(
    importlib.import_module(f"api.{each.name}")
    for each in pkgutil.iter_modules(api.__path__)
    if each.name.startswith("views")
)


@pytest.mark.asvs("V2.1.1")
@pytest.mark.parametrize("name", sorted(generated()))
def test_the_reference_is_what_the_api_says(name: str) -> None:
    written = Path(FOLDER, name).read_text(encoding="utf-8")
    assert generated()[name] == written, "meant? `make reference` writes it anew"


def resolved(thing: Words) -> Words:
    """What a reference points to."""
    if "$ref" not in thing:
        return thing
    found: Any = WORDS
    for part in thing["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def media(operation: Words) -> Iterator[tuple[str, Words]]:
    """Every body of an operation, asked or answered."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        yield from resolved(body).get("content", {}).items()


@each_operation
def test_an_operation_speaks_in_plain_words(
    method: str, path: str, operation: Words
) -> None:
    assert method in ("get", "post", "delete")
    assert re.fullmatch(r"/[a-z0-9/_{}-]+", path)
    assert operation["tags"][0] in {tag["name"] for tag in WORDS["tags"]}
    assert 10 < len(operation["summary"]) < 80
    assert " " in operation["summary"]
    assert operation["description"].startswith(operation["summary"])
    for parameter in operation.get("parameters", ()):
        assert parameter["description"]
        assert "null" not in json.dumps(parameter["schema"])


@each_operation
def test_an_operation_documents_its_problems_as_such(
    method: str, path: str, operation: Words
) -> None:
    statuses = {int(status) for status in operation["responses"]}
    assert {413, 500} <= statuses
    open_to_all = (method.upper(), path) in OPEN
    assert ("security" in operation) == open_to_all
    assert open_to_all or {401, 503} <= statuses
    assert method != "post" or 400 in statuses
    assert any("If-Match" in str(p) for p in operation.get("parameters", ())) == (
        {412, 428} <= statuses
    )
    for status, response in operation["responses"].items():
        types = set(resolved(response).get("content", {}))
        problem = int(status) >= 400 and operation["operationId"] != "readyz"
        assert not problem or types == {"application/problem+json"}


@each_operation
def test_every_body_has_an_example(method: str, path: str, operation: Words) -> None:
    for kind, body in media(operation):
        assert "example" in body or body["examples"], f"{method} {path}: {kind}"


SENT_BY_EVERYBODY = {name.decode() for name in HEADERS} | {
    "content-length",
    "content-type",
}


def test_a_header_that_is_sent_is_described_and_the_other_way_round(door: Door) -> None:
    case, offer = door.world.offered()
    body = {"sex": "male"}
    for name, method, path, words in (
        ("record_facts", "POST", f"/v1/cases/{case.id}/facts", {"json": body}),
        ("open_case", "POST", "/v1/cases", {"json": {}}),
        ("list_cases", "GET", "/v1/cases?limit=1", {}),
        ("read_case", "GET", f"/v1/cases/{case.id}", {}),
        ("read_offer", "GET", f"/v1/referrals/{offer.id}", {}),
        ("withdraw", "POST", f"/v1/referrals/{offer.id}/withdraw", {}),
        ("explain_steps", "GET", f"/v1/cases/{uuid4()}/steps", {}),
    ):
        operation = next(
            each for _, _, each in OPERATIONS if each["operationId"] == name
        )
        version = 1 if "referrals" in path else 3 if "facts" in path else None
        reply = door.ask("outreach", method, path, version=version, **words)
        told = resolved(operation["responses"][str(reply.status_code)])
        described = {header.lower() for header in told.get("headers", {})}
        assert set(reply.headers) - SENT_BY_EVERYBODY == described, name


def test_every_closed_operation_wants_a_token() -> None:
    assert WORDS["security"] == [{"token": []}]
    assert WORDS["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    lifted = [operation.get("security") for _, _, operation in OPERATIONS]
    assert lifted.count([]) == len(OPEN) - 1  # it does not list itself


def test_every_example_of_an_answer_is_of_its_shape() -> None:
    for name, example in ANSWERS.items():
        found = [getattr(part, name, None) for part in VIEWS]
        shape = next(filter(None, found), None) or getattr(dependencies, name)
        assert issubclass(shape, BaseModel)
        assert set(example) == set(shape.model_fields)
        shape.model_validate_json(json.dumps(example), strict=True)


def test_every_example_of_a_request_is_of_its_shape() -> None:
    stated = [
        (shape, example)
        for shape in shapes.Shape.__subclasses__()
        for example in shape.model_json_schema().get("examples", ())
    ]
    assert len(stated) >= 8
    for shape, example in stated:
        shape.model_validate_json(json.dumps(example))


def test_every_kind_of_problem_has_an_example() -> None:
    told = {
        code: example["value"]
        for response in WORDS["components"]["responses"].values()
        for body in response["content"].values()
        for code, example in body["examples"].items()
    }
    assert set(told) == set(KINDS) - {"method-not-allowed"}
    for code, example in told.items():
        assert Problem.model_validate(example).type == f"/problems/{code}"


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from refusals(kind)


def test_every_refusal_has_its_row_and_its_sentence() -> None:
    ours = [kind for kind in refusals() if kind.__module__.split(".")[0] != "tests"]
    assert len(ours) >= 20
    for kind in ours:
        assert KINDS[kind.code].sentence == kind().sentence
    others = {"unreadable", "method-not-allowed", "too-large", "fault"}
    others |= {"head-too-large", "too-many-requests", "too-busy"}
    assert set(KINDS) == {kind.code for kind in ours} | others | {
        "store-unavailable",
        "keys-unavailable",
        "store-full",
    }


def spectral(folder: Path, words: Words) -> tuple[int, str]:
    rules = ("--ruleset", TOOLS / "spectral.yaml", "--fail-severity", "hint")
    path = described(folder, words)
    done = run(npm_tool("spectral"), "lint", path, *rules, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def redocly(folder: Path, words: Words) -> tuple[int, str]:
    rules = ("--config", TOOLS / "redocly.yaml")
    path = described(folder, words)
    done = run(npm_tool("redocly"), "lint", path, *rules, cwd=folder)
    return done.returncode, done.stdout + done.stderr


LINTERS = pytest.mark.parametrize("lint", [spectral, redocly])
Lint = Callable[[Path, Words], tuple[int, str]]


@LINTERS
def test_the_description_is_clean(lint: Lint, tmp_path: Path) -> None:
    code, said = lint(tmp_path, WORDS)
    assert code == 0, said
    assert not re.search(r"[1-9]\d* (errors?|warnings?|problems?)", said), said


FOUND_BY: Mapping[Lint, tuple[str, str]] = {
    spectral: ("oas3-valid-media-example", "oas3-operation-security-defined"),
    redocly: ("no-invalid-media-type-examples", "security-defined"),
}
"""The rules that find an example of the wrong shape, and a scheme that is not there."""


def with_one_path(path: str) -> Words:
    """The description of one address, with what it speaks of."""
    words = copy.deepcopy(WORDS)
    words["paths"] = {path: words["paths"][path]}
    said = json.dumps({**words, "components": {}})
    parts = words["components"]
    named = {(k, n): json.dumps(v) for k in parts for n, v in parts[k].items()}
    kept: set[tuple[str, str]] = set()
    while new := {(k, n) for k, n in named if f'"#/components/{k}/{n}"' in said} - kept:
        kept |= new
        said += "".join(named[each] for each in new)
    for kind in set(parts) - {"securitySchemes"}:
        parts[kind] = {n: v for n, v in parts[kind].items() if (kind, n) in kept}
    return words


@LINTERS
def test_planted_faults_are_found(lint: Lint, tmp_path: Path) -> None:
    path = "/v1/cases/{case_id}"
    words = with_one_path(path)
    case = words["paths"][path]["get"]["responses"]["200"]
    case["content"]["application/json"]["example"]["version"] = "three"
    words["security"] = [{"password": []}]
    code, said = lint(tmp_path, words)
    assert code != 0
    for rule in FOUND_BY[lint]:
        assert rule in said, said
