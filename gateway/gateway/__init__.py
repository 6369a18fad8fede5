"""The HTTP gateway: one ASGI application in front of the services."""
