"""What a test asked a person to do and Slack's own client would not let them."""

from __future__ import annotations


class Impossible(Exception):
    """The button is not there, the form is incomplete, the command is typed in a thread."""
