"""What an insider does to a history: each attack as statements on the rows."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import null
from sqlmodel import col as column
from sqlmodel import delete, select, update

from referral.records.cases import Case
from referral.records.database import Unit, Written
from referral.records.log import CheckpointRow, LogLeaf, LogNode, number
from referral.records.organisations import Organisation
from referral.records.timeline import Entry
from referral.vault.chain import GENESIS, entry_hash, entry_mac
from referral.vault.witness import OK
from tests.properties.onlookers import Onlooker
from tests.properties.thief import entry
from tests.records.raw import act, keyring
from tests.spec.witnessing import log_key
from tests.world import World
from workflows.vocabulary import EntryType


@dataclass
class Scene:
    """A history, and what people outside kept of it."""

    world: World
    case: UUID
    other: UUID
    folder: Path
    """For what witnesses keep."""
    seq: int = 0
    """The entry that is attacked, in the middle of the case: facts were recorded."""
    length: int = 0
    receipts: dict[tuple[UUID, int], str] = field(default_factory=dict)
    witnesses: list[Onlooker] = field(default_factory=list)


def a_scene(world: World, folder: Path, seed: int) -> Scene:
    """Some acts in two cases, by lot; a witness sees all of them but the last."""
    chance = random.Random(seed)  # noqa: S311 # repeatable histories
    scene = Scene(world, world.case().id, world.case().id, folder)
    for turn in range(chance.randint(3, 7)):
        looked_at = chance.choice((scene.case, scene.other))
        world.mechanism.read_case(world["outreach"], looked_at)
        if turn < 2 or chance.random() < 0.5:  # two at least
            facts = {"guardian_appointed": True}
            world.mechanism.record_facts(world["outreach"], scene.case, facts)
    world.mechanism.fire_due()
    scene.witnesses.append(Onlooker(folder / "first", log_key(world.mechanism)))
    assert act(world, scene.witnesses[0].looks) == OK
    world.mechanism.read_case(world["outreach"], scene.case)
    world.mechanism.fire_due()

    def keep(unit: Unit) -> None:
        for row in unit.session.exec(select(Entry)).all():
            scene.receipts[row.chain_id, row.seq] = row.h.hex()
        scene.length = unit.session.get_one(Case, scene.case).seq
        facts = entry(scene.case), column(Entry.type) == EntryType.FACTS_RECORDED
        scene.seq = chance.choice(
            unit.session.exec(select(Entry.seq).where(*facts)).all()
        )

    act(world, keep)
    return scene


Attack = Callable[[Unit, Scene], object]
_Owner = type[Case] | type[Organisation]


def run(unit: Unit, *statements: Any) -> None:
    for statement in statements:
        unit.session.connection().execute(statement)
    unit.session.expire_all()


def relink(unit: Unit, scene: Scene, chain: UUID, *, with_keys: bool) -> None:
    """Number, link and hash a chain anew, and correct what its owner says."""
    query = select(Entry).where(entry(chain)).order_by(column(Entry.seq))
    rows = list(unit.session.exec(query).all())
    for row in rows:  # out of the way of the numbers they get
        run(
            unit,
            update(Entry).where(column(Entry.id) == row.id).values(seq=row.seq + 9_000),
        )
    key, previous = keyring(scene.world).chain_key(unit), GENESIS
    for seq, row in enumerate(rows, start=1):
        unit.session.refresh(row)
        row.seq, row.prev = seq, previous
        row.h = previous = entry_hash(row.header(keyring(scene.world).tenant))
        if with_keys:
            row.mac = entry_mac(key, row.h)
        unit.session.add(row)
        unit.session.flush()
    head = update(Case).where(column(Case.id) == chain)
    run(unit, head.values(seq=len(rows), head=previous))


def forget_the_end_of_the_log(unit: Unit, size: int) -> None:
    """As if the log had never reached further: leaves, nodes, checkpoints."""
    run(
        unit,
        delete(LogLeaf).where(column(LogLeaf.place) >= size),
        delete(CheckpointRow).where(column(CheckpointRow.size) > size),
    )
    nodes = select(LogNode).order_by(column(LogNode.level))
    for node in unit.session.exec(nodes).all():
        if (node.place + 1) << node.level > size:
            unit.session.delete(node)
    unit.session.flush()


def edit_payload(unit: Unit, scene: Scene) -> None:
    run(
        unit,
        update(Entry)
        .where(entry(scene.case, scene.seq))
        .values(payload_commit=bytes(32)),
    )


def edit_header(unit: Unit, scene: Scene) -> None:
    run(
        unit,
        update(Entry).where(entry(scene.case, scene.seq)).values(actor_id=UUID(int=9)),
    )


def edit_and_recompute(unit: Unit, scene: Scene) -> None:
    edit_header(unit, scene)
    relink(unit, scene, scene.case, with_keys=False)


def delete_middle(unit: Unit, scene: Scene) -> None:
    run(unit, delete(Entry).where(entry(scene.case, scene.seq)))


def delete_and_relink(unit: Unit, scene: Scene) -> None:
    delete_middle(unit, scene)
    relink(unit, scene, scene.case, with_keys=False)


def reorder(unit: Unit, scene: Scene) -> None:
    """Two neighbours change places, and everything is linked anew."""
    here, there = entry(scene.case, scene.seq), entry(scene.case, scene.seq - 1)
    run(
        unit,
        update(Entry).where(here).values(seq=8_000),
        update(Entry).where(there).values(seq=scene.seq),
        update(Entry).where(entry(scene.case, 8_000)).values(seq=scene.seq - 1),
    )
    relink(unit, scene, scene.case, with_keys=False)


def fix_state(unit: Unit) -> None:
    """Every case's row says what is left of its entries; without any, it is gone."""
    for case in unit.session.exec(select(Case)).all():
        words = unit.session.exec(select(Entry.type).where(entry(case.id))).all()
        if words:
            case.version = 1 + words.count(EntryType.FACTS_RECORDED)
            unit.session.add(case)
        else:
            wipe(unit, case.id)
    unit.session.flush()


