"""Calls to the Nameko services over RabbitMQ, without Nameko."""

from gateway.rpc.client import RpcClient
from gateway.rpc.link import BrokerLink

__all__ = ["BrokerLink", "RpcClient"]
