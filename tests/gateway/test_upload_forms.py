"""R3.2.1, R8.4: sizes, names and fields of the form that brings a file."""

import pytest
from file_factories import photo
from gateway_fakes import upload


def _with_comment(content: bytes, size: int) -> bytes:
    """Return a JPEG with comments of this many bytes in front of its picture."""
    segments = b""
    while size > 0:
        part = min(size, 60_000)
        segments += b"\xff\xfe" + (part + 2).to_bytes(2, "big") + b"c" * part
        size -= part
    return content[:2] + segments + content[2:]


@pytest.mark.parametrize("around", [lambda c, n: c + b"\0" * n, _with_comment])
def test_R3_2_1_size_is_that_of_the_file_kept(person, services, around) -> None:
    small = upload(person, around(photo(quality=5), 60_000))
    assert small.status_code == 422
    assert small.json()["errors"][0]["code"] == "attachment.too_small"
    wide = upload(person, around(photo(), 600_000))
    assert wide.status_code == 201
    assert wide.json()["size"] < 500 * 1024


def test_R3_2_1_size_of_the_kept_picture_has_a_limit(person, services) -> None:
    answer = upload(person, photo(900, 1100, 100))
    assert answer.status_code in (413, 422)
    error = answer.json()["errors"][0]
    assert (error["field"], error["code"]) == ("file", "attachment.too_large")


def test_R3_3_1_size_of_the_kind_counts_while_streaming(person, services) -> None:
    """The kind comes first in the form, so the file is cut off at this kind's own limit."""
    answer = upload(person, b"\xff\xd8" + b"x" * 1_600_000)
    assert answer.status_code == 413
    problem = answer.json()
    assert (problem["code"], problem["limit"]) == ("attachment.too_large", 500 * 1024)
    assert problem["errors"][0]["field"] == "file"


@pytest.mark.parametrize(
    ("data", "files", "fields"),
    [
        pytest.param({}, {"file": ("a.jpg", b"x")}, {"kind"}, id="R8.2-no-kind"),
        pytest.param({"kind": "photo"}, {"other": ("a.jpg", b"x")}, {"file"}, id="R8.2-no-file"),
        pytest.param({}, {"other": ("a.jpg", b"x")}, {"kind", "file"}, id="R8.2-neither"),
    ],
)
def test_incomplete_form_is_422(person, data, files, fields) -> None:
    answer = person.post("/attachments", data=data, files=files)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == fields


@pytest.mark.parametrize(
    ("parameters", "kept"),
    [
        ("filename*=UTF-8''%E7%85%A7%20%E7%89%87.jpg", "照 片.jpg"),
        ("filename*=utf-8'zh-CN'%e7%85%a7.jpg", "照.jpg"),
        ("filename*=ISO-8859-1''%A3.jpg", "£.jpg"),
        ("filename=\"a.jpg\"; filename*=UTF-8''%E7%85%A7.jpg", "照.jpg"),
        ("filename*=UTF-8''%E7%85%A7.jpg; filename=\"a.jpg\"", "照.jpg"),
        ("filename=\"a.jpg\"; filename*=UTF-8''%FF.jpg", "a.jpg"),
        ('filename="a.jpg"; filename*=nonsense', "a.jpg"),
        ("filename=\"b; filename*=UTF-8''x.jpg\"", "b; filename_=UTF-8''x.jpg"),
        ("filename*=UTF-8''..%2F..%2Fpasswd", "passwd"),
        ("filename*=UTF-8''%FF.jpg", None),
        ("filename*=nonsense", None),
        ("", None),
    ],
)
def test_R8_4_name_of_a_file_by_rfc_5987(person, services, parameters, kept) -> None:
    head = f'form-data; name="file"; {parameters}'.rstrip("; ")
    body = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nphoto\r\n'
    body += f"--x\r\nContent-Disposition: {head}\r\n\r\n".encode() + photo() + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = person.post("/attachments", content=body, headers=headers)
    if kept is None:
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")
    else:
        assert (answer.status_code, answer.json()["file_name"]) == (201, kept.replace("_", "*"))


@pytest.mark.parametrize(
    ("content", "media_type", "status", "field"),
    [
        pytest.param(b"{}", "application/json", 415, "file", id="R8.2-no-form"),
        pytest.param(b"x", "multipart/form-data", 400, "file", id="R8.2-no-boundary"),
        pytest.param(b"--x\r\n", "multipart/form-data; boundary=x", 400, "file", id="R8.2-cut"),
        pytest.param(
            b"x" * 7_000_000, "multipart/form-data; boundary=x", 413, "file", id="R8.2-7MB"
        ),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n' + b"k" * 300,
            "multipart/form-data; boundary=x",
            400,
            "kind",
            id="R8.2-endless-kind",
        ),
    ],
)
def test_refusal_of_a_form_names_the_field(
    person, services, content, media_type, status, field
) -> None:
    answer = person.post("/attachments", content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] == field
