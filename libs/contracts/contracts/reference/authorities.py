"""The authorities (会计管理部门): a tree of its own that refers to regions."""

from dataclasses import dataclass
from functools import cache

from contracts.reference.files import read_rows


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority; `path` runs from the root to itself: `/au-110000/au-110100/`.

    `reading` holds the syllables of the name, a blank between them.
    """

    authority_id: str
    name: str
    short_name: str
    region_code: str | None
    level: str
    kind: str
    parent_id: str | None
    path: str
    is_leaf_selectable: bool
    active: bool = True
    reading: str = ""


@cache
def _all() -> dict[str, Authority]:
    found: dict[str, Authority] = {}
    # The file lists parents before their children.
    for row in read_rows("authorities.csv"):
        parent = found[row["parent_id"]] if row["parent_id"] else None
        authority_id = row["authority_id"]
        found[authority_id] = Authority(
            authority_id=authority_id,
            name=row["name"],
            short_name=row["short_name"],
            region_code=row["region_code"] or None,
            level=row["level"],
            kind=row["kind"],
            parent_id=row["parent_id"] or None,
            path=f"{parent.path if parent else '/'}{authority_id}/",
            is_leaf_selectable=row["is_leaf_selectable"] == "1",
            reading=row["reading"],
        )
    return found


def authorities() -> tuple[Authority, ...]:
    """Return all authorities, parents before children."""
    return tuple(_all().values())


def find_authority(authority_id: str) -> Authority | None:
    """Return one authority of the shipped tree."""
    return _all().get(authority_id)
