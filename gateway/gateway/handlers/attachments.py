"""The endpoints of attachments."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from chassis.storage.staging import STAGING, StagedFile
from contracts.attachments import PDF
from contracts.errors import DeadlineExceeded, NotFound, ServiceError, Unavailable
from contracts.platform import CASE_SERVICES
from starlette.responses import Response, StreamingResponse

from gateway import metrics
from gateway.attachments import inspection
from gateway.attachments.documents import has_pages_only
from gateway.attachments.form import Upload, read_upload
from gateway.attachments.staging import absent, attachment_id_for
from gateway.routing.call import Call

_BYTES = "application/octet-stream"
# Chromium's viewer of PDF files shows them under it, too.
_POLICY = "default-src 'none'; sandbox"


async def upload(call: Call) -> Any:
    """Receive a file, judge it and stage it for its owner."""
    return await receive(call, call.actor_id, inspection.ensure_known_kind)


async def receive(call: Call, owner_id: str, ensure_kind: Callable[[str], None]) -> Any:
    """Receive a file, judge it and stage it under an owner's id."""
    resources = call.resources
    places, seconds = resources.uploads, resources.settings.upload_seconds
    with places.enter(owner_id) as place:
        form = await read_upload(call.request, inspection.largest_upload(), seconds, places, place)
        ensure_kind(form.kind)
        # One by one: an account's costly files take one of the processes, never all.
        async with places.turn_of(owner_id):
            staged = await _judge_and_stage(call, owner_id, form)
    metrics.UPLOADS.labels(form.kind, "staged").inc()
    return {name: value for name, value in asdict(staged).items() if name != "owner_id"}


async def _judge_and_stage(call: Call, owner_id: str, form: Upload) -> StagedFile:
    try:
        content = bytes(form.content)
        await call.resources.scanner.ensure_clean(content)
        judged = await call.resources.judges.judge(form.kind, content)
    except ServiceError:
        metrics.UPLOADS.labels(form.kind, "refused").inc()
        raise
    key = call.context.idempotency_key or ""
    return await call.resources.staging.add(
        StagedFile(
            attachment_id=attachment_id_for(owner_id, key),
            owner_id=owner_id,
            kind=form.kind,
            file_name=inspection.tidy_name(form.file_name),
            media_type=judged.file.media_type,
            size=len(judged.file.content),
            sha256=judged.sha256,
            width=judged.file.width,
            height=judged.file.height,
            uploaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        judged.file.content,
    )


async def download(call: Call) -> Response:
    """Stream a file that the actor may see: their own staged one, or one of a service's."""
    attachment_id = call.request.path_params["attachment_id"]
    staged = await call.resources.staging.find(call.actor_id, attachment_id)
    found = _location(staged) if staged else await _ask_owners(call, attachment_id)
    pieces = await call.resources.store.open(found["bucket"], found["key"])
    first = await anext(pieces, b"")
    is_pdf = found["media_type"] == PDF
    as_attachment = call.query["download"] == "1" or (is_pdf and not has_pages_only(first))
    disposition = "attachment" if as_attachment else "inline"
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(found['file_name'], safe='')}",
        "Content-Length": str(found["size"]),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": _POLICY,
    }
    media_type = _BYTES if call.query["download"] == "1" else found["media_type"]
    return StreamingResponse(_joined(first, pieces), media_type=media_type, headers=headers)


async def _joined(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece


async def discard(call: Call) -> None:
    """Remove one's own staged file."""
    await call.resources.staging.discard(call.actor_id, call.request.path_params["attachment_id"])


def _location(staged: StagedFile) -> dict[str, Any]:
    return {**asdict(staged), "bucket": STAGING, "key": staged.key}


async def _ask_owners(call: Call, attachment_id: str) -> dict[str, Any]:
    if call.caller is not None and call.caller.kind == "staff":
        return await _ask_one_by_one(call, attachment_id)
    answers = await asyncio.gather(
        *(
            call.rpc(f"{owner}.open_attachment", attachment_id=attachment_id)
            for owner in CASE_SERVICES
        ),
        return_exceptions=True,
    )
    for answer in answers:
        if isinstance(answer, dict):
            return answer
    # Absent only if every owner says so: one that did not answer may hold it.
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, NotFound):
            raise answer
    raise absent()


async def _ask_one_by_one(call: Call, attachment_id: str) -> dict[str, Any]:
    """Ask the owners until one answers: each records the access of staff, and it is one access."""
    missed: ServiceError | None = None
    for owner in CASE_SERVICES:
        try:
            found: dict[str, Any] = await call.rpc(
                f"{owner}.open_attachment", attachment_id=attachment_id
            )
        except (Unavailable, DeadlineExceeded) as error:
            missed = error
        except NotFound:
            continue
        else:
            return found
    raise missed or absent()
