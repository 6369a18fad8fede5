"""Read side of transfer."""
