"""What replaces parts of Nameko: container, RPC, subscriptions, timers, connections."""
