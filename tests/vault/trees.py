"""A tree in memory, as the tests of proofs grow it."""

from referral.vault.merkle import Node, append, leaf_hash


class Tree:
    """Complete subtrees by place."""

    def __init__(self, leaves: list[bytes] | None = None) -> None:
        self.size = 0
        self.nodes: dict[Node, bytes] = {}
        for data in leaves or []:
            self.add(data)

    def add(self, data: bytes) -> None:
        self.nodes.update(append(self.size, leaf_hash(data), self.node))
        self.size += 1

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]
