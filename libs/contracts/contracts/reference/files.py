"""Reading of the packaged data files."""

import csv
import json
from importlib.resources import files
from typing import Any


def read_json(name: str) -> Any:
    """Return the content of a packaged JSON file."""
    return json.loads((files(__package__) / "data" / name).read_text(encoding="utf-8"))


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a packaged CSV file."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
