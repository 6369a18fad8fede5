"""R6.1: whoever asks sees their own part of the tree and nothing else."""

import pytest
from casework.cases.query_parameters import QueryParameters
from casework.domain.actors import Actor
from chassis.clock import utc_now
from contracts.context import CallContext


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("/au-110000/", "/au-110000/%", id="R6.1-own-and-below"),
        pytest.param("/a_b/", "/a|_b/%", id="R6.1-any-character"),
        pytest.param("/a%b|c/", "/a|%b||c/%", id="R6.1-any-text"),
    ],
)
def test_a_path_stands_for_itself_in_the_pattern(path: str, pattern: str) -> None:
    context = CallContext(actor_id="s1", actor_kind="staff", authority_path=path)
    assert QueryParameters.of(Actor(context), utc_now()).below == pattern
