"""Tells people what happened: message box and SMS."""
