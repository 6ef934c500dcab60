"""The tree of RFC 9162 (section 2, as in RFC 6962): roots and proofs, and their check.

    leaf = SHA-256( 0x00 || data )        node = SHA-256( 0x01 || left || right )

Only complete subtrees are ever stored: node `(level, index)` covers the leaves
`index * 2**level` up to, not including, `(index + 1) * 2**level`, and never changes.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence

HASH_BYTES = 32
Node = tuple[int, int]
"""Level, counted from the leaves, and index in that level, both from 0."""
NodeAt = Callable[[int, int], bytes]
"""Answers the hash of a complete subtree."""

EMPTY_ROOT = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, leaf: bytes, node: NodeAt) -> list[tuple[Node, bytes]]:
    """The subtrees that one more leaf completes, the leaf itself first.

    Args:
        size: Leaves so far; also the index of the new one.
        leaf: Its hash.
        node: Reads what was completed before.
    """
    level, index, digest = 0, size, leaf
    grown = [((level, index), digest)]
    while index & 1:
        digest = node_hash(node(level, index - 1), digest)
        level, index = level + 1, index >> 1
        grown.append(((level, index), digest))
    return grown


def peaks(size: int) -> list[Node]:
    """The complete subtrees that `size` leaves fall into: all that growing needs."""
    levels = range(size.bit_length())
    return [(level, (size >> level) - 1) for level in levels if size >> level & 1]


def root(size: int, node: NodeAt) -> bytes:
    """The root of the first `size` leaves."""
    return _over(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: NodeAt) -> list[bytes]:
    """The path of leaf `index` in the tree of `size` leaves (2.1.3.1).

    Raises:
        ValueError: if that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in this tree")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: NodeAt) -> list[bytes]:
    """That the tree of `old` leaves is the beginning of that of `new` (2.1.4.1).

    Raises:
        ValueError: if `old` is 0 or greater than `new`.
    """
    if not 0 < old <= new:
        raise ValueError("no consistency between these sizes")
    begin, end, path = 0, new, []
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(begin, middle, node))
            begin = middle
    if begin:  # else it is the old root, which the verifier has
        path.append(_over(begin, end, node))
    return path[::-1]


def includes(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """True if the path leads from the leaf's hash to the root (2.1.3.2)."""
    if not 0 <= index < size or not _hashes([leaf, root, *path]):
        return False
    at, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            digest = node_hash(sibling, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(digest, root)


def extends(
    old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """True if the new tree begins with the old one (2.1.4.2); each is size and root.

    A tree without leaves proves nothing and is refused.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size <= new_size or not _hashes([old_root, new_root, *path]):
        return False
    if old_size == new_size:
        return not path and hmac.compare_digest(old_root, new_root)
    power_of_two = old_size & (old_size - 1) == 0
    steps = [old_root, *path] if power_of_two else list(path)
    if not steps or not path:
        return False
    return _both_roots(old_size - 1, new_size - 1, steps) == (old_root, new_root)


def _both_roots(
    at: int, last: int, steps: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """The two roots a consistency proof leads to; None if it has another length."""
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return (before, after) if last == 0 else None


def _hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(width: int) -> int:
    """The largest power of two smaller than `width`, for more than one leaf."""
    return 1 << ((width - 1).bit_length() - 1)


def _over(begin: int, end: int, node: NodeAt) -> bytes:
    """The hash over the leaves from `begin` to `end`, from complete subtrees."""
    width = end - begin
    level = width.bit_length() - 1
    if width == 1 << level:
        return node(level, begin >> level)
    middle = begin + _split(width)
    return node_hash(_over(begin, middle, node), _over(middle, end, node))
