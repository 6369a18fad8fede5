"""Dashboards for Grafana, described in few words."""
