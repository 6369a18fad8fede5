"""Items of a review, and which of them still need work after a return."""

import pytest
from collection.domain.content import Content
from collection.domain.items import list_items
from collection.domain.rework import find_untouched


def test_R3_6_1_items_have_stable_keys_and_chinese_names(content):
    items = {item.key: item.label for item in list_items(content())}
    assert items["basic.photo"] == "基本信息：标准证件照片"
    assert items["educations.e1"] == "教育经历：第1段（北京大学）"
    assert items["employments.w1"] == "工作经历：第1段（北京某某科技有限公司）"
    assert list(items) == [
        "scope", "person", "basic.photo", "basic.id_portrait", "basic.id_reverse",
        "basic.residence_permit", "basic.details", "educations", "educations.e1", "employments",
        "employments.w1", "authority",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("returned", "change", "expected"),
    [
        pytest.param(["basic.photo"], {}, [("basic.photo", "basic.photo_id")],
                     id="R3.6.2-the-same-photo"),
        pytest.param(["basic.photo"], {"basic": {"photo_id": "new"}}, [], id="R3.6.2-a-new-photo"),
        pytest.param(["basic.details"], {"basic": {"photo_id": "new"}},
                     [("basic.details", "basic")], id="R3.6.2-another-item-does-not-count"),
        pytest.param(["educations.e1"], {}, [("educations.e1", "educations[0]")],
                     id="R3.6.2-the-same-row"),
        pytest.param(["educations.e1"], {"education": {"major": "审计学"}}, [],
                     id="R3.6.2-a-changed-row"),
        pytest.param(["educations.e1"], {"education": None}, [], id="R3.6.2-a-row-taken-away"),
        pytest.param(["educations"], {}, [("educations", "educations")],
                     id="R3.6.2-nothing-added-to-the-section"),
        pytest.param(["authority"], {}, [("authority", "authority")],
                     id="R3.6.2-the-same-authority"),
        pytest.param(["person"], {}, [], id="R3.6.2-fixed-fields-are-mended-elsewhere"),
        pytest.param([], {}, [], id="R3.6.2-nothing-returned"),
        pytest.param(["basic.photo", "basic.photo"], {}, [("basic.photo", "basic.photo_id")],
                     id="R3.6.2-two-reasons-for-one-item"),
    ],
)  # fmt: skip
def test_find_untouched(content, basic, education, returned, change, expected):
    current = content()
    if "basic" in change:
        current = content(basic=basic(**change["basic"]))
    if "education" in change:
        row = change["education"]
        current = content(educations=() if row is None else (education(**row),))
    found = find_untouched(returned, content(), current)
    assert [(one.item, one.field) for one in found] == expected
    assert all(one.code == "collection.returned_item_unchanged" for one in found)


def test_R3_6_2_content_survives_being_stored(content):
    import json

    stored = json.loads(json.dumps(content().to_dict()))
    assert Content.from_dict(stored) == content()
    assert find_untouched(["employments.w1"], Content.from_dict(stored), content()) != []
