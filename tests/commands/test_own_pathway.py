"""A deployment with a pathway of its own, from its first day to changed rules."""

import json
from pathlib import Path

from sqlalchemy import update

from referral.records.database_sqlite_files import engine_for
from referral.records.explorations import Exploration
from referral.records.opening import RECORDS, _file_key
from referral.records.stays import triggers_on_sqlite
from referral.vault.providers.file import FileKek
from tests.commands.conftest import referral

TEXT = Path("workflows/pathways/convention.toml").read_text()
OWN = TEXT.replace('version = "2026.1"', 'version = "2026.9"')
STAYS = "exploration_no_update"
INIT = ("admin", "init", "office", "--label", "Office", "--pathway")


def with_other_rules(folder: Path) -> None:
    """What was explored was explored with rules of another day."""
    _, key = _file_key(folder / "data", FileKek.read(folder / "keys" / "kek"))
    engine, _ = engine_for(folder / "data" / RECORDS, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {STAYS}")
        connection.execute(update(Exploration).values(rules_digest=bytes(32)))
        connection.exec_driver_sql(triggers_on_sqlite()[STAYS])
    engine.dispose()


def test_a_pathway_of_ones_own_is_explored_before_it_is_used(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace('guards = ["consent_to_assistance"]', "guards = []"))
    told = referral(*INIT, str(file), store=tmp_path)
    assert told.returncode == 1
    assert "does not hold" in told.stdout
    assert not (tmp_path / "data").exists()

    file.write_text(OWN.replace('to = "assisted"', 'to = "asisted"', 1))
    told = referral(*INIT, str(file), store=tmp_path)
    assert told.returncode == 1
    assert "asisted" in told.stderr


def test_after_an_update_of_the_rules_it_is_explored_anew_in_the_store(
    tmp_path: Path,
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    assert referral(*INIT, str(file), store=tmp_path).returncode == 0
    assert referral("timeline", "verify", store=tmp_path).returncode == 0

    with_other_rules(tmp_path)
    stopped = referral("timeline", "verify", store=tmp_path)
    assert stopped.returncode == 1
    assert "pathways check --stored" in stopped.stderr
    told = referral("pathways", "check", "--stored", "--json", store=tmp_path)
    assert told.returncode == 0, told.stderr
    (found,) = json.loads(told.stdout)["pathways"].values()
    assert found["version"] == "2026.9"
    assert all(one["holds"] for one in found["guarantees"].values())
    assert referral("timeline", "verify", store=tmp_path).returncode == 0


def test_names_and_the_stores_own_are_not_asked_for_together() -> None:
    told = referral("pathways", "check", "convention", "--stored")
    assert told.returncode == 1
    assert "--stored" in told.stderr
