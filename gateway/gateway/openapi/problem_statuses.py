"""Which error answers an endpoint can give; OpenAPI declares these and the tests produce them."""

from gateway.routing.endpoint import Access, Endpoint, Quotas


def problem_statuses(endpoint: Endpoint) -> frozenset[int]:
    """Return every error status of the endpoint."""
    statuses = set(endpoint.may)
    if endpoint.access is not Access.PUBLIC:
        statuses |= {401, 403}
    if endpoint.quotas is not Quotas.NONE:
        statuses |= {429}
    if endpoint.rpc_calls() and not endpoint.bears_errors:
        statuses |= {500, 503, 504}
    return frozenset(statuses | _by_input(endpoint))


def _by_input(endpoint: Endpoint) -> set[int]:
    statuses: set[int] = set()
    if endpoint.path_names:
        statuses |= {404}
    if endpoint.query:
        statuses |= {400, 422}
    if endpoint.body is not None:
        statuses |= {400, 408, 413, 415, 422}
    if endpoint.takes_version:
        statuses |= {400, 412}
    if endpoint.is_command:
        # A key that is malformed, or that was used for another command.
        statuses |= {400, 409}
    return statuses
