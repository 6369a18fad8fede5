"""Calls to the Nameko services over RabbitMQ, without Nameko."""

from gateway.broker.link import BrokerLink
from gateway.rpc.client import RpcClient

__all__ = ["BrokerLink", "RpcClient"]
