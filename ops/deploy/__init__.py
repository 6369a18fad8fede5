"""Sets up the stores of a deployment over the network, and makes its secrets."""
