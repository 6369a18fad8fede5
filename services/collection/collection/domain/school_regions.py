"""The region that a school's name gives away, such as 武汉 in 武汉大学."""

import re
from functools import cache

from contracts.reference import regions

_SUFFIX = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|盟|省|市)$"
)
_SHORTEST = 2


def region_of_school(school_name: str) -> str | None:
    """Return the code of the province or city named earliest and longest, None if none is."""
    found = [
        (school_name.index(name), -len(name), code)
        for name, code in _names()
        if name in school_name
    ]
    return min(found)[2] if found else None


@cache
def _names() -> tuple[tuple[str, str], ...]:
    provinces = regions()
    cities = [city for province in provinces for city in regions(province.code)]
    short = ((_SUFFIX.sub("", region.name), region.code) for region in (*provinces, *cities))
    return tuple((name, code) for name, code in short if len(name) >= _SHORTEST)
