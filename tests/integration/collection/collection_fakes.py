"""A fake of identity, with the methods that collection asks for."""

from chassis.service import rpc
from contracts.errors import NotFound
from nameko.extensions import DependencyProvider
from support.staff import staff_answer

HAIDIAN = "au-110108"
CHAOYANG = "au-110105"
BEIJING = "au-110000"

AUTHORITIES = {
    BEIJING: ("北京市财政局", "/au-110000/", False, True),
    HAIDIAN: ("北京市海淀区财政局", "/au-110000/au-110108/", True, True),
    CHAOYANG: ("北京市朝阳区财政局", "/au-110000/au-110105/", True, True),
    "au-110101": ("已撤销的财政局", "/au-110000/au-110101/", True, False),
}


class Caller(DependencyProvider):
    def get_dependency(self, worker_ctx):
        return worker_ctx.data["call_context"]


class FakeIdentity:
    """What collection asks of identity."""

    name = "identity"
    caller = Caller()
    people: dict = {}  # noqa: RUF012 - one test's people
    staff_facts: dict = {}  # noqa: RUF012 - what identity knows of staff, by their ids

    @rpc
    def get_person(self, person_id):
        assert self.caller.actor_kind == "service"
        return self.people[person_id]

    @rpc
    def get_authority(self, authority_id):
        if authority_id not in AUTHORITIES:
            raise NotFound()
        name, path, selectable, active = AUTHORITIES[authority_id]
        return {
            "authority_id": authority_id,
            "name": name,
            "path": path,
            "is_leaf_selectable": selectable,
            "active": active,
        }

    @rpc
    def get_staff_me(self):
        return staff_answer(self.caller.actor_id, **self.staff_facts.get(self.caller.actor_id, {}))
