"""What a change says before and after is read as it was written, and encrypted in between."""

import pytest
from changes.domain.requests import Version
from changes.models.types import EncryptedVersion
from chassis.crypto import CannotOpen, Cipher
from sqlalchemy import Column, MetaData, Table, Text, create_engine, insert, select, type_coerce

VERSION = Version({"email": "zhang@example.com"})


CIPHER = Cipher({"k1": b"k1" * 16}, b"i" * 32)


@pytest.fixture
def stored(monkeypatch):
    monkeypatch.setattr("chassis.crypto.cipher", lambda: CIPHER)
    table = Table(
        "changes",
        MetaData(),
        Column("before", EncryptedVersion("changes.before")),
        Column("after", EncryptedVersion("changes.after")),
    )
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(before=VERSION, after=VERSION))
        yield connection, table.c


def test_R8_4_a_version_is_read_as_it_was_written(stored):
    connection, columns = stored
    assert connection.execute(select(columns.before, columns.after)).one() == (VERSION, VERSION)


def test_R8_4_a_version_is_stored_encrypted(stored):
    connection, columns = stored
    text = connection.execute(select(type_coerce(columns.before, Text))).scalar_one()
    assert "zhang" not in text
    assert Version.from_text(CIPHER.open(text, "changes.before")) == VERSION
    with pytest.raises(CannotOpen):
        CIPHER.open(text, "changes.after")
