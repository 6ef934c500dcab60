"""An operator on PostgreSQL: tables by one role, service by another."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import referral
from tests.postgres import OWNER, SUPERUSER, as_role
from tests.postgres import libpq as address

PASSWORD = "correct horse"  # invented, and used nowhere


def settings(folder: Path, **said: str) -> str:
    """A settings file of the operator's."""
    file = folder / f"{len(said)}.toml"
    lines = [f'{name} = "{value}"' for name, value in said.items()]
    file.write_text("\n".join([f'key_file = "{folder / "kek"}"', *lines]))
    file.chmod(0o600)
    return str(file)


@pytest.fixture
def files(empty_postgres_url: str, tmp_path: Path) -> tuple[str, str]:
    """Settings of the server, and of the operator who may change tables."""
    server = address(empty_postgres_url)
    owner = address(as_role(empty_postgres_url, OWNER))
    return (
        settings(tmp_path, store=server),
        settings(tmp_path, store=server, store_migrator=owner),
    )


def test_the_owner_makes_the_tables_and_the_server_serves_them(
    files: tuple[str, str], empty_postgres_url: str
) -> None:
    server, operator = files
    init = ("admin", "init", "office", "--label", "Office")
    refused = referral("--settings", server, *init)
    assert refused.returncode == 1
    assert "referral admin migrate" in refused.stderr
    assert "store_migrator" in referral("--settings", server, "admin", "migrate").stderr

    assert referral("--settings", operator, *init).returncode == 0
    again = referral("--settings", operator, "admin", "migrate")
    assert (again.returncode, again.stdout) == (0, "up to date\n")

    looked = referral("--settings", server, "doctor", "--json")
    found = {each["name"]: each for each in json.loads(looked.stdout)["findings"]}
    for name in ("role", "timeline", "rights", "row policies"):
        assert found[name]["state"] == "well", found[name]
    told = referral("--settings", operator, "doctor").stdout
    assert "warning  REFERRAL_STORE_MIGRATOR: a server has no need of it" in told

    superuser = address(as_role(empty_postgres_url, SUPERUSER))
    ended = referral("--settings", server, "--store", superuser, "doctor")
    assert ended.returncode == 1
    assert "the store is not protected: postgres is a superuser" in ended.stdout


def test_no_address_is_shown_with_its_password(tmp_path: Path) -> None:
    place = f"postgresql://referral_owner:{PASSWORD}@db.invalid/referral"
    file = settings(tmp_path, store=place, store_migrator=place)
    Path(file).chmod(0o644)
    told = referral("--settings", file, "doctor")
    assert PASSWORD not in told.stdout + told.stderr
    assert "REFERRAL_STORE_MIGRATOR: db.invalid/referral (set)" in told.stdout
    assert "it holds a password and is open to others" in told.stdout


def test_the_embedded_store_needs_no_migrating(tmp_path: Path) -> None:
    told = referral("--store", str(tmp_path / "data"), "admin", "migrate")
    assert told.returncode == 1
    assert "brings itself up to date" in told.stderr
