"""The person's page, and what a worker does for it at the desk."""

from uuid import UUID

import pytest

from api.pages.labels import LABELS
from tests.pages.conftest import Desk, form
from workflows.vocabulary import ContactChannel, OrganisationKind, OwnStage

LOUD = ("traffick", "victim", "exploit", "referral", "shelter", "case")
"""What somebody who looks over a shoulder must not read."""


def number_for(desk: Desk, case: UUID, who: str = "outreach") -> str:
    """The number as the card shows it."""
    page = f"/desk/cases/{case}/number"
    card = desk.fill(who, page, "/number")
    assert card.status_code == 200
    assert f"{desk.world.mechanism.addresses[0]}/my" in card.text
    assert "desk.test" not in card.text, "an address that whoever asks could choose"
    return card.text.partition('desk-code">')[2][:19]


def words_of(page: str) -> str:
    """What of a page is read: its body and its title."""
    return page.partition("<title>")[2].lower()


def test_the_person_is_let_in_by_the_number_alone(desk: Desk) -> None:
    world = desk.world
    case, _ = world.accepted()
    number = number_for(desk, case.id)

    asked = desk.get(None, "/my")
    seen = desk.post(None, "/my", {"code": number.replace(" ", "")})

    assert asked.status_code == seen.status_code == 200
    assert "set-cookie" not in seen.headers
    assert seen.headers["cache-control"] == "no-store"
    assert "Somebody has said yes. You are expected." in seen.text
    assert "An organisation that helps" in seen.text
    assert number not in seen.text
    for page in (asked, seen):
        shown = words_of(page.text)
        assert [word for word in LOUD if word in shown] == []
        assert 'href="/desk' not in shown
        assert 'href="/my/leave"' in page.text
    names = [*world.people, "Shelter places", "lay-by", "Kestrel"]
    assert [name for name in names if name in seen.text] == []
    assert "case" in words_of(desk.get("outreach", "/desk").text)  # the search finds


def test_what_goes_wrong_there_leads_nowhere_else(desk: Desk) -> None:
    answers = {
        404: desk.get(None, "/my/nothing"),
        405: desk.get(None, "/my/messages"),
        403: desk.post(None, "/my", {"code": "1"}, Sec_Fetch_Site="cross-site"),
        413: desk.post(None, "/my/messages", {"text": "x" * 1_100_000}),
    }
    assert {answer.status_code for answer in answers.values()} <= {*answers}
    signed_in = desk.get("outreach", "/my/nothing")
    for answer in (*answers.values(), signed_in):
        shown = words_of(answer.text)
        assert "location" not in answer.headers
        assert 'href="/desk' not in shown
        assert 'href="/my/leave"' in shown
        assert [word for word in (*LOUD, "desk</", "sign out") if word in shown] == []
    assert desk.get(None, "/desk/nothing").headers["location"].startswith("/desk/")


def test_a_consent_is_taken_back_in_one_step(desk: Desk) -> None:
    case, offer = desk.world.accepted()
    seen = desk.post(None, "/my", {"code": number_for(desk, case.id)})
    back = form(seen.text, "/my/consents")

    after = desk.post(None, back.action, back.fields)
    again = desk.post(None, back.action, back.fields)

    assert "It is taken back." in after.text
    assert "You took it back" in after.text
    assert again.status_code == 409
    assert "This consent was withdrawn before." in again.text
    with pytest.raises(Exception, match="erased"):
        desk.world.mechanism.open_package(desk.world["host"], offer.id, "care")  # type: ignore[arg-type]


