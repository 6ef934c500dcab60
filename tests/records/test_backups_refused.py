"""Backups that are not whole, not ours or not for here: refused, nothing left."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from referral.actions.back_up import Made
from referral.errors import BackupUnusable, KeyMissing
from referral.mechanism.restoring import restore
from referral.vault.recipients import Digest, Recipients
from tests.backed_up import HOLDERS, Shelf, onto
from tests.world import World, a_world


@dataclass
class Taken:
    """Two backups of one mechanism, one of another, and an empty machine."""

    world: World
    shelf: Shelf
    made: Made
    later: Made
    foreign: Made
    place: Path
    key_file: Path

    def restore(self, name: str = "ada", keys: Made | None = None) -> None:
        to = onto(self.place, self.key_file, self.world.clock)
        restore(*self.shelf.parts(self.made, keys), self.shelf.identity(name), to)

    def file(self, name: str, made: Made | None = None) -> Path:
        records, keys = self.shelf.parts(made or self.made)
        return (records if name.startswith("records") else keys) / f"{name}.age"

    def say(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change what both parts say of themselves."""
        for folder in self.shelf.parts(self.made):
            path = folder / "backup.json"
            said = json.loads(path.read_text())
            change(said)
            path.write_text(json.dumps(said))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("backups")
    shelf, key = Shelf(folder / "shelf"), folder / "keys" / "kek"
    with a_world(str(folder / "data"), key) as world:
        world.case()
        made = shelf.take(world.mechanism)
        world.clock.advance(minutes=15)
        world.case()
        later = shelf.take(world.mechanism)
        with a_world(str(folder / "other"), key) as other:
            other.case()
            foreign = shelf.take(other.mechanism)
        yield Taken(world, shelf, made, later, foreign, folder, key)


@pytest.fixture
def taken(kept: Taken, tmp_path: Path) -> Taken:
    """Copies of all of them, to be spoilt."""
    shelf = Shelf(Path(shutil.copytree(kept.shelf.folder, tmp_path / "shelf")))
    place = tmp_path / "machine" / "data"
    one, two, three = kept.made, kept.later, kept.foreign
    return Taken(kept.world, shelf, one, two, three, place, kept.key_file)


def refused(taken: Taken, why: str, **words: Any) -> None:
    """Nothing is in place afterwards, nor beside it."""
    with pytest.raises(BackupUnusable, match=why):
        taken.restore(**words)
    left = taken.place.parent
    assert not left.exists() or list(left.iterdir()) == []


def test_a_whole_backup_is_restored_with_either_identity(taken: Taken) -> None:
    for name in HOLDERS:
        taken.restore(name)
        files = sorted(each.name for each in taken.place.iterdir())
        assert files == ["file-key.json", "keys.db", "records.db"]
        modes = {each.stat().st_mode & 0o777 for each in taken.place.iterdir()}
        assert modes == {0o600}
        assert taken.place.stat().st_mode & 0o777 == 0o700
        assert list(taken.place.parent.iterdir()) == [taken.place]
        shutil.rmtree(taken.place)


PARTS = ("records.db", "keys.db", "file-key.json")


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_named(taken: Taken, part: str) -> None:
    path = taken.file(part)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refused(taken, f"{part} is not the one of this backup, or damaged")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_cut_short_longer_or_missing_is_named(taken: Taken, part: str) -> None:
    path = taken.file(part)
    whole = path.read_bytes()
    for cut in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        refused(taken, f"{part} is cut short")
    path.write_bytes(whole + b"\0")
    refused(taken, f"{part} is not the one")
    path.unlink()
    refused(taken, f"{part} is missing")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_another_backup_in_its_place_is_named(
    taken: Taken, part: str
) -> None:
    for other in (taken.later, taken.foreign):
        shutil.copy(taken.file(part, other), taken.file(part))
        refused(taken, f"{part} (is not the one of this backup|is cut short)")


def test_a_later_keys_part_opens_it_an_earlier_or_foreign_one_is_refused(
    taken: Taken,
) -> None:
    refused(taken, "keys part belongs to another mechanism", keys=taken.foreign)
    first = taken.made
    taken.made = taken.later
    refused(taken, "keys part is older than the records part", keys=first)
    taken.made = first
    taken.restore(keys=taken.later)


