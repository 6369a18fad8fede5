"""Files of a form: new ones are claimed, those of earlier cases may be shown again (R4.1.3)."""

from typing import Any, cast

import pytest
from casework.attachments.claiming import ClaimedFiles, claim_files
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.staging import StagedFile
from contracts.errors import ValidationFailed, Violation


def staged(attachment_id: str, kind: str = "proof") -> StagedFile:
    return StagedFile(attachment_id, "p1", kind, "a.pdf", "application/pdf", 4, "sha")


class Staging:
    """What a person has uploaded."""

    def __init__(self, *files: StagedFile) -> None:
        self.files = {file.attachment_id: file for file in files}

    def claim_many(self, owner_id: str, wanted: list[Wanted]) -> Any:
        ids = [one.attachment_id for one in wanted]
        missing = [one for one in wanted if one.attachment_id not in self.files]
        claimed = {id_: self.files[id_] for id_ in ids if id_ in self.files}
        return claimed, [Violation(one.field, "attachment.not_found") for one in missing]


def claim(staging: Staging, wanted: list[Wanted], *used: StagedFile) -> ClaimedFiles:
    earlier = {file.attachment_id: file for file in used}
    return claim_files(cast("BucketStorage", staging), "p1", wanted, lambda _ids: earlier)


def test_R4_1_3_new_files_are_claimed_and_used_ones_shown_again():
    wanted = [Wanted("new", ["proof"], "a"), Wanted("old", ["proof"], "b")]
    claimed = claim(Staging(staged("new")), wanted, staged("old"), staged("unnamed"))
    assert sorted(claimed.files) == ["new", "old"]
    assert claimed.from_staging == ["new"]
    assert {facts.attachment_id for facts in claimed.facts()} == {"new", "old"}


def test_R4_1_3_everything_that_is_wrong_is_named():
    wanted = [Wanted("gone", ["proof"], "a"), Wanted("old", ["photo"], "b")]
    with pytest.raises(ValidationFailed) as refused:
        claim(Staging(), wanted, staged("old"))
    found = {(one["field"], one["code"]) for one in refused.value.details["errors"]}
    assert found == {("a", "attachment.not_found"), ("b", "attachment.kind_mismatch")}


def test_R4_4_1_what_another_case_takes_between_the_look_and_the_claim_is_shown_again():
    looks = iter([{}, {"shared": staged("shared")}])
    claimed = claim_files(
        cast("BucketStorage", Staging()),
        "p1",
        [Wanted("shared", ["proof"], "a")],
        lambda _ids: next(looks),
    )
    assert sorted(claimed.files) == ["shared"]
    assert claimed.from_staging == []
