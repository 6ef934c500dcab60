"""An identity provider in the settings: refused, looked at, people linked to it."""

from pathlib import Path
from uuid import UUID

import pytest

from referral.actions.administer import NewActor
from referral.mechanism import Mechanism
from tests.commands.conftest import referral
from tests.openid import provider_process
from tests.openid_tokens import CLIENT, SECRET
from workflows.vocabulary import Role

__all__ = ["provider_process"]


def settings(folder: Path, issuer: str, **changes: str) -> dict[str, str]:
    """Settings that name a provider; its secret lies in a file."""
    secret = folder / "client-secret"
    secret.write_text(SECRET)
    secret.chmod(0o400)
    words = {
        "openid_issuer": issuer,
        "openid_client_id": CLIENT,
        "openid_client_secret_file": str(secret),
        "debug": "true",
        **changes,
    }
    return {f"REFERRAL_{name.upper()}": said for name, said in words.items() if said}


def somebody(folder: Path) -> UUID:
    with Mechanism.open(folder / "data", folder / "keys" / "kek") as mechanism:
        system = mechanism.system()
        new = NewActor(system.organisation_id, "kee", frozenset({Role.COORDINATOR}))
        return mechanism.admit_actor(system, new).id


def test_the_doctor_asks_the_provider_and_people_are_linked(
    copied: Path, tmp_path: Path, provider_process: str
) -> None:
    known = settings(tmp_path, provider_process)
    told = referral("doctor", store=copied, **known).stdout
    assert "well     identity provider: it answers, with 3 keys" in told
    assert SECRET not in told
    down = settings(tmp_path, "http://127.0.0.1:9")
    told = referral("doctor", store=copied, **down).stdout
    assert "wrong    identity provider: the provider does not answer" in told
    person = str(somebody(copied))
    link = ("admin", "link-openid", person)
    linked = referral(*link, store=copied, stdin="kestrel-7\n", **known)
    assert linked.returncode == 0, linked.stderr
    again = referral(*link, store=copied, stdin="kestrel-8\n", **known)
    assert again.returncode == 1
    unlinked = referral("admin", "unlink-openid", person, store=copied)
    assert "ended, with 0 open sessions" in unlinked.stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"openid_client_id": ""}, "go together"),
        ({"openid_issuer": "http://provider.example"}, "an https:// address"),
        ({"openid_second_factor": '["amr=pwd"]'}, "no second factor"),
        ({"openid_second_factor": '["gold"]'}, "acr=VALUE or amr=VALUE"),
        ({"openid_hosts": '["https://keys.example"]'}, "REFERRAL_OPENID_HOSTS"),
        ({"openid_issuer": "ftp://provider.example"}, "REFERRAL_OPENID_ISSUER"),
    ],
)
def test_settings_that_are_not_safe_are_refused(
    demo: Path, tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    known = settings(tmp_path, "https://provider.example", **changes)
    told = referral("admin", "unlink-openid", str(UUID(int=1)), store=demo, **known)
    assert told.returncode in (1, 2)
    assert said in told.stderr.replace("\n", " ")
    assert SECRET not in told.stderr + told.stdout
