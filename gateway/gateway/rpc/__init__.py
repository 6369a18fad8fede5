"""Calls to the Nameko services over RabbitMQ, without Nameko."""

from gateway.broker.connection import BrokerConnection
from gateway.rpc.client import RpcClient

__all__ = ["BrokerConnection", "RpcClient"]
