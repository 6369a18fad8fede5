"""Attachments of cases: claimed from staging, kept under a case, served, and swept."""
