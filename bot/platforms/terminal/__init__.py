"""Cards on a terminal, with a transcript that remembers what was told."""
