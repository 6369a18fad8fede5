"""The yardstick of the benchmark: the same endpoints as a Nameko `@http` gateway.

It does for a request what the real gateway must do and leaves out what that does besides (rate
limits, metrics, envelope): verify the EdDSA token, ask the same three services in parallel, merge
their answers into the same JSON.

    python tests/load/nameko_gateway.py PORT      with AUSM_AMQP_URI and AUSM_JWT_PUBLIC_KEY set
"""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402

import jwt  # noqa: E402
from chassis.messaging import wire  # noqa: E402
from contracts.context import CallContext  # noqa: E402
from environs import FileAwareEnv  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import RpcProxy  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.web.handlers import http  # noqa: E402
from werkzeug.wrappers import Response  # noqa: E402

TIMEOUT_SECONDS = 8.0
ENV = FileAwareEnv()
COLLECTION_FIELDS = ("collection_status", "authority", "submitted_at")


class ContextWriter(DependencyProvider):
    """Lets the service set the call context that its RPC proxies send along."""

    def get_dependency(self, worker_ctx):
        def write(context: CallContext) -> None:
            deadline = time.time() + TIMEOUT_SECONDS
            worker_ctx.data["context"] = context.to_json(deadline=deadline)

        return write


class NamekoGateway:
    """The two endpoints that the benchmark compares."""

    # The broker lets the gateway's user have reply queues of this name only.
    name = "gateway"
    identity = RpcProxy("identity")
    collection = RpcProxy("collection")
    notify = RpcProxy("notify")
    write_context = ContextWriter()
    public_key = jwt.algorithms.OKPAlgorithm().prepare_key(ENV.str("AUSM_JWT_PUBLIC_KEY"))

    @http("GET", "/api/v1/health/live")
    def live(self, request):
        """Answer without asking anybody."""
        return _json({"status": "ok"})

    @http("GET", "/api/v1/me")
    def me(self, request):
        """Answer with the merged answers of three services, asked in parallel."""
        claims = self._verify(request.headers["Authorization"].removeprefix("Bearer "))
        self.write_context(_context_of(claims))
        replies = (
            self.identity.get_me.call_async(),
            self.collection.get_status.call_async(),
            self.notify.count_unread.call_async(),
        )
        with eventlet.Timeout(TIMEOUT_SECONDS):
            me, collection, notify = (reply.result() for reply in replies)
        extras = {name: collection[name] for name in COLLECTION_FIELDS} | {
            "unread": notify["unread"]
        }
        return _json({**me, "unavailable": [], **extras})

    def _verify(self, token: str) -> dict:
        return jwt.decode(
            token,
            self.public_key,
            algorithms=["EdDSA"],
            audience="ausm",
            issuer="ausm-identity",
            options={"require": ["exp", "iat", "sub", "iss", "aud", "jti", "kind", "sid"]},
        )


def _context_of(claims: dict) -> CallContext:
    return CallContext(
        actor_id=claims["sub"],
        actor_kind=claims["kind"],
        session_id=claims["sid"],
        roles=tuple(claims.get("roles") or ()),
        request_id=uuid.uuid4().hex,
    )


def _json(body: dict) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), content_type="application/json")


def main() -> None:
    """Serve until the process is ended."""
    config = {
        "AMQP_URI": ENV.str("AUSM_AMQP_URI"),
        "WEB_SERVER_ADDRESS": f"127.0.0.1:{sys.argv[1]}",
        # As many workers as the loader has connections: none of them waits for a worker.
        "max_workers": 32,
        "serializer": wire.SERIALIZER,
        "SERIALIZERS": {
            wire.SERIALIZER: {
                "encoder": "chassis.plain_json.dumps",
                "decoder": "chassis.plain_json.loads",
                "content_type": wire.CONTENT_TYPE,
                "content_encoding": "utf-8",
            }
        },
    }
    runner = ServiceRunner(config=config)
    runner.add_service(NamekoGateway)
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main()
