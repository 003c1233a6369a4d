"""The store: everything Tocsin remembers, in SQLite or PostgreSQL, behind the Protocols of `bot.ports`.

One repository per noun, one transaction per step, every write safe to repeat. Must not know what its values mean: it
keeps them, finds them and hands them out, and decides nothing.
"""
