"""The download of an export: opened piece by piece, never whole in memory, kept by nobody."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from chassis.storage.sealed_pieces import open_piece
from contracts.errors import Conflict, NotFound
from contracts.platform import local_date
from starlette.responses import Response, StreamingResponse

from gateway.attachments.file_store import FileStore
from gateway.routing.call import Call


async def download(call: Call) -> Response:
    """Send the archive; who asks for it is looked at, and recorded, by identity."""
    export_id = call.request.path_params["export_id"]
    found = await call.rpc("identity.open_export", export_id=export_id)
    store = call.resources.store
    try:
        first = await _piece(store, found, 0)
    except NotFound:
        # Removed since identity answered, or not there after a restore.
        raise Conflict("identity.export_over") from None
    day = local_date(datetime.fromisoformat(found["requested_at"]))
    name = quote(f"个人信息导出-{day:%Y%m%d}.zip", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(found["size"]),
        "Cache-Control": "private, no-store",
    }
    pieces = _pieces(store, found, first)
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


async def _pieces(store: FileStore, found: dict[str, Any], first: bytes) -> AsyncIterator[bytes]:
    yield first
    for number in range(1, found["pieces"]):
        yield await _piece(store, found, number)


async def _piece(store: FileStore, found: dict[str, Any], number: int) -> bytes:
    where = (found["bucket"], found["prefix"], found["data_key"], number)
    return await store.run(open_piece, *where)
