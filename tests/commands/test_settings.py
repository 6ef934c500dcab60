"""Settings: a slip of the pen, or a dangerous mixture, never starts a server."""

import secrets
from pathlib import Path

import pytest

from api.settings import ON_ONE_VOLUME, Settings, unsafe
from referral.mechanism import Mechanism
from tests.api.mechanism import made
from tests.api.server import free_port
from tests.commands.conftest import referral

SECRET = "Osprey-of-the-marsh"


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text)
    return file


def test_a_value_that_does_not_fit_is_named_and_not_repeated() -> None:
    told = referral("doctor", REFERRAL_PORT=SECRET)
    assert told.returncode == 2
    assert "REFERRAL_PORT" in told.stderr
    assert SECRET not in told.stderr


def test_an_unknown_variable_is_refused_and_the_nearest_one_offered() -> None:
    told = referral("doctor", REFERRAL_PROT=SECRET)
    assert told.returncode == 2
    assert "REFERRAL_PROT" in told.stderr
    assert "did you mean REFERRAL_PORT?" in told.stderr
    assert SECRET not in told.stderr


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, f'kee_file = "{SECRET}"\n')
    told = referral("--settings", str(file), "doctor")
    assert told.returncode == 2
    assert "kee_file" in told.stderr
    assert "REFERRAL_KEY_FILE" in told.stderr
    assert SECRET not in told.stderr


def test_a_file_sets_variables_win_and_options_win_over_both(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 8100\nlog_level = "error"\nstore = "one"\n')
    name = str(file)
    told = referral("doctor", REFERRAL_SETTINGS=name, REFERRAL_PORT="8200").stdout
    assert "REFERRAL_PORT: 8200 (set)" in told
    assert "REFERRAL_LOG_LEVEL: error (set)" in told
    assert "REFERRAL_MAX_BODY: 1048576 (default)" in told
    told = referral("--store", "two", "doctor", REFERRAL_SETTINGS=name).stdout
    assert "REFERRAL_STORE: two (set)" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read"),
        ("port = \n", "line 1"),
        ('settings = "other.toml"\n', "another settings file"),
    ],
    ids=["absent", "broken", "nested"],
)
def test_a_file_that_is_no_good_is_told(
    tmp_path: Path, text: str | None, told: str
) -> None:
    file = tmp_path / "settings.toml"
    if text is not None:
        file.write_text(text)
    ended = referral("--settings", str(file), "doctor")
    assert ended.returncode == 2
    assert str(file) in ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_doctor_sees_a_password_in_a_file_that_others_can_read(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, f'store = "postgresql://me:{SECRET}@127.0.0.1:1/x"\n')
    file.chmod(0o644)
    told = referral("--settings", str(file), "doctor")
    assert told.returncode == 1
    assert f"chmod 0600 {file}" in told.stdout
    assert SECRET not in told.stdout + told.stderr
    file.chmod(0o600)
    told = referral("--settings", str(file), "doctor")
    assert "chmod 0600" not in told.stdout


def test_what_the_demo_invented_is_not_served_as_real(copied: Path) -> None:
    told = referral("serve", store=copied, REFERRAL_PORT=str(free_port()))
    assert told.returncode == 1
    assert "invented" in told.stderr
    assert "would refuse" in referral("doctor", store=copied).stdout


@pytest.mark.asvs("V13.4.2")
def test_nothing_is_printed_whole_beyond_this_machine(copied: Path) -> None:
    told = referral(
        "serve", store=copied, REFERRAL_DEBUG="true", REFERRAL_HOST="192.0.2.1"
    )
    assert told.returncode == 1
    assert "only on 127.0.0.1" in told.stderr


@pytest.mark.asvs("V13.4.2")
def test_nothing_is_printed_whole_of_real_people(tmp_path: Path) -> None:
    made(str(tmp_path / "data"), tmp_path / "keys" / "kek")
    told = referral("serve", store=tmp_path, REFERRAL_DEBUG="true")
    assert told.returncode == 1
    assert "only with invented people" in told.stderr


@pytest.mark.parametrize("invented", [True, False])
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "0.0.0.0"])  # noqa: S104 # that is the danger
def test_only_two_mixtures_are_safe(host: str, *, debug: bool, invented: bool) -> None:
    chosen = Settings(host=host, debug=debug, key_beside_data=True)
    trying = invented and debug and host != "0.0.0.0"  # noqa: S104 # as above
    real = not invented and not debug
    assert (unsafe(chosen, invented=invented) is None) is (trying or real)


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        b"0123456789abcdef" * 2,
        b"correct horse battery staple 123",
        b"\xff" * 32,
    ],
    ids=["zeros", "pattern", "words", "ones"],
)
def test_a_key_that_was_not_drawn_by_lot_opens_nothing(
    tmp_path: Path, key: bytes
) -> None:
    file = tmp_path / "keys" / "kek"
    file.parent.mkdir()
    file.write_bytes(key)
    file.chmod(0o400)
    told = referral("serve", store=tmp_path)
    assert told.returncode == 1
    assert "drawn by lot" in told.stderr
    assert not (tmp_path / "data").exists()


def test_a_store_says_whether_its_people_are_invented(
    copied: Path, tmp_path: Path
) -> None:
    file = tmp_path / "other"
    file.write_bytes(secrets.token_bytes(32))
    file.chmod(0o400)
    made(str(tmp_path / "data"), file)
    with Mechanism.open(tmp_path / "data", file) as real:
        assert real.invented is False
    with Mechanism.open(copied / "data", copied / "keys" / "kek") as demo:
        assert demo.invented is True


def test_a_key_on_the_volume_of_the_data_is_accepted_by_the_operator_or_refused(
    tmp_path: Path,
) -> None:
    def chosen(store: str, key: Path, *, accepted: bool) -> Settings:
        return Settings(store=store, key_file=key, key_beside_data=accepted)

    data, key = str(tmp_path / "data"), tmp_path / "deep" / "kek"
    elsewhere = Path("/dev/shm/kek")  # noqa: S108 # nothing is written there
    assert unsafe(chosen(data, key, accepted=False), invented=False) == ON_ONE_VOLUME
    assert unsafe(chosen(data, key, accepted=True), invented=False) is None
    assert unsafe(chosen(data, elsewhere, accepted=False), invented=False) is None
    far = chosen("postgresql://db.example.org/x", key, accepted=False)
    assert unsafe(far, invented=False) is None


def test_nothing_is_made_or_served_with_the_key_beside_the_data_unless_accepted(
    tmp_path: Path,
) -> None:
    no = {"REFERRAL_KEY_BESIDE_DATA": "false"}
    told = referral("admin", "init", "o", "--label", "O", store=tmp_path, **no)
    assert told.returncode == 1
    assert "REFERRAL_KEY_BESIDE_DATA" in told.stderr
    assert not (tmp_path / "keys").exists()
    made(str(tmp_path / "data"), tmp_path / "keys" / "kek")
    served = referral("serve", store=tmp_path, **no)
    assert served.returncode == 1
    assert "volume" in served.stderr