def test_a_message_reaches_the_desk_and_waits_there(desk: Desk) -> None:
    case = desk.world.case().id
    seen = desk.post(None, "/my", {"code": number_for(desk, case)})
    message = form(seen.text, "/my/messages")
    typed = [*message.fields[:-1], ("text", "Come after <dark>.")]

    left = desk.post(None, message.action, typed)

    assert "your message waits." in left.text
    assert f"/desk/cases/{case}/number#messages" in desk.get("outreach", "/desk").text
    assert f"/desk/cases/{case}/number#messages" not in desk.get("host", "/desk").text
    number = f"/desk/cases/{case}/number"
    read = desk.fill("outreach", number, "/messages", purpose="care")
    assert "Come after &lt;dark&gt;." in read.text
    assert "#messages" not in desk.get("outreach", "/desk").text
    later = desk.post(None, "/my", {"code": number_for(desk, case)})
    assert "your message was read." in later.text


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("", 422, "Write your number."),
        ("1234", 422, "The number has sixteen digits."),
        ("1234 5678 9012 3458", 422, "One of the digits is not right."),
        ("1234 5678 9012 3459", 404, "This number opens nothing."),
    ],
)
def test_who_is_not_let_in_is_told_why_and_shown_no_number(
    desk: Desk, typed: str, status: int, said: str
) -> None:
    answer = desk.post(None, "/my", {"code": typed})

    assert answer.status_code == status
    assert said in answer.text
    assert not typed or typed not in answer.text


def test_leaving_and_languages_keep_nothing(desk: Desk) -> None:
    left = desk.get(None, "/my/leave")
    spoken = desk.get(None, "/my/language?to=sq")
    unknown = desk.get(None, "/my/language?to=x")

    assert left.headers["location"] == "https://example.org/"
    assert left.headers["clear-site-data"] == '"cache"'
    assert spoken.headers["location"] == unknown.headers["location"] == "/my"
    assert "__Host-language=sq" in spoken.headers["set-cookie"]
    assert "set-cookie" not in unknown.headers


def test_a_form_from_elsewhere_is_not_taken(desk: Desk) -> None:
    number = number_for(desk, desk.world.case().id)

    answer = desk.post(
        None, "/my", {"code": number}, **{"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


def test_who_wants_nothing_is_recorded_at_the_desk_without_a_name(desk: Desk) -> None:
    form_page = desk.get("officer", "/desk/refusals/new").text
    assert "first_name" not in form_page
    done = desk.fill(
        "officer", "/desk/refusals/new", "/new", age_class="adult", indicators=3
    )
    assert done.status_code == 303
    there = done.headers["location"]

    shown = desk.get("officer", there)
    case = desk.get("officer", there.removesuffix("/number"))

    assert "All that is kept" in shown.text
    assert "A record without identifying fields" in case.text
    assert there in case.text
    number = number_for(desk, UUID(there.split("/")[3]), "officer")
    seen = desk.post(None, "/my", {"code": number})
    assert "You wanted nothing." in seen.text
    child = desk.fill("officer", "/desk/refusals/new", "/new", age_class="child")
    assert child.status_code == 409
    assert "Only an adult can refuse everything." in child.text


def test_a_number_is_ended_at_the_desk(desk: Desk) -> None:
    case = desk.world.case().id
    number = number_for(desk, case)
    page = f"/desk/cases/{case}/number"

    ended = desk.fill("outreach", page, "/number/end")

    assert ended.status_code == 200
    assert "A number was given on" not in ended.text
    assert desk.post(None, "/my", {"code": number}).status_code == 404


def test_how_to_reach_the_person_is_looked_at_before_a_call(desk: Desk) -> None:
    case = desk.world.case().id
    page = f"/desk/cases/{case}/safe-contact"
    before = desk.fill("outreach", page, "/opening", purpose="care")
    assert "do not call, write or send anything" in before.text

    done = desk.fill(
        "outreach",
        page,
        "/safe-contact",
        channels=["text_message"],
        since="09:00",
        until="12:00",
        code_word="Heron",
    )
    assert done.status_code == 303
    after = desk.fill("outreach", page, "/opening", purpose="care")

    assert "<strong>Heron</strong>" in after.text
    assert "Never leave a message." in after.text
    assert "Not now. From" in after.text
    assert "text message; 09:00-12:00; first say: Heron" in after.text
    none = desk.fill("outreach", page, "/safe-contact", code_word="Heron")
    assert none.status_code == 422


def test_every_word_that_a_person_is_shown_has_plain_words() -> None:
    assert set(LABELS["own_stage"]) == set(OwnStage)
    assert set(LABELS["own_kind"]) == set(OrganisationKind)
    assert set(LABELS["channel"]) == set(ContactChannel)
