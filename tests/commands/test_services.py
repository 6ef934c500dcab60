"""Services from the command line, on the demo: terms, suspension, closing."""

import json
from pathlib import Path
from typing import Any

from api.commands.demo_data import PASSWORD
from tests.commands.conftest import referral

WHO = ("--password-stdin", "--name", "clara")


def ask(store: Path, *words: str) -> tuple[int, str, str]:
    """A command of the group, with a coordinator's password on standard input."""
    done = referral("services", *words, store=store, stdin=PASSWORD)
    return done.returncode, done.stdout, done.stderr


def listed(store: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(ask(store, "list", "--json")[1])["items"]
    return items


def test_a_service_states_takes_nobody_is_asked_again_and_closes(
    copied: Path, tmp_path: Path
) -> None:
    one = next(each for each in listed(copied) if each["service_type"] == "legal_aid")
    of = one["id"]
    file = tmp_path / "terms.json"
    file.write_text('{"age_classes": ["adult"], "always": true}', encoding="utf-8")
    version = ("--version", str(one["terms_version"]))
    assert "stated: version" in ask(copied, "terms", of, str(file), *version)[1]

    suspend = ("suspend", *WHO, "--reason", "premises", "--extent", "everybody")
    code, told, wrong = ask(copied, *suspend, "--service", of, "--until", "2090-01-01")
    assert (code, told) == (1, ""), "a moment without a zone"
    assert "in which zone" in wrong
    until = "2090-01-01T08:00:00+01:00"
    code, told, wrong = ask(copied, *suspend, "--service", of, "--until", until)
    assert code == 0, wrong
    assert "need another place:" in told
    assert f"{of}" in ask(copied, "list")[1]
    assert "(takes nobody for now)" in ask(copied, "list")[1]
    (stands,) = json.loads(ask(copied, "suspensions", *WHO, "--json")[1])["items"]
    assert (stands["reason"], stands["service_id"]) == ("premises", of)
    assert stands["id"] in ask(copied, "suspensions", *WHO)[1]
    twice = ask(copied, *suspend, "--service", of)
    assert (twice[0], "takes nobody already" in twice[2]) == (1, True)

    assert ask(copied, "lift", *WHO, stands["id"])[1] == "lifted\n"
    assert ask(copied, "lift", *WHO, stands["id"])[0] == 1
    assert ask(copied, "suspensions", *WHO)[1] == ""
    code, told, wrong = ask(copied, "close", *WHO, "--reason", "licence", of)
    assert code == 0, wrong
    assert "ended: " in told
    assert of not in {each["id"] for each in listed(copied)}


def test_only_a_coordinator_suspends_and_the_sentence_says_so(copied: Path) -> None:
    of = listed(copied)[0]["id"]
    lena = ("--password-stdin", "--name", "lena")
    words = ("--reason", "safety", "--extent", "admissions", "--service", of)
    code, told, wrong = ask(copied, "suspend", *lena, *words)
    assert (code, told) == (1, "")
    assert "another role" in wrong
    assert ask(copied, "close", *lena, "--reason", "safety", of)[0] == 1
    assert of in {each["id"] for each in listed(copied)}
