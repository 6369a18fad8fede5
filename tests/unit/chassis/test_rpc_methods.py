"""A renamed method still answers to its former names."""

from typing import Any

import pytest
from chassis.service import rpc, rpc_methods


class Renamed:
    """A mixin, as casework's entrypoints are."""

    @rpc(formerly="open_case")
    def reserve_case(self, case_id: str) -> str:
        return case_id


class Owner(Renamed):
    @rpc
    def health(self) -> dict[str, Any]:
        return {}

    @rpc(formerly=("first", "second"))
    def third(self) -> None: ...

    def helper(self) -> None: ...


class Silent(Owner):
    def third(self) -> None: ...


def test_every_name_leads_to_its_method() -> None:
    assert rpc_methods(Owner) == {
        "health": Owner.health,
        "reserve_case": Owner.reserve_case,
        "open_case": Owner.reserve_case,
        "third": Owner.third,
        "first": Owner.third,
        "second": Owner.third,
    }


def test_overridden_method_has_the_names_it_is_decorated_with() -> None:
    assert set(rpc_methods(Silent)) == {"health", "reserve_case", "open_case"}


def test_name_of_two_methods_is_refused() -> None:
    class Clash(Renamed):
        @rpc
        def open_case(self) -> None: ...

    with pytest.raises(ValueError, match="open_case"):
        rpc_methods(Clash)