def wipe(unit: Unit, case: UUID) -> None:
    """Every row that names a case, and the case's own."""
    for table in reversed(Case.metadata.sorted_tables):
        to_case = [
            key.parent
            for key in table.foreign_keys
            if key.column.table.name == Case.__tablename__
        ]
        run(unit, *(delete(table).where(each == case) for each in to_case))
    run(unit, delete(Case).where(column(Case.id) == case))


def cut_the_tail(unit: Unit, scene: Scene) -> None:
    """With the keys, and the state as it was before."""
    run(unit, delete(Entry).where(entry(scene.case), column(Entry.seq) >= scene.seq))
    relink(unit, scene, scene.case, with_keys=True)
    fix_state(unit)


def delete_the_case(unit: Unit, scene: Scene) -> None:
    """Everywhere but in the log: as if nothing had ever happened."""
    run(unit, delete(Entry).where(entry(scene.case)))
    fix_state(unit)


def insert_before(unit: Unit, scene: Scene) -> None:
    """A copy of an entry with another identifier, linked anew, the state corrected."""
    row = unit.session.exec(select(Entry).where(entry(scene.case, scene.seq))).one()
    said = {name: getattr(row, name) for name in Entry.model_fields}
    copy = Entry(**{**said, "id": UUID(int=7), "seq": 7_000})
    unit.session.add(copy)
    unit.session.flush()
    later = select(Entry).where(entry(scene.case), column(Entry.seq) >= scene.seq)
    for each in unit.session.exec(later.order_by(column(Entry.seq).desc())).all():
        if each.seq < 7_000:
            run(
                unit,
                update(Entry)
                .where(column(Entry.id) == each.id)
                .values(seq=each.seq + 1),
            )
    run(
        unit, update(Entry).where(column(Entry.id) == UUID(int=7)).values(seq=scene.seq)
    )
    relink(unit, scene, scene.case, with_keys=False)
    fix_state(unit)


def swap_between_cases(unit: Unit, scene: Scene) -> None:
    limbo = UUID(int=1)
    for old, new in (
        (scene.case, limbo),
        (scene.other, scene.case),
        (limbo, scene.other),
    ):
        run(unit, update(Entry).where(entry(old, 2)).values(chain_id=new))


def restore_older(unit: Unit, scene: Scene) -> None:
    """Everything as it was when the log was half as long."""
    size = scene.witnesses[0].size // 2
    gone = select(LogLeaf.entry_id).where(LogLeaf.place >= size)
    ids = list(unit.session.exec(gone).all())
    run(unit, delete(Entry).where(column(Entry.id).in_(ids)))
    forget_the_end_of_the_log(unit, size)
    for table in (Case, Organisation):
        for owner in unit.session.exec(select(table.id)).all():
            relink_head(unit, owner, table)
    fix_state(unit)


def relink_head(unit: Unit, chain: UUID, table: _Owner = Case) -> None:
    rows = select(Entry).where(entry(chain)).order_by(column(Entry.seq).desc())
    last = unit.session.exec(rows.limit(1)).first()
    seq, head = (last.seq, last.h) if last else (0, GENESIS)
    run(unit, update(table).where(column(table.id) == chain).values(seq=seq, head=head))


def rewrite_with_all_keys(unit: Unit, scene: Scene) -> None:
    """The insider has every key of the server: chain, log and checkpoint are new."""
    edit_header(unit, scene)
    relink(unit, scene, scene.case, with_keys=True)
    resign(unit, scene)


def two_histories(unit: Unit, scene: Scene) -> None:
    """One witness saw what happened; another one is shown what did not."""
    rewrite_with_all_keys(unit, scene)
    second = Onlooker(scene.folder / "second", scene.witnesses[0].log)
    scene.witnesses.append(second)
    assert second.looks(unit) == OK


def edit_a_row(unit: Unit, scene: Scene) -> None:
    """The case stands somewhere else."""
    run(unit, update(Case).where(column(Case.id) == scene.case).values(protection="x"))


def resign(unit: Unit, scene: Scene) -> None:
    order = select(LogLeaf.entry_id).order_by(column(LogLeaf.place))
    ids = list(unit.session.exec(order).all())
    forget_the_end_of_the_log(unit, 0)
    rows = {row.id: row for row in unit.session.exec(select(Entry)).all()}
    written = [
        Written(each, rows[each].chain_id, rows[each].seq, rows[each].h)
        for each in ids
        if each in rows
    ]
    number(unit, keyring(scene.world), written)


def destroy_payload(unit: Unit, scene: Scene) -> None:
    """The content of an entry is gone, and nothing says that it was erased."""
    sealed = select(Entry.seq).where(
        entry(scene.case), column(Entry.payload).is_not(None)
    )
    seq = unit.session.exec(sealed.order_by(column(Entry.seq)).limit(1)).one()
    run(unit, update(Entry).where(entry(scene.case, seq)).values(payload=null()))


def cut_before_numbering(unit: Unit, scene: Scene) -> None:
    """The last entry goes before the log took it in, as PostgreSQL leaves a moment."""
    last = select(LogLeaf).where(LogLeaf.chain_id == scene.case)
    leaf = unit.session.exec(last.order_by(column(LogLeaf.seq).desc()).limit(1)).one()
    run(unit, delete(Entry).where(column(Entry.id) == leaf.entry_id))
    relink_head(unit, scene.case)
    resign(unit, scene)
