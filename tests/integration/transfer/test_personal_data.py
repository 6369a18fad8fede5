"""R8.4: what transfer hands out of one person, and of nobody else."""

from contracts.context import CallContext
from transfer_factories import WORK, Scenario

SERVICE = CallContext(actor_kind="service", actor_id="identity")


def test_R8_4_transfers_steps_and_proofs_in_full(scenario: Scenario) -> None:
    person, other = scenario.add_person(), scenario.add_person()
    transfer_id = scenario.submit(person)["transfer_id"]

    def part(name: str, of: CallContext = person) -> list:
        asked = {"person_id": of.actor_id, "part": name}
        return scenario.call("list_personal_data", SERVICE, **asked)["items"]

    [transfer] = part("transfers")
    assert (transfer["transfer_id"], transfer["details"]["uscc"]) == (transfer_id, WORK["uscc"])
    assert [step["action"] for step in part("transfer_steps")] == ["submit"]
    [proof] = scenario.call("list_personal_files", SERVICE, person_id=person.actor_id)["items"]
    assert (proof["bucket"], proof["file_name"]) == ("transfer", "证明.jpg")
    assert part("transfers", other) == part("transfer_steps", other) == []
    assert scenario.call("list_personal_files", SERVICE, person_id=other.actor_id)["items"] == []
