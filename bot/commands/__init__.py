"""What people may ask: one catalogue, one file per verb, the same answers on every platform."""
