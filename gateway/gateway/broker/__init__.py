"""The connection to RabbitMQ, and the events that every replica gets."""
