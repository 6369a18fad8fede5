"""Health: the checks of a service, run at once and each within a limit of time."""
