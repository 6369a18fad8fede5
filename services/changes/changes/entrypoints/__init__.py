"""The RPC methods of changes, by what they are about."""
