"""R8.4: what is in the export of a person's own data, and how it is written."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from contracts.errors import NotFound, Unavailable
from contracts.personal_data import FILE_OWNERS, PARTS, Part
from identity.domain.export_files import path_of, safe_name
from identity.domain.exports import STEPS
from identity.use_cases.export_archive import ExportArchive

NOW = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
PAGES = {
    "changes": [[{"name": "𠮷田<script>", "after": {"email": "a@example.com"}}], [{"note": None}]],
    "messages": [[{"title": "标题", "body": "第一行\n第二行"}]],
}


def file(attachment_id: str, key: str = "k", **changes: Any) -> dict[str, Any]:
    return {
        "attachment_id": attachment_id,
        "key": key,
        "bucket": "changes",
        "kind": "id_portrait",
        "case_id": "c1",
        "file_name": "照片.jpg",
        "media_type": "image/jpeg",
        "size": 3,
        "sha256": "0",
        **changes,
    }


class FakeSources:
    """Pages of a few parts, and files that are there or not."""

    def __init__(self, **files: list[dict[str, Any]]) -> None:
        self._files = files
        self.open = 0

    def items(self, part: Part, cursor: str | None) -> dict[str, Any]:
        pages = PAGES.get(part.code, [[]])
        number = int(cursor or 0)
        more = str(number + 1) if number + 1 < len(pages) else None
        return {"items": pages[number], "next_cursor": more}

    def files(self, service: str, cursor: str | None) -> dict[str, Any]:
        return {"items": self._files.get(service, []), "next_cursor": None}

    def fetch(self, bucket: str, key: str) -> Iterator[bytes]:
        if key == "gone":
            raise NotFound
        return iter([b"a" * 70000, b"b"])


def made(sources: FakeSources) -> tuple[zipfile.ZipFile, list[bytes], int]:
    steps: list[int] = []
    archive = ExportArchive(sources, NOW, lambda: None, lambda: steps.append(1))
    chunks = list(archive.chunks())
    return zipfile.ZipFile(io.BytesIO(b"".join(chunks))), chunks, len(steps)


def test_R8_4_every_part_is_inside_as_json_with_all_its_pages() -> None:
    archive, _, steps = made(FakeSources())
    assert archive.testzip() is None
    for part in PARTS:
        data = json.loads(archive.read(f"data/{part.code}.json"))
        assert (data["part"], data["title"]) == (part.code, part.title)
        assert data["items"] == [one for page in PAGES.get(part.code, []) for one in page]
    assert steps == STEPS


def test_R8_4_pages_are_chinese_and_run_nothing() -> None:
    archive, _, _ = made(FakeSources())
    page = archive.read("pages/changes.html").decode()
    assert "𠮷田&lt;script&gt;" in page
    assert "<script>" not in page
    assert "电子邮箱" in page
    assert "default-src 'none'" in page
    assert "第一行<br>第二行" in archive.read("pages/messages.html").decode()
    first = archive.read("index.html").decode()
    assert 'href="pages/changes.html">信息变更</a></td><td>2</td>' in first
    assert "pages/transfers.html" not in first, "an empty part has no page"


def test_R8_4_files_are_inside_once_under_safe_names() -> None:
    twice = [file("f1"), file("f1", case_id="c2"), file("f2", file_name="../../a\\b:.png")]
    archive, _, _ = made(FakeSources(changes=twice))
    names = [name for name in archive.namelist() if name.startswith("files/")]
    assert names == ["files/changes/f1-照片.jpg", "files/changes/f2-_.._a_b_.png"]
    assert archive.read(names[0]) == b"a" * 70000 + b"b"
    described = json.loads(archive.read("data/files.json"))["items"]
    assert [one["path"] for one in described] == names
    assert "key" not in described[0]


def test_R8_4_a_file_that_is_gone_is_named_and_does_not_stop_the_rest() -> None:
    files = [file("f1", "gone", file_name="证明.pdf"), file("f2")]
    archive, _, _ = made(FakeSources(transfer=files))
    assert "files/transfer/f2-照片.jpg" in archive.namelist()
    assert "证明.pdf" in archive.read("index.html").decode()


def test_R8_4_memory_holds_chunks_and_no_file() -> None:
    _, chunks, _ = made(FakeSources(changes=[file(f"f{n}") for n in range(50)]))
    assert max(map(len, chunks)) < 100_000
    assert sum(map(len, chunks)) > 50 * 70_000


def test_R8_4_an_owner_that_is_away_ends_the_attempt() -> None:
    class Away(FakeSources):
        def items(self, part: Part, cursor: str | None) -> dict[str, Any]:
            raise Unavailable

    with pytest.raises(Unavailable):
        made(Away())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        pytest.param("照片.jpg", "照片.jpg", id="R8.4-plain"),
        pytest.param("..", "文件", id="R8.4-parent-folder"),
        pytest.param("a/b\\c\x00", "a_b_c_", id="R8.4-separators"),
        pytest.param("长" * 200 + ".pdf", "长" * 76 + ".pdf", id="R8.4-keeps-its-ending"),
    ],
)
def test_names_unpack_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert path_of("changes", "../x", name).count("/") == 2


def test_R8_4_every_owner_of_files_is_asked() -> None:
    files = {service: [file(f"of-{service}")] for service in FILE_OWNERS}
    archive, _, _ = made(FakeSources(**files))
    for service in FILE_OWNERS:
        assert f"files/{service}/of-{service}-照片.jpg" in archive.namelist()
