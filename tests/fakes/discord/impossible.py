"""What a test asked a person to do and Discord's own client would not let them."""

from __future__ import annotations


class Impossible(Exception):
    """The button is not there, the command is hidden, the form incomplete."""
