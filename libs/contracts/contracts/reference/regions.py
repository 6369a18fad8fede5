"""Administrative regions (GB/T 2260 codes): province, city, county."""

from dataclasses import dataclass
from functools import cache

from contracts.reference.files import read_rows


@dataclass(frozen=True, slots=True)
class Region:
    """One region; a retired one is kept for old records and names what replaced it.

    `reading` holds the syllables of the name, a blank between them.
    """

    code: str
    name: str
    level: str
    parent_code: str | None
    active: bool
    replaced_by: tuple[str, ...] = ()
    reading: str = ""

    @property
    def initials(self) -> str:
        """Return the first letters of the syllables, such as `caq` for 长安区."""
        return "".join(syllable[0] for syllable in self.reading.split())


@cache
def _all() -> dict[str, Region]:
    return {row["code"]: _region(row) for row in read_rows("regions.csv")}


def _region(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent_code=row["parent_code"] or None,
        active=row["active"] == "1",
        replaced_by=tuple(row["replaced_by"].split()),
        reading=row["reading"],
    )


@cache
def _children() -> dict[str | None, tuple[Region, ...]]:
    children: dict[str | None, list[Region]] = {}
    for region in _all().values():
        if region.active:
            children.setdefault(region.parent_code, []).append(region)
    return {parent: tuple(found) for parent, found in children.items()}


def regions(parent_code: str | None = None) -> tuple[Region, ...]:
    """Return the regions in force directly under the parent; the provinces if none is given."""
    return _children().get(parent_code, ())


def all_regions() -> tuple[Region, ...]:
    """Return every region in force, in the order of the codes."""
    return tuple(region for region in _all().values() if region.active)


def find_region(code: str, *, retired: bool = False) -> Region | None:
    """Return the region of a code if it is in force, or also a retired one where asked."""
    region = _all().get(code)
    return region if region and (region.active or retired) else None


def region_chain(code: str) -> tuple[str, ...]:
    """Return a region's code and those of the regions above it: county, city, province."""
    return tuple(dict.fromkeys((code, f"{code[:4]}00", f"{code[:2]}0000")))


def full_name(code: str) -> str:
    """Return the names from the province down, such as 北京市海淀区; the code if unknown."""
    names: list[str] = []
    region = find_region(code, retired=True)
    while region:
        names.insert(0, region.name)
        region = find_region(region.parent_code or "", retired=True)
    return "".join(names) or code
