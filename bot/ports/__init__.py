"""What the use cases and the pure core need from the outside, as Protocols."""
