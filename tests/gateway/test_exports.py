"""R8.4: the download of an export: opened piece by piece, an attachment, kept by nobody."""

from chassis.storage.sealed_pieces import PIECE_BYTES, new_data_key, store_pieces
from contracts.errors import Conflict, Forbidden
from gateway_fakes import ID

PATH = f"/me/exports/{ID}/file"


def _stored(object_store, services, content: bytes) -> str:
    key, prefix = new_data_key(), f"exports/{ID}/1/"
    stored = store_pieces(object_store, "identity", prefix, key, [content])
    services.answers["identity.open_export"] = {
        "bucket": "identity",
        "prefix": prefix,
        "data_key": key,
        "pieces": stored.pieces,
        "size": stored.size,
        "requested_at": "2026-11-28T20:00:00+00:00",
    }
    return prefix


def test_R8_4_the_archive_comes_whole_as_an_attachment(person, services, object_store) -> None:
    content = bytes(range(256)) * (PIECE_BYTES // 128)
    _stored(object_store, services, content)
    found = person.get(PATH)
    assert found.content == content
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-length"] == str(len(content))
    assert found.headers["cache-control"] == "private, no-store"
    name = "%E4%B8%AA%E4%BA%BA%E4%BF%A1%E6%81%AF%E5%AF%BC%E5%87%BA-20261129.zip"
    assert found.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    [call] = [one for one in services.calls if one.target == "identity.open_export"]
    assert (call.arguments, call.context.actor_id) == ({"export_id": ID}, "person-1")
    assert call.context.session_id


def test_R8_4_an_archive_that_was_removed_is_over(person, services, object_store) -> None:
    prefix = _stored(object_store, services, b"archive")
    object_store.remove("identity", f"{prefix}000000")
    found = person.get(PATH)
    assert (found.status_code, found.json()["code"]) == (409, "identity.export_over")


def test_R8_4_refusals_reach_the_page(person, staff, services) -> None:
    for error, status in (
        (Forbidden("identity.log_in_again"), 403),
        (Conflict("identity.export_not_ready"), 409),
    ):
        services.answers["identity.open_export"] = error
        found = person.get(PATH)
        assert (found.status_code, found.json()["code"]) == (status, error.code)
    assert staff.get(PATH).status_code == 403
