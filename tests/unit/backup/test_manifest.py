"""Issue 5.6: what an archive says of itself is held against what is in it."""

import json

import pytest
from backup.errors import BackupError
from backup.manifest import (
    DatabaseFacts,
    Handler,
    Header,
    Manifest,
    TableFacts,
    Tally,
    Total,
)

_FACTS = DatabaseFacts("0002", {"cases": TableFacts(("case_id", "state"), 3)}, {"s": (7, True)})
_MANIFEST = Manifest(
    taken_at="2026-11-25T20:00:00.000Z",
    held_ms=12,
    databases={"collection": _FACTS},
    handlers=(Handler("identity", "identity_verified", "collection", "on_identity_verified"),),
    totals={"buckets/staging": Total(2, 30, "aa"), "databases/collection/cases": Total(1, 9, "bb")},
)


def test_I5_6_it_reads_as_it_was_written():
    assert Manifest.from_json(_MANIFEST.to_json()) == _MANIFEST
    assert (_MANIFEST.rows(), _MANIFEST.objects()) == (3, {"staging": 2})


@pytest.mark.parametrize(
    ("name", "total"),
    [
        pytest.param("buckets/staging", Total(1, 30, "aa"), id="I5.6-a-part-is-missing"),
        pytest.param("buckets/staging", Total(2, 31, "aa"), id="I5.6-a-size"),
        pytest.param("buckets/staging", Total(2, 30, "ab"), id="I5.6-a-digest"),
        pytest.param("buckets/staging", None, id="I5.6-a-bucket-is-missing"),
        pytest.param("buckets/more", Total(1, 1, "cc"), id="I5.6-more-than-was-written"),
    ],
)
def test_any_difference_is_refused(name, total):
    read = {**_MANIFEST.totals, name: total}
    if total is None:
        del read[name]
    with pytest.raises(BackupError, match=name):
        _MANIFEST.check(read)
    _MANIFEST.check(dict(_MANIFEST.totals))


def test_I5_6_the_digest_knows_names_sizes_contents_and_order():
    parts = [("a", 1, "x"), ("b", 2, "y")]
    others = [[("b", 1, "x"), ("a", 2, "y")], [("a", 2, "x"), ("b", 1, "y")], parts[::-1]]
    digests = set()
    for each in (parts, *others):
        tally = Tally()
        for part in each:
            tally.add(*part)
        digests.add(tally.total().sha256)
    assert len(digests) == 4


def _header(**changes):
    header = Header("2026-11-25T20:00:00+00:00", False, {"k1": "t"}, "00")
    return json.dumps({**json.loads(header.to_json()), **changes}).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"\x00\x01", "no archive", id="I5.6-no-json"),
        pytest.param(b"[]", "no archive", id="I5.6-not-ours"),
        pytest.param(_header(kind="other"), "no archive", id="I5.6-another-kind"),
        pytest.param(_header(format=2), "format 2", id="I5.6-a-later-format"),
        pytest.param(_header(more=1), "not understood", id="I5.6-an-unknown-field"),
    ],
)
def test_a_header_that_is_not_ours_is_refused(data, words):
    with pytest.raises(BackupError, match=words):
        Header.from_json(data)


@pytest.mark.parametrize("data", [b"{}", b'{"databases": 1}', b"x"], ids=str)
def test_I5_6_a_manifest_that_is_none_is_refused(data):
    with pytest.raises(BackupError):
        Manifest.from_json(data)
