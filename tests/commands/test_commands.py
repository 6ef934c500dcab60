"""The `referral` command, run as people run it: in a process, by its exit codes."""

import json
import signal
import subprocess
import time
from pathlib import Path

import httpx2
from hypothesis import settings

from api.commands import demo_data, serving
from referral.mechanism import Mechanism
from referral.records.database_sqlite_files import engine_for
from referral.records.opening import KEYS, RECORDS, _file_key
from referral.vault.providers.file import FileKek
from tests.api.server import REFERRAL, free_port, wait_until_up
from tests.commands.conftest import referral
from tests.faults.processes import SOAK
from workflows.loader import load_shipped

NIGHT = settings().max_examples > SOAK
"""By night every shipped pathway is explored anew; else one, and the kept results."""


def test_help_names_every_command() -> None:
    told = referral("--help")
    assert told.returncode == 0
    for command in (
        "serve",
        "demo",
        "doctor",
        "backup",
        "restore",
        "pathways",
        "timeline",
        "cases",
        "admin",
    ):
        assert command in told.stdout


def test_wrong_usage_is_exit_code_two() -> None:
    assert referral("fly").returncode == 2
    assert referral("serve", "--wings").returncode == 2


def test_the_shipped_pathway_holds_together() -> None:
    every = () if NIGHT else ("convention",)
    checked = referral("pathways", "check", "--json", *every)
    assert checked.returncode == 0
    found = json.loads(checked.stdout)["pathways"]["convention"]
    assert found["faults"] == []
    assert len(found["sha256"]) == 64


def test_a_broken_pathway_is_told_with_its_place(tmp_path: Path) -> None:
    text = Path("workflows/pathways/convention.toml").read_text()
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace('to = "assisted"', 'to = "asisted"', 1))
    checked = referral("pathways", "check", str(broken))
    assert checked.returncode == 1
    assert "asisted" in checked.stdout
    assert "broken.toml" in checked.stdout


def test_a_pathway_is_shown_and_drawn(tmp_path: Path) -> None:
    shown = referral("pathways", "show", "convention")
    assert "bring_to_safety" in shown.stdout
    assert "CETS 197" in shown.stdout
    drawn = referral("pathways", "draw", "convention", "--to", str(tmp_path))
    assert drawn.returncode == 0
    page = (tmp_path / "convention.md").read_text()
    assert "```mermaid" in page
    assert "to be confirmed by the national coordinator" in page
    assert (tmp_path / "convention.svg").read_text().startswith("<svg")


def test_a_changed_pathway_is_replayed_on_the_demo(demo: Path, tmp_path: Path) -> None:
    text = load_shipped("convention")[1]
    longer = text.replace("[clocks.reflection]\nn = 30", "[clocks.reflection]\nn = 90")
    assert longer != text
    changed, same = tmp_path / "changed.toml", tmp_path / "same.toml"
    changed.write_text(longer)
    same.write_text(text)
    store = str(demo / "data")
    for file in (same, changed):
        done = referral(
            "pathways", "replay", str(file), "--on", store, "--json", store=demo
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["cases"] > 200
        assert told["told"] == {} or file is changed
    broken = tmp_path / "broken.toml"
    broken.write_text("x = 1")
    refused = referral("pathways", "replay", str(broken), store=demo)
    assert refused.returncode == 1
    assert "broken.toml" in refused.stderr


def test_the_pathways_are_listed_with_label_and_footnote() -> None:
    listed = referral("pathways", "list")
    assert listed.returncode == 0
    assert "Kosovo*" in listed.stdout
    assert "UNSCR 1244" in listed.stdout
    told = json.loads(referral("pathways", "list", "--json").stdout)
    proven = [each["name"] for each in told["pathways"] if each["result"] == "proven"]
    assert len(proven) == 8
    assert "kosovo-2023.1" not in proven


def test_a_superseded_version_is_shown() -> None:
    shown = referral("pathways", "show", "kosovo-2023.1")
    assert shown.returncode == 0
    assert "version 2023.1" in shown.stdout


def test_an_unknown_pathway_is_a_sentence() -> None:
    told = referral("pathways", "show", "atlantis")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.strip()


def test_the_demos_timelines_hold(demo: Path) -> None:
    verified = referral("timeline", "verify", "--json", store=demo)
    assert verified.returncode == 0
    verdict = json.loads(verified.stdout)
    assert verdict["broken"] == []
    assert verdict["chains"] > 212


def test_the_demo_has_two_hundred_people_in_many_stages(demo: Path) -> None:
    with Mechanism.open(demo / "data", demo / "keys" / "kek") as mechanism:
        opened = mechanism.sign_in("clara", demo_data.PASSWORD)
        cases = mechanism.cases(opened.actor, limit=500)
        sava = mechanism.sign_in("sava", demo_data.PASSWORD).actor
        mine = mechanism.cases(sava)
    stages = {(c.stages["protection"], c.stages["identification"]) for c in cases}
    assert len(cases) == 212
    assert len(stages) >= 6
    assert len(mine) == 2
    kinds = [body.kind for body in demo_data.bodies()]
    assert all(kinds.count(kind) >= 2 for kind in kinds)


def test_one_changed_entry_is_named_with_its_case(demo: Path) -> None:
    data = demo / "data"
    _, key = _file_key(data, FileKek.read(demo / "keys" / "kek"))
    engine, _ = engine_for(data / RECORDS, key)
    with engine.begin() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.code, e.seq, e.id, e.at FROM entry e JOIN case_file c "
            "ON c.id = e.chain_id WHERE e.type = 'offer_accepted'"
        ).all()
        code, seq, entry_id, at = rows[0]
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        back_dated = (at - 86_400_000, entry_id)
        connection.exec_driver_sql("UPDATE entry SET at = ? WHERE id = ?", back_dated)
        trigger = (
            "CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN "
            "SELECT RAISE(ABORT, 'the timeline is append-only'); END"
        )
        connection.exec_driver_sql(trigger)
    verified = referral("timeline", "verify", store=demo)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_no_update")
        restored = (at, entry_id)
        connection.exec_driver_sql("UPDATE entry SET at = ? WHERE id = ?", restored)
        connection.exec_driver_sql(trigger)
    engine.dispose()
    assert verified.returncode == 1
    assert f"case {code}, entry {seq}: entry was edited" in verified.stdout
    assert verified.stdout.count("was edited") == 1
    assert referral("timeline", "verify", store=demo).returncode == 0


