"""Publishers we read: one folder each (manifest.yml, fetch.py, parse.py), and the one polite HTTP client they share.

A folder knows its publisher's formats and nothing of incidents, rules, stores or people.
"""
