"""R8.4: large files rest sealed, piece by piece."""

import hashlib
from typing import Any

import pytest
from chassis.storage.sealed_pieces import PIECE_BYTES, new_data_key, open_piece, store_pieces
from contracts.errors import NotFound


class FakeStore:
    """Objects in memory."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, _bucket: str, key: str, data: bytes, _media_type: str) -> None:
        self.objects[key] = data

    def get(self, _bucket: str, key: str) -> bytes:
        if key not in self.objects:
            raise NotFound
        return self.objects[key]


def store(content: bytes) -> tuple[Any, str, Any]:
    fake: Any = FakeStore()
    key = new_data_key()
    chunks = [content[at : at + 700_000] for at in range(0, len(content), 700_000)]
    return fake, key, store_pieces(fake, "b", "p/", key, chunks)


@pytest.mark.parametrize("size", [1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5])
def test_R8_4_comes_back_as_it_was(size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    fake, key, stored = store(content[:size])
    pieces = [open_piece(fake, "b", "p/", key, number) for number in range(stored.pieces)]
    assert b"".join(pieces) == content[:size]
    assert stored.size == size
    assert stored.sha256 == hashlib.sha256(content[:size]).hexdigest()
    assert max(map(len, fake.objects.values())) <= PIECE_BYTES + 16


def test_R8_4_nothing_rests_in_plain() -> None:
    fake, _, _ = store("身份证号 11010519491231002X".encode() * 100)
    assert not any(b"11010519491231002X" in sealed for sealed in fake.objects.values())


def test_R8_4_pieces_of_another_place_key_or_content_do_not_open() -> None:
    fake, key, _ = store(b"x" * (PIECE_BYTES + 1))
    fake.objects["p/000000"], fake.objects["p/000001"] = (
        fake.objects["p/000001"],
        fake.objects["p/000000"],
    )
    for where, number, used in (("p/", 0, key), ("p/", 5, key), ("p/", 1, new_data_key())):
        with pytest.raises(NotFound):
            open_piece(fake, "b", where, used, number)
