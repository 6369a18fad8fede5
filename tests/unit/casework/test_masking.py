"""What those who do not review see of a case."""

from casework.domain.masking import mask_case

PERSON = {"name": "张三丰", "id_number": "11010519491231002X", "phone": "13800001234"}


def test_R6_1_the_person_is_masked():
    shown = mask_case({"person": {**PERSON, "gender": "female", "nationality": None}})
    assert shown["person"] == {
        "name": "张*丰",
        "id_number": "110***********002X",
        "phone": "138****1234",
        "gender": "female",
        "nationality": None,
    }


def test_R6_1_values_of_the_record_are_masked_however_deep():
    shown = mask_case(
        {
            "basic": {"email": "zhang@example.com", "postal_address": "北京市海淀区中关村大街1号"},
            "employments": ({"employer_phone": "010-12345678", "employer_name": "晨光公司"},),
            "details": {"address": "上海市浦东新区世纪大道2号", "document_no": "310115000001"},
        }
    )
    assert shown["basic"] == {"email": "z***@example.com", "postal_address": "北京市海淀区****"}
    assert shown["employments"] == [{"employer_phone": "***-****5678", "employer_name": "晨光公司"}]
    assert shown["details"] == {"address": "上海市浦东新****", "document_no": "31********01"}


def test_R6_1_differences_are_masked_by_the_field_they_name():
    one = {"field": "email", "before": None, "after": "zhang@example.com"}
    whole = {"field": "", "before": {"email": "zhang@example.com"}, "after": None}
    shown = mask_case({"diff": [one, whole], "before": {"ethnicity": "01"}})
    assert shown["diff"][0] == {"field": "email", "before": None, "after": "z***@example.com"}
    assert shown["diff"][1]["before"] == {"email": "z***@example.com"}
    assert shown["before"] == {"ethnicity": "01"}
