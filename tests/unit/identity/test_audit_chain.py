"""R6.4: the chain of the audit log; what is done to it shows."""

import json
from dataclasses import dataclass

import pytest
from chassis.crypto import hmac_sm3
from identity.audit_log.domain.chain import (
    ALTERED,
    CONTENT,
    MISSING,
    ORIGIN,
    UNKNOWN_KEY,
    Break,
    Link,
    UnknownKey,
    canonical,
    code_of,
    is_sealed,
    seal_of,
    verify_entries,
)
from identity.audit_log.keys import AuditKeys

KEYS = AuditKeys({"k2": b"2" * 32, "k1": b"1" * 32})
STRANGER = AuditKeys({"k1": b"9" * 32, "k2": b"8" * 32})


def entry(sequence, key_id="k1", **changes):
    content = {name: f"{name} of {sequence}" for name in CONTENT}
    content |= {"roles": ["reviewer"], "fields": [], "details": {"名": "值"}, "person_id": None}
    return content | {"sequence": sequence, "key_id": key_id} | changes


def chain(count, keys=KEYS, start=ORIGIN):
    entries, last = [], start
    for sequence in range(start.sequence + 1, start.sequence + count + 1):
        content = entry(sequence)
        last = Link(sequence, code_of(keys, last.code, content))
        entries.append((content, last.code))
    return entries


@dataclass
class Chain:
    entries: list

    def change(self, place, **values):
        content, code = self.entries[place]
        self.entries[place] = (content | values, code)

    def swap(self, one, other):
        """Exchange what two entries say, each keeping its number and code."""
        for name in set(CONTENT) - {"sequence"}:
            left, right = self.entries[one][0], self.entries[other][0]
            left[name], right[name] = right[name], left[name]

    def insert(self, place):
        self.entries.insert(place, self.entries[place])

    def renumber_without(self, place):
        del self.entries[place]
        for number, (content, _) in enumerate(self.entries, start=1):
            content["sequence"] = number


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        pytest.param(
            lambda c: c.change(2, action="case_approve"), Break(3, ALTERED), id="R6.4-changed"
        ),
        pytest.param(
            lambda c: c.change(2, details={"名": "值 "}), Break(3, ALTERED), id="R6.4-one-space"
        ),
        pytest.param(lambda c: c.entries.pop(2), Break(3, MISSING), id="R6.4-removed"),
        pytest.param(
            lambda c: c.renumber_without(2), Break(3, ALTERED), id="R6.4-removed-and-renumbered"
        ),
        pytest.param(lambda c: c.entries.pop(0), Break(1, MISSING), id="R6.4-first-removed"),
        pytest.param(lambda c: c.swap(1, 3), Break(2, ALTERED), id="R6.4-swapped"),
        pytest.param(lambda c: c.insert(2), Break(4, MISSING), id="R6.4-inserted"),
        pytest.param(
            lambda c: c.change(4, key_id="k9"), Break(5, UNKNOWN_KEY), id="R6.4-key-unknown"
        ),
    ],
)
def test_tampering_with_the_chain_is_found(tamper, found):
    tampered = Chain(chain(5))
    tamper(tampered)
    assert verify_entries(KEYS, ORIGIN, tampered.entries) == found


def test_R6_4_whole_chain_ends_at_its_last_link():
    entries = chain(5)
    assert verify_entries(KEYS, ORIGIN, entries) == Link(5, entries[-1][1])


def test_R6_4_chain_is_verified_in_segments():
    entries = chain(5)
    middle = verify_entries(KEYS, ORIGIN, entries[:3])
    assert isinstance(middle, Link)
    assert verify_entries(KEYS, middle, entries[3:]) == Link(5, entries[-1][1])


def test_R6_4_chain_rebuilt_under_another_key_is_found():
    assert verify_entries(KEYS, ORIGIN, chain(5, STRANGER)) == Break(1, ALTERED)
    entries = chain(3)
    forged = chain(2, STRANGER, start=Link(3, entries[-1][1]))
    assert verify_entries(KEYS, ORIGIN, [*entries, *forged]) == Break(4, ALTERED)


def test_R6_4_keys_may_change_within_the_chain():
    [(first, code)] = chain(1)
    second = entry(2, key_id="k2")
    entries = [(first, code), (second, code_of(KEYS, code, second))]
    assert isinstance(verify_entries(KEYS, ORIGIN, entries), Link)


def test_R6_4_code_is_hmac_sm3_over_the_code_before_and_the_canonical_form():
    content = entry(1)
    said = b"ausm audit chain\0" + bytes(32) + canonical(content)
    assert code_of(KEYS, ORIGIN.code, content) == hmac_sm3(b"1" * 32, said)


def test_R6_4_canonical_form_is_one_for_equal_entries():
    content = entry(1, details={"b": [1, None], "a": {"d": "䶮", "c": True}})
    shuffled = dict(reversed(content.items())) | {
        "details": {"a": {"c": True, "d": "䶮"}, "b": [1, None]}
    }
    assert canonical(content) == canonical(shuffled | {"code": "not covered"})
    assert b" of" in canonical(content)
    assert b'"details":{"a":{"c":true,"d":"\xe4\xb6\xae"},"b":[1,null]}' in canonical(content)
    assert json.loads(canonical(content)) == content


def test_R6_4_canonical_form_covers_every_column():
    from identity.audit_log.models import AuditEntry

    assert {column.name for column in AuditEntry.__table__.columns} == {*CONTENT, "code"}
    for name in CONTENT:
        with pytest.raises(KeyError):
            canonical({key: value for key, value in entry(1).items() if key != name})


@pytest.mark.parametrize(
    ("link", "purpose", "good"),
    [
        pytest.param(Link(7, b"c" * 32), "anchor", True, id="R6.4-as-noted"),
        pytest.param(Link(8, b"c" * 32), "anchor", False, id="R6.4-another-place"),
        pytest.param(Link(7, b"d" * 32), "anchor", False, id="R6.4-another-code"),
        pytest.param(Link(7, b"c" * 32), "retirement", False, id="R6.4-another-purpose"),
    ],
)
def test_a_seal_is_valid_for_one_link_and_purpose(link, purpose, good):
    seal = seal_of(KEYS, "k1", Link(7, b"c" * 32), "anchor")
    assert is_sealed(KEYS, "k1", link, purpose, seal) is good


def test_R6_4_a_seal_under_an_unknown_key_is_not_authentic():
    with pytest.raises(UnknownKey):
        seal_of(KEYS, "k9", ORIGIN, "anchor")
    assert not is_sealed(KEYS, "k9", ORIGIN, "anchor", b"")
