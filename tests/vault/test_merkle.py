"""The log's tree: against published roots, two other projects, and all small sizes."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError

from referral.vault.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    root,
)
from tests.vault.trees import Tree

PUBLISHED_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The leaves that every implementation of Certificate Transparency is tested with."""
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(size: int, seed: int = 0) -> list[bytes]:
    chance = random.Random(seed)  # noqa: S311 # repeatable leaves
    return [chance.randbytes(32) for _ in range(size)]


def by_definition(data: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, word for word."""
    if not data:
        return hashlib.sha256().digest()
    if len(data) == 1:
        return hashlib.sha256(b"\0" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    left, right = by_definition(data[:k]), by_definition(data[k:])
    return hashlib.sha256(b"\1" + left + right).digest()


def subproof(m: int, data: list[bytes], *, known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, section 2.1.4.1, word for word."""
    if m == len(data):
        return [] if known else [by_definition(data)]
    k = 1
    while k * 2 < len(data):
        k *= 2
    if m <= k:
        return [*subproof(m, data[:k], known=known), by_definition(data[k:])]
    return [*subproof(m - k, data[k:], known=False), by_definition(data[:k])]


def test_consistency_proofs_are_those_of_the_definition() -> None:
    data = leaves(33)
    tree = Tree(data)
    for size in range(1, 34):
        for old in range(1, size + 1):
            found = consistency_proof(old, size, tree.node)
            assert found == subproof(old, data[:size])


def test_the_published_roots_come_out() -> None:
    tree = Tree()
    assert root(0, tree.node) == EMPTY_ROOT == by_definition([])
    for data, published in zip(PUBLISHED_LEAVES, PUBLISHED_ROOTS, strict=True):
        tree.add(data)
        assert root(tree.size, tree.node).hex() == published
    for size, published in enumerate(PUBLISHED_ROOTS, start=1):
        assert root(size, tree.node).hex() == published


def test_the_proofs_of_the_seven_leaves_are_those_of_the_rfc() -> None:
    """RFC 9162, section 2.1.5, names every node of the paths."""
    tree = Tree(leaves(7))
    a, b, c, d, e, f = (tree.node(0, index) for index in range(6))
    j = tree.node(0, 6)
    g, h, i, k = (
        *(tree.node(1, index) for index in range(3)),
        tree.node(2, 0),
    )
    last = by_definition(leaves(7)[4:])

    assert inclusion_proof(0, 7, tree.node) == [b, h, last]
    assert inclusion_proof(3, 7, tree.node) == [c, g, last]
    assert inclusion_proof(4, 7, tree.node) == [f, j, k]
    assert inclusion_proof(6, 7, tree.node) == [i, k]
    assert consistency_proof(3, 7, tree.node) == [c, d, g, last]
    assert consistency_proof(4, 7, tree.node) == [last]
    assert consistency_proof(6, 7, tree.node) == [i, j, k]
    assert {a, e}.isdisjoint(consistency_proof(6, 7, tree.node))


def test_every_proof_of_every_small_tree_holds_and_for_no_other_place() -> None:
    data = leaves(64)
    tree = Tree(data)
    roots = [by_definition(data[:size]) for size in range(65)]
    proofs = 0
    for size in range(1, 65):
        assert root(size, tree.node) == roots[size]
        for index in range(size):
            path = inclusion_proof(index, size, tree.node)
            leaf = leaf_hash(data[index])
            assert includes(leaf, index, size, path, roots[size])
            assert not includes(leaf, index ^ 1, size, path, roots[size])
            assert not includes(leaf, index, size, path, roots[size - 1])
            proofs += 1
        for old in range(1, size + 1):
            path = consistency_proof(old, size, tree.node)
            assert extends((old, roots[old]), (size, roots[size]), path)
            assert not extends((old, roots[old - 1]), (size, roots[size]), path)
            assert not extends((old, roots[old]), (size, roots[old - 1]), path)
            proofs += 1
    assert proofs == 4_160


def test_300_roots_and_paths_are_those_of_another_library() -> None:
    other = pymerkle.InmemoryTree(algorithm="sha256")
    tree = Tree()
    chance = random.Random(3)  # noqa: S311 # repeatable places
    for data in leaves(300):
        tree.add(data)
        other.append_entry(data)
        size = tree.size
        index, old = chance.randrange(size), chance.randint(1, size)
        top = root(size, tree.node)
        assert top == other.get_root(size)
        theirs = other.prove_inclusion(index + 1, size)
        assert inclusion_proof(index, size, tree.node) == theirs.path[1:]
        # its consistency proofs have a shape of their own, so it only judges our roots
        pymerkle.verify_consistency(
            root(old, tree.node), top, other.prove_consistency(old, size)
        )


@dataclass
class TheirProof:
    """The attributes that the other project's verifier reads."""

    log_index: int
    tree_size: int
    hashes: list[bytes]
    root_hash: bytes


@dataclass
class TheirInner:
    inclusion_proof: TheirProof
    canonicalized_body: bytes


@dataclass
class TheirEntry:
    _inner: TheirInner


def their_verdict(data: bytes, proof: TheirProof) -> bool:
    entry: Any = TheirEntry(TheirInner(proof, data))
    try:
        verify_merkle_inclusion(entry)
    except VerificationError:
        return False
    return True


def test_200_proofs_are_accepted_by_another_projects_verifier() -> None:
    data = leaves(1_000, seed=1)
    tree = Tree(data)
    chance = random.Random(2)  # noqa: S311 # repeatable places
    for _ in range(200):
        size = chance.randint(1, 1_000)
        index = chance.randrange(size)
        path = inclusion_proof(index, size, tree.node)
        top = root(size, tree.node)
        assert their_verdict(data[index], TheirProof(index, size, path, top))
        other = TheirProof(index, size, path, root(1_000 - size, tree.node))
        assert not their_verdict(data[index], other) or other.root_hash == top


@given(
    st.integers(2, 200).flatmap(
        lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
    ),
    st.data(),
)
def test_a_proof_with_any_bit_turned_is_refused(
    place: tuple[int, int], draw: st.DataObject
) -> None:
    index, size = place
    data = leaves(size)
    tree = Tree(data)
    top = root(size, tree.node)
    path = inclusion_proof(index, size, tree.node)
    at = draw.draw(st.integers(0, len(path) * 256 - 1))
    step, bit = divmod(at, 256)
    turned = bytearray(path[step])
    turned[bit // 8] ^= 1 << bit % 8
    broken = [*path[:step], bytes(turned), *path[step + 1 :]]

    assert includes(leaf_hash(data[index]), index, size, path, top)
    assert not includes(leaf_hash(data[index]), index, size, broken, top)


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_no_leaf_outside_the_tree_is_proven(index: int) -> None:
    tree = Tree(leaves(5))
    top = root(5, tree.node)
    assert not includes(leaf_hash(b""), index, 5, [], top)
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(index, 5, tree.node)


def test_no_leaf_is_in_an_empty_tree() -> None:
    assert not includes(leaf_hash(b"x"), 0, 0, [], EMPTY_ROOT)
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(0, 0, Tree().node)


@pytest.mark.parametrize(("old", "new"), [(0, 4), (0, 0), (5, 4), (-1, 4)])
def test_no_consistency_from_nothing_or_backwards(old: int, new: int) -> None:
    tree = Tree(leaves(5))
    roots = {size: root(size, tree.node) for size in range(6)}
    old_root = roots.get(old, roots[1])
    assert not extends((old, old_root), (new, roots[new]), [])
    with pytest.raises(ValueError, match="no consistency"):
        consistency_proof(old, new, tree.node)


@pytest.mark.parametrize("change", ["short", "long", "fewer", "more", "none"])
def test_hashes_of_another_length_or_number_are_refused(change: str) -> None:
    data = leaves(7)
    tree = Tree(data)
    top, before = root(7, tree.node), root(3, tree.node)
    changes: dict[str, Callable[[list[bytes]], list[bytes]]] = {
        "short": lambda path: [path[0][:31], *path[1:]],
        "long": lambda path: [*path[:-1], path[-1] + b"\0"],
        "fewer": lambda path: path[:-1],
        "more": lambda path: [*path, path[-1]],
        "none": lambda _: [],
    }
    changed = changes[change]
    path = inclusion_proof(2, 7, tree.node)
    steps = consistency_proof(3, 7, tree.node)

    assert includes(leaf_hash(data[2]), 2, 7, path, top)
    assert not includes(leaf_hash(data[2]), 2, 7, changed(path), top)
    assert extends((3, before), (7, top), steps)
    assert not extends((3, before), (7, top), changed(steps))


def test_leaf_and_root_have_their_length() -> None:
    tree = Tree([b"one"])
    top = root(1, tree.node)
    assert includes(top, 0, 1, [], top)
    assert not includes(top[:31], 0, 1, [], top[:31])
    assert extends((1, top), (1, top), [])
    assert not extends((1, top[:31]), (1, top[:31]), [])
    assert not extends((1, top), (1, top), [top])
