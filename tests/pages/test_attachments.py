"""Documents on pages: look into a drawer, attach, fetch, delete, without a script."""

from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
import pytest

from referral.actions.attachments import LONGEST
from tests.exchange.pictures import jpeg
from tests.pages.conftest import OURS, Desk, form, forms
from workflows.vocabulary import Compartment, Purpose

PASSPORT = b"%PDF-1.7 an invented passport"
EDGE = "x-invented-edge"


@pytest.fixture
def case(desk: Desk) -> UUID:
    return desk.world.case().id


def part(name: str, content: bytes, called: str | None = None) -> bytes:
    more = f'; filename="{called}"' if called is not None else ""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def upload(
    desk: Desk, path: str, *parts: bytes, who: str = "outreach", kind: str = ""
) -> httpx2.Response:
    """A form with a document in it, as a browser sends it."""
    kind = kind or f"multipart/form-data; boundary={EDGE}"
    body = b"".join(parts) + f"--{EDGE}--\r\n".encode()
    headers = desk._headers(who, {"Content-Type": kind, **OURS})
    return desk.client.post(path, content=body, headers=headers)


def attach(
    desk: Desk,
    case: UUID,
    raw: bytes = PASSPORT,
    *,
    drawer: bytes = b"identity",
    key: str = "",
    who: str = "outreach",
) -> httpx2.Response:
    path = f"/desk/cases/{case}/attachments"
    key = key or uuid4().hex
    fields = part("_key", key.encode()), part("drawer", drawer)
    file = part("file", raw, "C:\\holiday\\Kestrel ç.pdf")
    return upload(desk, path, *fields, file, who=who)


def looked(desk: Desk, case: UUID, drawer: str = "identity") -> str:
    path = f"/desk/cases/{case}/attachments"
    fields = {"drawer": drawer, "purpose": "care"}
    return desk.post("outreach", f"{path}/list", fields).text


def test_a_worker_attaches_looks_fetches_and_deletes(desk: Desk, case: UUID) -> None:
    page = f"/desk/cases/{case}/attachments"
    assert page in desk.get("outreach", f"/desk/cases/{case}").text
    shown = desk.get("outreach", page).text
    assert "What a picture tells of its place and device is taken out" in shown
    assert "A sound, PDF, DOCX or ODT keeps what it tells of where" in shown
    drawn = form(shown, "/attachments")

    answered = attach(desk, case, key=drawn.value("_key"))
    assert (answered.status_code, answered.headers["location"]) == (303, page)
    shown = looked(desk, case)
    assert "Kestrel ç.pdf" in shown
    assert "holiday" not in shown

    given_for = [it for it in forms(shown) if it.value("purpose") == "care"]
    fetching = next(it for it in given_for if not it.action.endswith("/list"))
    given = desk.post("outreach", fetching.action, fetching.fields)
    assert given.content == PASSPORT
    stated = given.headers["content-disposition"]
    assert stated == 'attachment; filename="document.pdf"'

    gone = form(shown, "/removal")
    assert desk.post("outreach", gone.action, gone.fields).status_code == 303
    assert "Nothing is attached to this drawer." in looked(desk, case)
    told = desk.world.entries(case)
    assert {"attachment_added", "attachment_opened", "attachment_removed"} <= set(told)


def test_the_same_form_sent_twice_attaches_once(desk: Desk, case: UUID) -> None:
    key = uuid4().hex
    first, again = (attach(desk, case, key=key) for _ in range(2))

    assert first.status_code == again.status_code == 303
    found = desk.world.mechanism.attachments(
        desk.world["outreach"], case, Compartment.IDENTITY, Purpose.CARE
    )
    assert len(found) == 1


def test_what_is_not_taken_is_said_beside_its_field(desk: Desk, case: UUID) -> None:
    for raw, sentence in (
        (b"MZ\0", "This kind of file is not taken. Save it as PDF."),
        (b"", "Nothing was filled in."),
        (jpeg()[:400], "This picture is damaged. Take or save it again."),
    ):
        answered = attach(desk, case, raw)
        assert answered.status_code == 422
        assert sentence in answered.text
    assert "Choose the drawer." in attach(desk, case, drawer=b"").text


@pytest.mark.parametrize("who", ["stranger", "warden", "officer"])
def test_who_may_not_know_of_the_case_is_not_even_read(
    desk: Desk, case: UUID, who: str
) -> None:
    assert attach(desk, case, who=who).status_code == 404
    assert attach(desk, uuid4(), who=who).status_code == 404
    page = desk.get(who, f"/desk/cases/{case}/attachments")
    assert page.status_code == 404


def test_whoever_only_coordinates_is_refused(desk: Desk, case: UUID) -> None:
    assert desk.get("coordinator", f"/desk/cases/{case}/attachments").status_code == 403
    assert "/attachments" not in desk.get("coordinator", f"/desk/cases/{case}").text


BROKEN = {
    "no such form": (b"", "application/json"),
    "no edge": (b"", "multipart/form-data"),
    "another edge": (part("drawer", b"x"), "multipart/form-data; boundary=other"),
    "a field too long": (part("drawer", b"x" * 2_000), ""),
    "a field nobody knows": (part("surprise", b"x"), ""),
    "two documents": (part("file", b"a", "a") + part("file", b"b", "b"), ""),
    "too many parts": (part("drawer", b"x") * 9, ""),
    "no utf-8": (part("drawer", b"\xff"), ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_refused(desk: Desk, case: UUID, name: str) -> None:
    body, kind = BROKEN[name]
    path = f"/desk/cases/{case}/attachments"

    assert upload(desk, path, body, kind=kind).status_code == 400


def test_a_document_that_is_too_large_is_refused_while_it_comes(
    desk: Desk, case: UUID
) -> None:
    answered = attach(desk, case, b"%PDF-1.7 " + bytes(LONGEST))

    assert answered.status_code == 413


def test_a_document_sent_after_the_session_ended_is_not_carried(
    desk: Desk, case: UUID
) -> None:
    desk.door.token("outreach")
    desk.world.clock.advance(hours=9)
    answered = attach(desk, case)

    assert answered.status_code == 303
    onward = answered.headers["location"]
    back = quote(f"/desk/cases/{case}/attachments", safe="")
    assert onward == f"/desk/sign-in?next={back}&lost=yes"
    told = desk.client.get(onward).text
    assert "The document was not attached." in told
    assert f'value="/desk/cases/{case}/attachments"' in told
