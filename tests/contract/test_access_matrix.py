"""Every route has a row in the access matrix, every row a route, every right its letters: R6.1."""

import re

from gateway.routes import endpoints_for
from support.access.matrix import ACTORS, LETTERS, Matrix, read_matrix

MATRIX = read_matrix()
ROUTES = {f"{one.method} {one.path}" for one in endpoints_for(with_sandbox=True)}
OF_PERSONS = {"persons", "owner"}


def faults(matrix: Matrix, routes: set[str]) -> list[str]:
    """Return what is missing or too much, each with what to do."""
    listed = {row.route for row in matrix.rows}
    missing = [
        f"{route} has no row in tests/support/access/matrix.txt: add a line"
        ' (docs/development.md, "Add an endpoint")'
        for route in sorted(routes - listed)
    ]
    gone = [f"{route} is no route: take its row out" for route in sorted(listed - routes)]
    unknown = [
        f"{row.route}: there is no right {row.right}"
        for row in matrix.rows
        if row.right not in matrix.rights
    ]
    return missing + gone + unknown


def test_R6_1_every_route_is_listed_and_every_row_is_a_route() -> None:
    assert not (found := faults(MATRIX, ROUTES)), "\n".join(found)


def test_R6_1_a_route_without_a_row_is_named() -> None:
    [fault] = faults(MATRIX, ROUTES | {"GET /new"})
    assert fault.startswith("GET /new has no row in tests/support/access/matrix.txt: add a line")


def test_R6_1_every_right_has_a_letter_for_each_actor() -> None:
    for name, right in MATRIX.rights.items():
        for letters in filter(None, (right.before, right.after)):
            assert len(letters) == len(ACTORS), name
            assert set(letters) <= set(LETTERS), name


def test_R6_1_every_right_is_somebodys() -> None:
    assert set(MATRIX.rights) == {row.right for row in MATRIX.rows}


def test_R6_1_what_is_under_me_is_the_persons_own() -> None:
    assert {row.right for row in MATRIX.rows if row.path.startswith("/me")} == OF_PERSONS


def test_R5_2_2_a_transfer_leaves_nothing_with_staff_of_the_former_authority() -> None:
    """Nor with those below, beside and above it."""
    for name, right in MATRIX.rights.items():
        if not right.after or name == "audit_lists":
            continue
        for former in re.findall(r"(.{4}).", right.after[3:18]):
            assert set(former) <= set("xo."), name
