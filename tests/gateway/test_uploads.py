"""R3.2.1, R8.4: what may be uploaded, how it is kept, who may read it."""

import asyncio
import hashlib
import io
import socket
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from chassis.storage import staging
from contracts.errors import NotFound, Unavailable
from file_factories import add_script, bomb, pdf, photo, png, rotated
from gateway.attachments.inspection import tidy_name
from gateway.attachments.staging import StagingArea
from gateway_fakes import API, ID, upload
from PIL import Image


def test_R3_2_1_answer_describes_what_is_stored(person, services) -> None:
    answer = upload(person, photo())
    assert answer.status_code == 201
    kept = answer.json()
    assert (kept["kind"], kept["media_type"]) == ("photo", "image/jpeg")
    assert (kept["width"], kept["height"], kept["file_name"]) == (413, 579, "照片.jpg")
    assert "owner_id" not in kept
    found = person.get(f"/attachments/{kept['attachment_id']}")
    assert hashlib.sha256(found.content).hexdigest() == kept["sha256"]
    assert len(found.content) == kept["size"]
    assert services.calls == []


def test_R8_4_download_is_private_and_inert(person, services) -> None:
    found = person.get(f"/attachments/{upload(person, photo()).json()['attachment_id']}")
    assert found.headers["content-type"] == "image/jpeg"
    assert found.headers["cache-control"] == "private, no-store"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E7%85%A7")


def test_R3_2_1_services_can_claim_what_was_staged(person, object_store, services) -> None:
    kept = upload(person, photo()).json()
    staged = staging.find_staged(object_store, "person-1", kept["attachment_id"])
    assert staged is not None
    assert (staged.kind, staged.sha256) == ("photo", kept["sha256"])
    assert len(object_store.get("staging", staged.key)) == kept["size"]


def test_R3_2_1_photo_is_turned_upright_and_loses_its_metadata(person, services) -> None:
    kept = upload(person, rotated()).json()
    assert (kept["width"], kept["height"]) == (413, 579)
    content = person.get(f"/attachments/{kept['attachment_id']}").content
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif()
        assert image.size == (413, 579)


def test_R8_4_what_hides_behind_the_image_is_gone(person, services) -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>"
    kept = upload(person, photo() + hidden).json()
    content = person.get(f"/attachments/{kept['attachment_id']}").content
    assert hidden not in content
    assert content.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("kind", "make", "code"),
    [
        pytest.param("photo", lambda: b"", "attachment.empty", id="R3.2.1-empty"),
        pytest.param(
            "photo", lambda: photo(quality=5), "attachment.too_small", id="R3.2.1-under-10-KB"
        ),
        pytest.param(
            "photo", lambda: photo(294, 420), "attachment.too_few_pixels", id="R3.2.1-too-narrow"
        ),
        pytest.param(
            "photo", lambda: photo(300, 412), "attachment.too_few_pixels", id="R3.2.1-too-low"
        ),
        pytest.param("photo", lambda: png(413, 579), "attachment.type", id="R3.2.1-png-as-jpg"),
        pytest.param(
            "photo", lambda: b"GIF89a" + b"\0" * 20_000, "attachment.type", id="R3.2.1-gif-as-jpg"
        ),
        pytest.param(
            "photo", lambda: b"<svg onload=alert(1)>" * 2000, "attachment.type", id="R8.4-svg"
        ),
        pytest.param("photo", lambda: b"MZ" + b"\0" * 20_000, "attachment.type", id="R8.4-program"),
        pytest.param(
            "photo", lambda: photo()[:30_000], "attachment.unreadable", id="R3.2.1-truncated"
        ),
        pytest.param(
            "photo",
            lambda: b"\xff\xd8\xff\xe0" + b"\0" * 20_000,
            "attachment.unreadable",
            id="R8.4-only-a-signature",
        ),
        pytest.param("id_portrait", bomb, "attachment.unreadable", id="R8.4-decompression-bomb"),
        pytest.param("level_certificate", pdf, "attachment.type", id="R3.3.1-pdf-not-taken"),
        pytest.param(
            "transfer_proof",
            lambda: pdf(add_script),
            "attachment.pdf_scripted",
            id="R8.4-scripted-pdf",
        ),
        pytest.param(
            "transfer_proof",
            lambda: pdf(lambda w: w.add_attachment("x.exe", b"MZ")),
            "attachment.pdf_scripted",
            id="R8.4-pdf-with-a-file-inside",
        ),
        pytest.param(
            "transfer_proof",
            lambda: pdf(lambda w: w.encrypt("secret", algorithm="RC4-128")),
            "attachment.pdf_encrypted",
            id="R8.4-encrypted-pdf",
        ),
        pytest.param(
            "transfer_proof",
            lambda: b"%PDF-1.7\n" + b"x" * 30_000,
            "attachment.pdf_unreadable",
            id="R8.4-broken-pdf",
        ),
        pytest.param("holiday", photo, "attachment.kind_unknown", id="R3.2.1-unknown-kind"),
    ],
)
def test_bad_file_is_refused_with_its_reason(person, services, kind, make, code) -> None:
    answer = upload(person, make(), kind)
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["code"], error["field"]) == (code, "kind" if "kind" in code else "file")
    assert any("\u4e00" <= char <= "\u9fff" for char in error["message"])


