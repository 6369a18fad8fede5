"""The Swarm stack, made from docker-compose.yml so that the two cannot drift apart."""
