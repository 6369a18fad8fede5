"""Requirement ids, documents, headings and decisions that are named anywhere exist."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELP = "services/notify/notify/help/"
REQUIREMENTS = "docs/requirements.md"
ENDINGS = (
    ".py",
    ".md",
    ".yml",
    ".yaml",
    ".toml",
    ".sh",
    ".cfg",
    ".conf",
    "ausm",
    "Dockerfile",
    "Makefile",
)

REQUIREMENT = re.compile(r"(?<![A-Za-z0-9])R([1-9](?:[._]\d+){1,2})(?![\d])")
DOCUMENT = re.compile(r"\bdocs/[A-Za-z0-9_./-]+\.md\b")
HEADING = re.compile(r"docs/(\w+\.md), ([A-Z][A-Za-z ,-]*?)(?=[).;:\n])")
DECISION = re.compile(r"\bADR (\d{4})\b")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#([^)\s]+))?\)")


def _tracked() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [
        name for name in listed.splitlines() if name.endswith(ENDINGS) and (ROOT / name).is_file()
    ]


def _texts() -> Iterator[tuple[str, str]]:
    for name in _tracked():
        yield name, (ROOT / name).read_text(errors="replace")


def _found(pattern: re.Pattern[str], *, ending: str = "") -> Iterator[tuple[str, re.Match[str]]]:
    for name, text in _texts():
        if name.endswith(ending) and name != "tests/contract/test_documents.py":
            yield from ((name, match) for match in pattern.finditer(text))


def _headings(document: Path) -> set[str]:
    lines = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {line.strip() for line in lines}


def _anchors(document: Path) -> set[str]:
    cleaned = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _headings(document))
    return {heading.strip().replace(" ", "-") for heading in cleaned}


@pytest.fixture(scope="module")
def required() -> set[str]:
    """Return every id that the requirements list, and the groups that ids begin with."""
    listed = re.findall(r"^\| (R[\d.]+) \|", (ROOT / REQUIREMENTS).read_text(), re.MULTILINE)
    return {one.rsplit(".", cut)[0] for one in listed for cut in range(one.count(".") + 1)}


def test_R8_5_every_requirement_that_is_named_is_listed(required: set[str]) -> None:
    unknown = {
        f"{name}: {match[0]}"
        for name, match in _found(REQUIREMENT)
        if f"R{match[1].replace('_', '.')}" not in required
    }
    assert sorted(unknown) == []


def test_R8_5_every_document_that_is_named_exists() -> None:
    missing = {
        f"{name}: {match[0]}" for name, match in _found(DOCUMENT) if not (ROOT / match[0]).is_file()
    }
    assert sorted(missing) == []


def test_R8_5_every_heading_that_is_named_exists() -> None:
    missing = {
        f"{name}: {match[0]}"
        for name, match in _found(HEADING)
        if match[2] not in _headings(ROOT / "docs" / match[1])
    }
    assert sorted(missing) == []


def test_R8_5_every_decision_that_is_named_exists() -> None:
    known = {path.name[:4] for path in (ROOT / "docs/adr").glob("*.md")}
    missing = {f"{name}: {match[0]}" for name, match in _found(DECISION) if match[1] not in known}
    assert sorted(missing) == []


def test_R8_5_every_link_of_a_document_leads_somewhere() -> None:
    broken = set()
    for name, match in _found(LINK, ending=".md"):
        if name.startswith(HELP):
            continue  # paths of the platform's pages: test_help_articles.py
        target = (ROOT / name).parent / match[1]
        if not target.exists() or (
            match[2] and target.suffix == ".md" and match[2] not in _anchors(target)
        ):
            broken.add(f"{name}: {match[0]}")
    assert sorted(broken) == []
