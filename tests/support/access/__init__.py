"""The access matrix: who may use each route, before and after a transfer."""