def test_R5_1_3_harmless_pdf_is_taken_where_allowed(person, services) -> None:
    answer = upload(person, pdf(), "transfer_proof", "证明.pdf")
    assert (answer.status_code, answer.json()["media_type"]) == (201, "application/pdf")


def test_R8_4_pdf_is_kept_anew_and_shown_by_the_browser(person, services) -> None:
    sent = pdf() + b"hidden behind"
    kept = upload(person, sent, "transfer_proof", "证明.pdf").json()
    found = person.get(f"/attachments/{kept['attachment_id']}")
    assert found.headers["content-disposition"].startswith("inline; filename*=UTF-8''")
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert b"hidden behind" not in found.content
    assert hashlib.sha256(found.content).hexdigest() == kept["sha256"]


@pytest.mark.parametrize("make", [photo, pdf])
def test_R8_4_file_is_downloaded_if_so_asked(person, services, make) -> None:
    kept = upload(person, make(), "transfer_proof", "证明").json()
    for value, disposition in (("1", "attachment"), ("0", "inline")):
        found = person.get(f"/attachments/{kept['attachment_id']}", params={"download": value})
        assert found.headers["content-disposition"].startswith(f"{disposition}; filename*=UTF-8''")
        assert (found.headers["content-type"] == "application/octet-stream") == (value == "1")
    wrong = person.get(f"/attachments/{kept['attachment_id']}", params={"download": "yes"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "download")


def test_R8_4_pdf_kept_as_it_was_sent_stays_an_attachment(person, object_store, services) -> None:
    """One from before files were kept as pages: the browser does not show it."""
    services.default = NotFound()
    for content in (pdf(), b"", pdf()[:12]):
        object_store.put("collection", "old", content, "application/pdf")
        services.answers["collection.open_attachment"] = {
            "bucket": "collection",
            "key": "old",
            "file_name": "旧.pdf",
            "sha256": "-",
            "media_type": "application/pdf",
            "size": len(content),
        }
        found = person.get("/attachments/0f5e9c1e-6f0b-4d1e-9f6c-0f1a2b3c4d5e")
        assert found.headers["content-disposition"].startswith("attachment; ")
        assert found.content == content


def test_R8_2_same_key_is_one_file(person, services) -> None:
    first, second = (upload(person, photo(), **{"Idempotency-Key": "up-1"}) for _ in range(2))
    assert first.json() == second.json()
    other = upload(person, rotated(), **{"Idempotency-Key": "up-1"})
    assert (other.status_code, other.json()["code"]) == (409, "common.idempotency_key_reused")


def test_R8_4_another_person_finds_nothing(gateway, person, signer, services) -> None:
    services.default = NotFound()
    path = f"/attachments/{upload(person, photo()).json()['attachment_id']}"
    with gateway.client(headers=signer.bearer(sub="person-2")) as stranger:
        assert stranger.get(path).status_code == 404
        assert stranger.delete(path).status_code == 404
    assert person.get(path).status_code == 200


def test_R3_2_1_an_upload_can_be_taken_back(person, services) -> None:
    services.default = NotFound()
    path = f"/attachments/{upload(person, photo()).json()['attachment_id']}"
    assert person.delete(path).status_code == 204
    for refused in (person.delete(path), person.get(path)):
        assert refused.status_code == 404
        [error] = refused.json()["errors"]
        assert (error["field"], error["code"]) == ("attachment_id", "attachment.not_found")


@pytest.mark.parametrize("who", ["person", "staff"])
def test_R8_4_a_file_that_no_owner_knows_names_its_field(request, services, who) -> None:
    services.default = NotFound()
    refused = request.getfixturevalue(who).get(f"/attachments/{ID}")
    assert refused.status_code == 404
    assert [error["field"] for error in refused.json()["errors"]] == ["attachment_id"]


def test_R6_3_staff_read_through_the_owning_service(staff, object_store, services) -> None:
    object_store.put("collection", "file-1", b"content", "image/png")
    found = {"bucket": "collection", "key": "file-1", "media_type": "image/png"}
    found |= {"file_name": "学历.png", "size": 7, "sha256": "x"}
    services.default = NotFound()
    services.answers["collection.open_attachment"] = found
    answer = staff.get(f"/attachments/{ID}")
    assert (answer.status_code, answer.content) == (200, b"content")
    assert {call.context.actor_kind for call in services.calls} == {"staff"}


def test_R8_2_absent_only_if_every_owner_says_so(person, services) -> None:
    services.default = NotFound()
    services.answers["collection.open_attachment"] = Unavailable()
    assert person.get(f"/attachments/{ID}").status_code == 503


def test_R8_2_slow_sender_holds_up_nobody(gateway, signer, person, services) -> None:
    host, port = gateway.url.removeprefix("http://").split(":")
    slow = socket.create_connection((host, int(port)))
    head = f"POST {API}/attachments HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n"
    head += f"Content-Type: multipart/form-data; boundary=x\r\nAuthorization: Bearer {signer.token()}\r\n\r\n"
    slow.sendall(head.encode() + b"--x\r\n")
    began = time.monotonic()
    assert upload(person, photo()).status_code == 201
    assert time.monotonic() - began < 10  # a sender may be silent for longer
    slow.close()


def test_R8_4_sweep_takes_only_what_is_old(gateway, person, services) -> None:
    kept = upload(person, photo()).json()
    area: StagingArea = gateway.app.state.resources.staging
    now = datetime.now(UTC)
    asyncio.run(area.sweep(now + timedelta(hours=23)))
    path = f"/attachments/{kept['attachment_id']}"
    assert person.get(path).status_code == 200
    assert asyncio.run(area.sweep(now + timedelta(hours=25))) >= 2
    services.default = NotFound()
    assert person.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\照片\\𫖯.jpg", "𫖯.jpg"),
        ("a\r\nX: y.jpg", "aX: y.jpg"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_R8_4_file_name_is_only_a_name(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_R8_4_oversized_upload_is_refused_by_its_announcement(gateway, signer) -> None:
    headers = signer.bearer() | {"Content-Type": "multipart/form-data; boundary=x"}
    with httpx.Client(base_url=gateway.url + API) as client:
        answer = client.post("/attachments", content=b"x" * 7_000_000, headers=headers)
    assert answer.status_code == 413
