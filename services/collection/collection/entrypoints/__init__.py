"""The RPC methods of collection, by what they are about."""
