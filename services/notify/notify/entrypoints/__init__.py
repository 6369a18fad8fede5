"""What calls notify: RPC methods, event handlers, timers."""
