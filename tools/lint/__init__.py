"""Checks of the tree that no common tool has; `.pre-commit-config.yaml` runs them with the others."""
