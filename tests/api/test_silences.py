"""Silences, questions and corrections over HTTP."""

from tests.api.conftest import Door


def test_a_timeline_carries_its_silences_and_the_list_those_that_last(
    door: Door,
) -> None:
    case = door.world.case().id
    there = f"/v1/cases/{case}/timeline"
    assert door.ask("outreach", "GET", there).json()["silences"] == []
    door.world.clock.advance(days=11)
    door.tokens.clear()
    (gap,) = door.ask("outreach", "GET", there).json()["silences"]
    assert (gap["kind"], gap["until"], gap["after"]) == ("gap", None, 2)
    (line,) = door.ask("coordinator", "GET", "/v1/exceptions").json()["items"]
    assert (line["kind"], line["case_ids"]) == ("gap", [str(case)])
    first = door.ask("outreach", "GET", f"{there}?limit=1").json()
    assert (first["silences"], first["next"]) == ([], 1)
    rest = door.ask("outreach", "GET", f"{there}?after=1").json()
    assert rest["silences"] == [gap]


def test_a_question_is_asked_and_answered(door: Door) -> None:
    case, world = door.world.case().id, door.world
    there = f"/v1/cases/{case}/questions"
    asked = {"seq": 1, "addressee_id": str(world.bodies["ngo"]), "text": "Why?"}
    answered = door.ask("coordinator", "POST", there, json=asked)
    assert answered.status_code == 201
    assert answered.headers["location"] == there
    question = answered.json()["id"]
    assert door.ask("outreach", "POST", there, json=asked).status_code == 403

    (waits,) = door.ask("outreach", "GET", "/v1/questions").json()["items"]
    assert (waits["id"], waits["text"], waits["mine"]) == (question, None, True)
    told = {"text": "Because."}
    way = f"/v1/questions/{question}/answer"
    assert door.ask("outreach", "POST", way, json=told).status_code == 200
    assert door.ask("outreach", "POST", way, json=told).status_code == 409
    back = f"/v1/questions/{question}/withdrawal"
    assert door.ask("coordinator", "POST", back).status_code == 409
    (read,) = door.ask("coordinator", "GET", there).json()["items"]
    assert (read["state"], read["text"], read["answer"]) == (
        "answered",
        "Why?",
        "Because.",
    )
    assert door.ask("stranger", "POST", way, json=told).status_code == 404
    nobody = {**asked, "addressee_id": str(world.bodies["bystanders"])}
    wrong = door.ask("coordinator", "POST", there, json=nobody)
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/addressee_id"


def test_a_correction_names_its_entry_and_what_was_there_is_opened(door: Door) -> None:
    case = door.world.case().id
    base = f"/v1/cases/{case}/timeline/2"
    right = {"reason": "writing_error", "content": {"identity": {"first_name": "Owl"}}}
    door.world.clock.advance(minutes=1)
    version = door.version("outreach", case)
    done = door.ask(
        "outreach", "POST", f"{base}/correction", json=right, version=version
    )
    assert done.status_code == 200
    items = door.ask("outreach", "GET", f"/v1/cases/{case}/timeline").json()["items"]
    (new,) = [each for each in items if each["corrects"]]
    assert (new["corrects"], items[1]["corrected_by"]) == (2, new["seq"])
    way = f"{base}/content/identity?purpose=care"
    before = door.ask("outreach", "GET", way).json()["content"]
    assert before["first_name"] == "Kestrel"
    assert door.ask("coordinator", "GET", way).status_code == 403

    for both in ({}, {"facts": {"sex": "male"}, "content": right["content"]}):
        body = {"reason": "writing_error", **both}
        bad = door.ask(
            "outreach", "POST", f"{base}/correction", json=body, version=version + 1
        )
        assert bad.status_code == 422
