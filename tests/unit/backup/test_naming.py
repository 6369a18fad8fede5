"""Issue 5.6: every table that names objects is asked which; a new one cannot be forgotten."""

from backup.objects import NAMING
from changes import models as changes
from collection import models as collection
from identity import models as identity
from notify import models as notify
from transfer import models as transfer

_MODELS = {
    "identity": identity,
    "collection": collection,
    "changes": changes,
    "transfer": transfer,
    "notify": notify,
}
# Its digest is of a whole archive, which lies in pieces; one that a restore lacks counts as removed.
_IN_PIECES = {("identity", "data_exports")}


def test_I5_6_tables_with_a_digest_are_those_that_name_objects():
    found = {
        (service, table.name)
        for service, models in _MODELS.items()
        for table in models.Base.metadata.tables.values()
        if "sha256" in table.columns
    }
    named = [(service, *one) for service, named_by in NAMING.items() for one in named_by]
    assert found - _IN_PIECES == {(service, table) for service, table, _ in named}
    assert found >= _IN_PIECES
    for service, table, column in named:
        columns = _MODELS[service].Base.metadata.tables[table].columns
        assert {column, "size", "sha256"} <= set(columns.keys())
