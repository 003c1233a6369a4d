"""The reader: what a pack teaches, and how a text becomes events. Pure: no clock, chance, file or network."""
