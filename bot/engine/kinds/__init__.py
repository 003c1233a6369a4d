"""The kinds of rule: each a fields model and a reducer over changes."""
