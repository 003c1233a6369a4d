"""What Discord answers instead of doing what it was asked: status, code and message as its documentation lists them."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is an error; `errors` says by field what was wrong with the body."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        self.status, self.code, self.message, self.errors = status, code, message, errors
        super().__init__(f"{status} {code} {message}")

    def body(self) -> dict[str, Any]:
        """The error as the client reads it."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body if self.errors is None else {**body, "errors": self.errors}


UNAUTHORIZED = (401, 0, "401: Unauthorized")
NOT_FOUND = (404, 0, "404: Not Found")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
TAG_REQUIRED = (400, 40067, "A tag is required to create a forum post in this channel")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
NO_DIRECT_MESSAGES = (403, 50007, "Cannot send messages to this user")
NOT_A_TEXT_CHANNEL = (400, 50008, "Cannot send messages in a non-text channel")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
INVALID_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
BAD_JSON = (400, 50109, "The request body contains invalid JSON.")
THREAD_ARCHIVED = (400, 50083, "Thread is archived")
THREAD_EXISTS = (400, 160004, "A thread has already been created for this message")


def bad_form(field: str, code: str, message: str) -> Refusal:
    """50035 for one field, whose path is written with dots, as in `embeds.0.title`."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(field.split(".")):
        errors = {part: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors)


def too_long(field: str, most: int) -> Refusal:
    """50035 for a text of more than `most` characters."""
    return bad_form(field, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def missing(field: str) -> Refusal:
    """50035 for a field that has to be there."""
    return bad_form(field, "BASE_TYPE_REQUIRED", "This field is required")
