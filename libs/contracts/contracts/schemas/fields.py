"""Fields of request bodies that apply the value rules; what they load is already tidy."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields

from contracts import reference
from contracts.schemas.base import Coded
from contracts.values import ValueProblem
from contracts.values.education_certificates import clean_certificate_no
from contracts.values.emails import clean_email
from contracts.values.masking import looks_masked
from contracts.values.months import clean_month
from contracts.values.names import clean_person_name
from contracts.values.phones import clean_employer_phone, clean_phone
from contracts.values.text import Unchanged, is_storable, without_unseen
from contracts.values.uscc import clean_uscc

_ID = re.compile(r"[A-Za-z0-9_-]+")


class Text(fields.String):
    """Free text in NFC, without outer spaces, of `min` to `max` code points."""

    def __init__(
        self,
        *,
        max: int,  # noqa: A002
        min: int = 1,  # noqa: A002
        strip: bool = True,
        line_breaks: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.min_length, self.max_length = min, max
        self.strip, self.line_breaks = strip, line_breaks

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        # First of all: normalisation must not meet a lone surrogate.
        if not is_storable(text.strip(), line_breaks=self.line_breaks):
            raise ValidationError("value.text_unstorable")
        if self.strip:
            text = unicodedata.normalize("NFC", without_unseen(text)).strip()
        self._check_length(text)
        return text

    def _check_length(self, text: str) -> None:
        if not text and self.min_length:
            raise ValidationError("common.required")
        if len(text) < self.min_length:
            raise ValidationError([Coded("common.too_short", f"至少 {self.min_length} 个字")])
        if len(text) > self.max_length:
            raise ValidationError([Coded("common.too_long", f"最多 {self.max_length} 个字")])


class Address(Text):
    """An address in full: its mask would pass for another address."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        return _ensure_full(super()._deserialize(value, attr, data, **kwargs))


def _ensure_full(text: str) -> str:
    if looks_masked(text):
        raise ValidationError("value.masked")
    return text


class _Cleaned(Text):
    """Text that a value rule tidies and judges."""

    clean: Callable[[str], str]

    def __init__(self, **kwargs: Any) -> None:
        # The rule has its own limit; this one keeps hostile lengths away from it.
        super().__init__(max=500, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        if isinstance(value, Unchanged):
            return str(value)
        text = _ensure_full(super()._deserialize(value, attr, data, **kwargs))
        try:
            return type(self).clean(text)
        except ValueProblem as problem:
            raise ValidationError([Coded.of(problem)]) from None


class PersonName(_Cleaned):
    """A person's name."""

    clean = staticmethod(clean_person_name)


class Phone(_Cleaned):
    """A mainland mobile number."""

    clean = staticmethod(clean_phone)


class EmployerPhone(_Cleaned):
    """An employer's telephone number."""

    clean = staticmethod(clean_employer_phone)


class Email(_Cleaned):
    """An e-mail address."""

    clean = staticmethod(clean_email)


class Uscc(_Cleaned):
    """A unified social credit code."""

    clean = staticmethod(clean_uscc)


class Month(_Cleaned):
    """A month, `YYYY-MM`."""

    clean = staticmethod(clean_month)


class CertificateNo(_Cleaned):
    """The number of an education or degree certificate."""

    clean = staticmethod(clean_certificate_no)


def _clean_day(raw: str) -> str:
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        raise ValueProblem("value.day_format") from None


class Day(_Cleaned):
    """A day, `YYYY-MM-DD`, kept as text."""

    clean = staticmethod(_clean_day)


def _clean_region(raw: str) -> str:
    if reference.find_region(raw) is None:
        raise ValueProblem("value.region")
    return raw


class RegionCode(_Cleaned):
    """The code of a region in force."""

    clean = staticmethod(_clean_region)


def _clean_place(raw: str) -> str:
    region = reference.find_region(_clean_region(raw))
    if region and region.parent_code is None and reference.regions(region.code):
        raise ValueProblem("value.region_province_alone")
    return raw


class PlaceCode(RegionCode):
    """The code of a region in force within a province, or of one that has none within."""

    clean = staticmethod(_clean_place)


class DictCode(fields.String):
    """A code of the named dictionary that may still be chosen."""

    def __init__(self, dictionary: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dictionary = dictionary

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        code: str = super()._deserialize(value, attr, data, **kwargs)
        if code not in reference.codes(self.dictionary):
            raise ValidationError("common.invalid_choice")
        return code


class IdRef(Text):
    """The id of something that the body refers to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max=64, **kwargs)

    def _check_length(self, text: str) -> None:
        super()._check_length(text)
        if not _ID.fullmatch(text):
            raise ValidationError("common.invalid")


class OneOfBy(fields.Field[dict[str, Any]]):
    """An object whose schema follows from a sibling field of the body.

    While the sibling is missing or unknown nothing can be said of the object: it loads as empty.
    """

    def __init__(self, key: str, schemas: Mapping[str, type[Schema]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key, self.schemas = key, schemas

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow passes it
        data: Mapping[str, Any] | None,
        **kwargs: Any,  # noqa: ARG002
    ) -> dict[str, Any]:
        chosen = (data or {}).get(self.key)
        schema = self.schemas.get(chosen) if isinstance(chosen, str) else None
        if schema is None:
            return {}
        loaded: dict[str, Any] = schema().load(value)
        return loaded
