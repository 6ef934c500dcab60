"""Statements are compiled once a process, not once for every store a test opens.

SQLAlchemy keeps what it compiled for each engine, and every test has engines of its
own: a third of the time of the tests went into compiling the same statements. Here
engines of one kind share dialect and cache. What is run, and on what, stays the same.
"""

from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache

STATEMENTS = 5_000
_KINDS: dict[tuple[object, ...], tuple[Any, LRUCache[Any, Any]]] = {}


def _kind(dialect: Any) -> tuple[object, ...]:
    """What makes two dialects write the same statement differently."""
    settings = ("_on_connect_isolation_level", "paramstyle", "_json_serializer")
    said = (repr(getattr(dialect, name, None)) for name in settings)
    return (type(dialect), dialect.dbapi, *said)


def _take_dialect(engine: Engine, dialect: Any) -> None:
    kind = _kind(dialect)
    if kind not in _KINDS:
        _KINDS[kind] = dialect, LRUCache(STATEMENTS)
    engine.__dict__["shared"] = _KINDS[kind]


def share() -> None:
    """From now on, in this process."""
    named = {
        "dialect": property(lambda engine: engine.__dict__["shared"][0], _take_dialect),
        "_compiled_cache": property(
            lambda engine: engine.__dict__["shared"][1], lambda *_: None
        ),
    }
    for name, shared in named.items():
        setattr(Engine, name, shared)