def test_somebody_elses_identity_opens_nothing(taken: Taken) -> None:
    refused(taken, "records.db does not open with this identity", name="stranger")
    taken.shelf.identity("empty").chmod(0o644)
    with pytest.raises(KeyMissing, match="open to others"):
        taken.restore("empty")
    taken.shelf.identity("empty").chmod(0o600)
    taken.shelf.identity("empty").write_text("# nothing\n")
    refused(taken, "no identity file", name="empty")


def test_without_the_key_that_wraps_all_others_nothing_is_restored(
    taken: Taken, tmp_path: Path
) -> None:
    with a_world(str(tmp_path / "third"), tmp_path / "k" / "kek"):
        pass
    for key in (tmp_path / "absent", tmp_path / "k" / "kek"):
        taken.key_file = key
        with pytest.raises(KeyMissing):
            taken.restore()
        assert list(taken.place.parent.iterdir()) == []


def test_a_backup_of_a_newer_version_says_so(taken: Taken) -> None:
    taken.say(lambda said: said.update(migration="9999", package="7.0"))
    refused(taken, r"records part was made by a newer version \(7.0\)")
    taken.say(lambda said: said.update(version=2, shape="other"))
    refused(taken, "records part was made by a newer version")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda said: said.update(store="sqlite9"), "was made of sqlite9"),
        (lambda said: said["heads"].update(entries=3), "not those that it names"),
        (lambda said: said.update(entry="a;1;b"), "not those that it names"),
        (lambda said: said["parts"].pop("keys.db"), "does not name the files"),
        (lambda said: said.pop("tenant"), "is damaged"),
    ],
    ids=["store", "heads", "entry", "parts", "tenant"],
)
def test_a_manifest_that_says_something_else_is_found_out(
    taken: Taken, change: Callable[[dict[str, Any]], object], why: str
) -> None:
    taken.say(change)
    refused(taken, why)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"nonsense", b"\xff"])
def test_a_manifest_that_is_none_is_damaged(taken: Taken, text: bytes) -> None:
    for folder, group in zip(
        taken.shelf.parts(taken.made), ("records", "keys"), strict=True
    ):
        path = folder / "backup.json"
        whole = path.read_bytes()
        path.write_bytes(text)
        refused(taken, f"{group} part: backup.json is damaged")
        path.unlink()
        refused(taken, f"{group} part is not there")
        path.write_bytes(whole)
    taken.restore()


def test_parts_sealed_anew_by_a_stranger_do_not_open_together(taken: Taken) -> None:
    """Whoever has the public keys can seal; what they seal is not under our key."""
    forged = taken.shelf.folder / "forged"
    forged.write_bytes(b"not a store" * 500)
    recipients = Recipients(map(taken.shelf.recipient, HOLDERS))
    for name in ("records.db", "keys.db"):
        path = taken.file(name)
        kept = path.read_bytes()
        path.unlink()
        plain, sealed = recipients.seal(forged, path)
        told = [_words(plain), _words(sealed)]
        before = json.loads(
            (taken.shelf.parts(taken.made)[0] / "backup.json").read_text()
        )
        taken.say(
            lambda said, n=name, t=told: said["parts"][n].update(  # type: ignore[misc]
                plain=t[0], sealed=t[1]
            )
        )
        refused(taken, "do not open together")
        path.write_bytes(kept)
        taken.say(lambda said, b=before: said.update(b))  # type: ignore[misc]
    taken.restore()


def _words(digest: Digest) -> dict[str, Any]:
    return {"size": digest.size, "sha256": digest.sha256}


def test_nothing_is_restored_over_anything(taken: Taken) -> None:
    taken.place.mkdir(parents=True)
    taken.restore()
    before = {each: each.read_bytes() for each in taken.place.iterdir()}
    with pytest.raises(BackupUnusable, match="something already"):
        taken.restore()
    assert {each: each.read_bytes() for each in taken.place.iterdir()} == before
    shutil.rmtree(taken.place)
    taken.place.write_text("a note")
    with pytest.raises(BackupUnusable, match="something already"):
        taken.restore()
    assert taken.place.read_text() == "a note"
