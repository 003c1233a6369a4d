"""Rules: read from YAML, checked, run over changes, tested beside their files. Pure; knows no store and no channel."""