def test_a_timeline_without_its_protection_does_not_start(demo: Path) -> None:
    data = demo / "data"
    _, key = _file_key(data, FileKek.read(demo / "keys" / "kek"))
    engine, _ = engine_for(data / RECORDS, key)
    trigger = (
        "CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN "
        "SELECT RAISE(ABORT, 'the timeline is append-only'); END"
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER entry_no_delete")
    told = referral("timeline", "verify", store=demo)
    with engine.begin() as connection:
        connection.exec_driver_sql(trigger)
    engine.dispose()
    assert told.returncode == 1
    assert "entry_no_delete" in told.stderr


def test_the_doctor_names_what_is_wrong(demo: Path, tmp_path: Path) -> None:
    well = referral("doctor", "--json", store=demo)
    assert well.returncode == 0
    states = {f["name"]: f["state"] for f in json.loads(well.stdout)["findings"]}
    assert states["store"] == "well"
    assert states["key's place"] == "warning"
    assert states.get("worker", "warning") == "warning"
    absent = referral("doctor", store=tmp_path)
    assert absent.returncode == 1
    assert "key file" in absent.stdout


def test_a_key_file_open_to_others_is_refused(demo: Path) -> None:
    key = demo / "keys" / "kek"
    key.chmod(0o444)
    told = referral("timeline", "verify", store=demo)
    key.chmod(0o400)
    assert told.returncode == 1
    assert "chmod 0400" in told.stderr


def test_the_demo_serves_and_stops_cleanly(demo: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "demo.log"
    words = [REFERRAL, "demo", "--folder", str(demo), "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output)  # noqa: S603
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process, log)
        ready = httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=60)
        assert ready.json() == {"state": "ok"}
    finally:
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        code = process.wait(20)
    said = log.read_text()
    assert code == 0, said
    assert "stopped" in said
    assert "Traceback" not in said
    for body in demo_data.bodies():
        assert body.person is None or body.person in said
    key = demo / "partner-key"
    assert str(key) in said
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in said


def test_a_demo_is_thrown_away_where_nothing_else_lies(copied: Path) -> None:
    other = copied / "letters"
    other.touch()
    words = ("demo", "--folder", str(copied), "--fresh", "--no-serve")
    kept = referral(*words)
    assert (kept.returncode, (copied / "ready").exists()) == (1, True)
    other.unlink()
    serving._forget(copied)
    assert not copied.exists()


def test_a_mechanism_is_set_up_by_the_command(tmp_path: Path) -> None:
    told = referral("admin", "init", "office", "--label", "Office", store=tmp_path)
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "data" / RECORDS).exists()
    assert (tmp_path / "data" / KEYS).exists()
    again = referral("admin", "init", "office", "--label", "Office", store=tmp_path)
    assert again.returncode == 1
    words = ("admin", "organisation", "desk", "--label", "Desk", "--kind", "ngo")
    body = referral(*words, store=tmp_path).stdout.split()[1]
    actor = ("admin", "actor", "desk-machine", "--organisation", body)
    told = referral(*actor, "--role", "service_provider", "--machine", store=tmp_path)
    assert told.stdout.splitlines()[1].startswith("key rk_")
    pair = ("--role", "administrator", "--role", "case_manager", "--machine")
    refused = referral(
        "admin", "actor", "both", "--organisation", body, *pair, store=tmp_path
    )
    assert refused.returncode == 1
    listed = ("admin", "service", "safe_accommodation", "--label", "Desk beds")
    assert referral(*listed, "--organisation", body, store=tmp_path).returncode == 0
    assert "openapi" in referral("openapi").stdout


def test_the_embedded_store_needs_no_worker_apart(copied: Path) -> None:
    told = referral("worker", store=copied)
    assert told.returncode == 1
    assert "referral serve" in told.stderr
