"""Authorities with their regions: 省、市、县 (R5.2.1)."""

from dataclasses import dataclass
from typing import Any

from contracts.reference.regions import find_region, full_name

WITHIN, ACROSS = "within_province", "across_provinces"
SCOPES = (WITHIN, ACROSS)
_LEVELS = ("province", "city", "county")


@dataclass(frozen=True, slots=True)
class RegionalAuthority:
    """An authority; those of the central organs and the army have no region."""

    authority_id: str
    name: str
    path: str
    region_code: str | None = None

    @property
    def province(self) -> str:
        """Return the key of the province; an authority without region is one itself."""
        return self.region_code[:2] if self.region_code else self.path.split("/")[1]

    def scope_to(self, other: "RegionalAuthority") -> str:
        """Return whether a move to another authority stays within the province."""
        return WITHIN if self.province == other.province else ACROSS

    def to_dict(self) -> dict[str, Any]:
        """Return the authority as it is answered, with the names of its region."""
        names: dict[str, str | None] = dict.fromkeys(_LEVELS)
        region = find_region(self.region_code or "", retired=True)
        while region:
            names[region.level] = region.name
            region = find_region(region.parent_code or "", retired=True)
        return {
            "authority_id": self.authority_id,
            "name": self.name,
            **names,
            "full_name": full_name(self.region_code) if self.region_code else self.name,
        }
