"""The platform's own place in the tree of authorities."""

# The ministry stands above every authority: each path begins with its own. Nobody chooses it.
PLATFORM_ID = "au-000000"
PLATFORM_PATH = "/"
