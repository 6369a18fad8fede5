"""Reference data shipped with the code: dictionaries, regions, authorities, rare characters.

The files in `data/` are written by `tools/reference`; where they come from and under which
licences is in `data/NOTICE`. They are read once, when first asked for.
"""

from contracts.reference.authorities import Authority, authorities, find_authority
from contracts.reference.characters import RareCharacter, initials, rare_characters
from contracts.reference.dictionaries import codes, dictionaries, name_of
from contracts.reference.ideographs import (
    HanCharacter,
    Radical,
    describe_character,
    radicals,
    search_characters,
)
from contracts.reference.regions import (
    Region,
    all_regions,
    find_region,
    full_name,
    region_chain,
    regions,
)

__all__ = [
    "Authority",
    "HanCharacter",
    "Radical",
    "RareCharacter",
    "Region",
    "all_regions",
    "authorities",
    "codes",
    "describe_character",
    "dictionaries",
    "find_authority",
    "find_region",
    "full_name",
    "initials",
    "name_of",
    "radicals",
    "rare_characters",
    "region_chain",
    "regions",
    "search_characters",
]
