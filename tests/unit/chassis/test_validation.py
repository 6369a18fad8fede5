"""All violations at once, with the path of each."""

import pytest
from chassis.validation import load, load_lenient, raise_if
from contracts.errors import ValidationFailed, Violation
from contracts.schemas.base import BodySchema, Coded
from marshmallow import Schema, ValidationError, fields, validate, validates_schema


class Post(BodySchema):
    title = fields.String(required=True, validate=validate.Length(max=3))


class Job(BodySchema):
    name = fields.String(required=True)
    posts = fields.List(fields.Nested(Post))
    count = fields.Integer()

    @validates_schema
    def name_and_count(self, data, **_kwargs):
        if data.get("name") == "both":
            raise ValidationError([Coded("common.invalid", "整体不对")])


def paths(violations):
    return {(v.field, v.code) for v in violations}


def test_valid_data_loads():
    assert load_lenient(Job, {"name": "a", "posts": [{"title": "b"}]}) == (
        {"name": "a", "posts": [{"title": "b"}]},
        [],
    )


def test_every_violation_is_reported_with_its_path():
    body = {"posts": [{"title": "ok"}, {"title": "long"}, {}], "count": "x", "more": 1}
    valid, violations = load_lenient(Job, body, "jobs[2]")
    assert paths(violations) == {
        ("jobs[2].name", "common.required"),
        ("jobs[2].posts[1].title", "common.too_long"),
        ("jobs[2].posts[2].title", "common.required"),
        ("jobs[2].count", "common.invalid"),
        ("jobs[2].more", "common.unknown_field"),
    }
    assert valid["posts"][0] == {"title": "ok"}
    assert "count" not in valid


def test_violation_may_have_a_text_of_its_own():
    _, [violation] = load_lenient(Job, {"name": "both"})
    assert violation == Violation("", "common.invalid", "整体不对")


@pytest.mark.parametrize("body", [None, [], "text", 3])
def test_body_that_is_no_object_is_one_violation(body):
    valid, violations = load_lenient(Job, body, "job")
    assert valid == {}
    assert paths(violations) == {("job", "common.invalid")}


def test_no_english_message_reaches_a_person():
    class Foreign(Schema):
        age = fields.Integer(required=True)

    _, [violation] = load_lenient(Foreign, {})
    assert violation == Violation("age", "common.invalid", "")


def test_raise_if_raises_all_or_nothing():
    raise_if([])
    with pytest.raises(ValidationFailed) as raised:
        raise_if([Violation("a", "common.required"), Violation("b", "common.invalid")])
    errors = raised.value.details["errors"]
    assert [error["field"] for error in errors] == ["a", "b"]
    assert errors[0]["message"] == "此项必填"


def test_load_returns_the_values_or_raises_every_violation():
    assert load(Job, {"name": "a"}) == {"name": "a"}
    with pytest.raises(ValidationFailed) as refused:
        load(Job, {"posts": [{}], "count": "x"})
    assert {one["field"] for one in refused.value.details["errors"]} == {
        "name",
        "posts[0].title",
        "count",
    }
