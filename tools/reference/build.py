"""Build contracts/reference/data from pinned packages and the overlay.

python -m tools.reference.build            write the files
python -m tools.reference.build --check    fail if they differ from what would be written
"""

import csv
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.reference import authorities, characters, countries, ideographs, regions
from tools.reference.sources import (
    AREA_DATA,
    CHARACTERS,
    COUNTRIES,
    SOURCES,
    UNIHAN,
    fetch,
    fetch_debian,
    overlay,
)

DATA = Path(__file__).parents[2] / "libs/contracts/contracts/reference/data"
_NOTICE = Path(__file__).parent / "overlay" / "NOTICE.txt"


def main() -> int:
    """Build all files and write or compare them."""
    with tempfile.TemporaryDirectory() as folder:
        files = build(Path(folder))
    if "--check" in sys.argv:
        stale = [name for name, text in files.items() if _present(name) != text]
        print(f"not up to date: {', '.join(stale)}" if stale else "reference data is up to date")
        return 1 if stale else 0
    for name, text in files.items():
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.splitlines())} lines")
    return 0


def build(folder: Path) -> dict[str, str]:
    """Return the text of each data file by name, downloading the sources into the folder."""
    region_rows, zones = regions.build(fetch(AREA_DATA, folder))
    nationality = countries.build(fetch(COUNTRIES, folder))
    table = characters.read_table(fetch(CHARACTERS, folder))
    return {
        "regions.csv": _csv(region_rows),
        "authorities.csv": _csv(authorities.build(region_rows, zones)),
        "rare_characters.csv": _csv(characters.build(table)),
        "standard_levels.csv": _csv(characters.levels_of(table)),
        "ideographs.csv": _csv(ideographs.strokes(fetch_debian(UNIHAN, folder))),
        "readings.csv": _csv(ideographs.readings()),
        "dictionaries.json": _dictionaries({"nationality": nationality}),
        "NOTICE": _notice(),
    }


def _present(name: str) -> str | None:
    path = DATA / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def _csv(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _dictionaries(built: dict[str, Any]) -> str:
    """Return all dictionaries as JSON, one item a line so that changes read well."""
    kept = overlay("dictionaries.json")
    kept.pop("_comment")
    texts = [
        f"{json.dumps(name)}: {_dictionary(content)}"
        for name, content in sorted({**kept, **built}.items())
    ]
    return "{\n" + ",\n".join(texts) + "\n}\n"


def _dictionary(content: dict[str, Any]) -> str:
    head = {key: value for key, value in content.items() if key != "items"}
    items = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in content["items"])
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opening}, "items": [\n  {items}\n]}}'


def _notice() -> str:
    lines = [
        f"- {source.name} {source.version} ({source.licence}), npm: {source.used_for}"
        for source in SOURCES
    ]
    return _NOTICE.read_text(encoding="utf-8").replace("{sources}", "\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
