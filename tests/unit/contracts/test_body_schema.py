"""Request schemas answer in codes with Chinese texts."""

import pytest
from contracts.error_codes import catalogue
from contracts.schemas import fields
from contracts.schemas.base import BodySchema, Coded
from marshmallow import ValidationError, validate
from marshmallow import fields as plain


class Experience(BodySchema):
    start_month = fields.Month(required=True)
    posts = plain.List(
        fields.DictCode("accounting_posts"), required=True, validate=validate.Length(min=1, max=2)
    )


class Body(BodySchema):
    title = fields.Text(max=5, required=True)
    note = fields.Text(max=20, min=0, line_breaks=True, load_default="")
    name = fields.PersonName()
    phone = fields.Phone()
    employer_phone = fields.EmployerPhone()
    email = fields.Email()
    uscc = fields.Uscc()
    month = fields.Month(allow_none=True)
    day = fields.Day()
    certificate_no = fields.CertificateNo()
    mode = fields.DictCode("education_mode")
    photo_id = fields.IdRef()
    flag = plain.Boolean()
    count = plain.Integer(strict=True, validate=validate.Range(min=1, max=9))
    kind = plain.String(validate=validate.OneOf(["a", "b"]))
    experiences = plain.List(plain.Nested(Experience))


def errors_of(data: object) -> dict[str, object]:
    with pytest.raises(ValidationError) as caught:
        Body().load(data)
    messages = caught.value.messages
    assert isinstance(messages, dict)
    return messages


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({}, "title", "common.required"),
        ({"title": None}, "title", "common.required"),
        ({"title": "  "}, "title", "common.required"),
        ({"title": 5}, "title", "common.invalid"),
        ({"title": "123456"}, "title", "common.too_long"),
        ({"title": "a\x00b"}, "title", "value.text_unstorable"),
        ({"title": "a\nb"}, "title", "value.text_unstorable"),
        ({"title": "a\ud800"}, "title", "value.text_unstorable"),
        ({"name": "张三1"}, "name", "value.name_character"),
        ({"phone": "1"}, "phone", "value.phone_length"),
        ({"employer_phone": "1"}, "employer_phone", "value.employer_phone"),
        ({"email": "1"}, "email", "value.email_at"),
        ({"uscc": "91350100M000100Y44"}, "uscc", "value.uscc_check_digit"),
        ({"month": "2020"}, "month", "value.month_format"),
        ({"day": "2020-02-30"}, "day", "value.day_format"),
        ({"certificate_no": "<"}, "certificate_no", "value.certificate_no"),
        ({"mode": "nonsense"}, "mode", "common.invalid_choice"),
        ({"mode": ["full_time"]}, "mode", "common.invalid"),
        ({"photo_id": "a b"}, "photo_id", "common.invalid"),
        ({"photo_id": "张"}, "photo_id", "common.invalid"),
        ({"flag": "maybe"}, "flag", "common.invalid"),
        ({"count": "x"}, "count", "common.invalid"),
        ({"count": 10}, "count", "common.out_of_range"),
        ({"kind": "c"}, "kind", "common.invalid_choice"),
        ({"more": 1}, "more", "common.unknown_field"),
        ({"experiences": 1}, "experiences", "common.invalid"),
    ],
)
def test_R8_2_codes(data: dict[str, object], field: str, code: str) -> None:
    messages = errors_of(data)
    assert messages[field] == [code]
    assert code in catalogue()


def test_R8_2_codes_inside_lists() -> None:
    messages = errors_of(
        {"title": "a", "experiences": [{"posts": ["cashier", "x"]}, 3, {"posts": []}]}
    )
    assert messages["experiences"] == {
        0: {"start_month": ["common.required"], "posts": {1: ["common.invalid_choice"]}},
        1: {"_schema": ["common.invalid"]},
        2: {"start_month": ["common.required"], "posts": ["common.invalid_length"]},
    }


def test_R8_2_a_body_that_is_no_object() -> None:
    assert errors_of([])["_schema"] == ["common.invalid"]


def test_R8_2_coded_messages_bring_their_text() -> None:
    [message] = errors_of({"title": "123456"})["title"]  # type: ignore[misc]
    assert isinstance(message, Coded)
    assert message.text == "最多 5 个字"


def test_values_are_loaded_tidy() -> None:
    loaded = Body().load(
        {
            "title": " Zoe\u0308 ",
            "note": "一\n二",
            "name": "阿里•买买提",
            "phone": "+86 13800138000",
            "uscc": "91350100m000100y43",
            "month": None,
            "mode": "full_time",
            "day": "2020-02-29",
        }
    )
    assert loaded == {
        "title": "Zoë",
        "note": "一\n二",
        "name": "阿里·买买提",
        "phone": "13800138000",
        "uscc": "91350100M000100Y43",
        "month": None,
        "mode": "full_time",
        "day": "2020-02-29",
    }


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\U000e0041"])
def test_R3_3_1_format_characters_are_removed_from_texts(mark: str) -> None:
    assert fields.Text(max=5).deserialize(f"{mark}北京{mark}大学{mark}") == "北京大学"


@pytest.mark.parametrize("text", ["\u200b", "\u202a\u202c \ufeff"])
def test_R3_3_1_a_text_of_format_characters_is_missing(text: str) -> None:
    with pytest.raises(ValidationError, match=r"common\.required"):
        fields.Text(max=5).deserialize(text)


class Counted(BodySchema):
    count = plain.Integer()
    counts = plain.List(plain.Integer())
    agreed = plain.Boolean()


NO_INTEGERS = ("5", "٥", "５", 5.0, 5.5, True, False, "", [5], {"a": 5})
NO_TRUTHS = ("true", "yes", "on", "1", 1, 0, 1.0, "", [], {})


@pytest.mark.parametrize("value", NO_INTEGERS)
def test_only_an_integer_is_an_integer(value: object) -> None:
    assert Counted().validate({"count": value}) == {"count": ["common.invalid"]}
    assert Counted().validate({"counts": [1, value]}) == {"counts": {1: ["common.invalid"]}}


@pytest.mark.parametrize("value", NO_TRUTHS)
def test_only_true_and_false_are_truths(value: object) -> None:
    assert Counted().validate({"agreed": value}) == {"agreed": ["common.invalid"]}


def test_integers_and_truths_are_taken() -> None:
    body = {"count": 5, "counts": [0, -1], "agreed": False}
    assert Counted().load(body) == body


@pytest.mark.parametrize(
    ("code", "refused"), [("130000", True), ("110000", True), ("110108", False), ("441900", False)]
)
def test_R3_2_1_a_household_is_more_than_a_province(code: str, refused: bool) -> None:
    field = fields.PlaceCode()
    if not refused:
        assert field.deserialize(code) == code
        return
    with pytest.raises(ValidationError, match=r"value\.region_province_alone"):
        field.deserialize(code)
