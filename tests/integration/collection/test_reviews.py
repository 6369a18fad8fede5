"""The queue of collections as reviewers work with it."""

import pytest
from contracts.errors import NotFound
from contracts.schemas.reviews import ReviewList, ReviewSummary


@pytest.fixture
def crowd(scenario):
    """Three people at Haidian, one at Chaoyang."""
    people = [
        scenario.person(name="欧阳明", id_number="110101199003070417"),
        scenario.person(name="王小丫"),
        scenario.person(name="王小亚"),
        scenario.person(name="赵四"),
    ]
    for person, authority in zip(people, ["au-110108"] * 3 + ["au-110105"], strict=True):
        person.fill(authority=authority)
        person.case_id = person.submit()["review"]["case_id"]
    return people


def names(answer):
    assert not ReviewList().validate(answer)
    return [one["masked_name"] for one in answer["items"]]


def test_R6_2_the_queue_is_found_and_counted_by_authority(scenario, crowd):
    haidian, beijing = scenario.reviewer(), scenario.reviewer("au-110000")
    assert names(haidian.call("list_reviews", kind="collection")) == ["欧*明", "王*丫", "王*亚"]
    assert len(names(beijing.call("list_reviews", kind="collection"))) == 4
    summary = haidian.call("summarise_reviews")
    assert not ReviewSummary().validate(summary)
    assert summary["items"][0]["open"] == 3
    with pytest.raises(NotFound):
        haidian.on(crowd[3].case_id, "get_review")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("欧阳明", ["欧*明"], id="R6.2-full-name"),
        pytest.param("王小丫", ["王*丫"], id="R6.2-one-of-two-alike"),
        pytest.param(" 欧阳明　", ["欧*明"], id="R6.2-full-name-as-typed"),
        pytest.param(
            "欧 阳\u200b　明", ["欧*明"], id="R6.2-full-name-with-blanks-and-unseen-marks"
        ),
        pytest.param("110101-19900307–0417", ["欧*明"], id="R6.2-number-with-dashes"),
        pytest.param("110101199003070417", ["欧*明"], id="R6.2-certificate-number"),
        pytest.param("１１０１０１ 19900307 0417", ["欧*明"], id="R6.2-number-as-typed"),
        pytest.param("欧阳", [], id="R6.2-sealed-names-are-not-guessed"),
    ],
)
def test_search(scenario, crowd, text, expected):
    assert names(scenario.reviewer().call("list_reviews", kind="collection", q=text)) == expected


def test_R3_6_1_the_place_in_the_queue_moves_on(scenario, crowd):
    places = [one.collection()["review"]["queue_position"] for one in crowd]
    assert places == [1, 2, 3, 1]
    scenario.reviewer().decide(crowd[0].case_id, "approve_review")
    assert [one.collection()["review"]["queue_position"] for one in crowd] == [None, 1, 2, 1]


def test_R6_3_a_forwarded_case_belongs_to_the_other_authority(scenario, crowd, published_events):
    person, chaoyang = crowd[0], scenario.reviewer("au-110105")
    before = person.collection()["review"]
    body = {"authority_id": "au-110105", "note": "单位在朝阳区"}
    scenario.reviewer().on(person.case_id, "forward_review", body=body)
    published_events.wait_for("collection_forwarded")
    now = person.collection()
    assert now["authority"]["authority_id"] == "au-110105"
    assert now["review"]["submitted_at"] == before["submitted_at"]
    assert now["version"] > 0
    chaoyang.decide(person.case_id, "approve_review")
    assert person.call("get_record")["authority"]["authority_id"] == "au-110105"


def test_R3_6_1_what_comes_back_goes_to_the_office_that_returned_it(scenario, crowd):
    """Forwarded, returned and submitted again: it is in that queue and in no other."""
    person = crowd[0]
    haidian, chaoyang = scenario.reviewer(), scenario.reviewer("au-110105")
    body = {"authority_id": "au-110105", "note": "单位在朝阳区"}
    haidian.on(person.case_id, "forward_review", body=body)
    reasons = {"reasons": [{"item": "basic.details", "code": "other", "note": "地址不全"}]}
    chaoyang.decide(person.case_id, "return_review", body=reasons)
    basic = {**person.collection()["basic"], "postal_address": "北京市朝阳区建国路1号"}
    person.call("save_basic", body=basic)
    person.submit()

    def queued(reviewer):
        items = reviewer.call("list_reviews", kind="collection")["items"]
        return person.case_id in [one["case_id"] for one in items]

    assert (queued(haidian), queued(chaoyang)) == (False, True)
    with pytest.raises(NotFound):
        haidian.on(person.case_id, "claim_review")
