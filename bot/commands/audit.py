"""Answers `audit [scope=channel|all] [page=1]`: who changed what a channel is told, and when."""

from __future__ import annotations

from bot.cards import audit as audit_card
from bot.cards.phrases import msgid
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.scope import SCOPE, is_everywhere

PAGE = 20
MOST_PAGES = 50


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of one page of the log, newest first."""
    everywhere = is_everywhere(invocation)
    page = int(invocation.args.get("page", 1))
    most = page * PAGE + 1  # one more tells whether there is another page
    async with desk.store.read() as tx:
        if everywhere:
            entries = await tx.audit.all(most)
        else:
            entries = await tx.audit.of(invocation.caller.destination, most)
    card = audit_card.card(
        entries[(page - 1) * PAGE : page * PAGE],
        page=page,
        is_last=len(entries) < most or page == MOST_PAGES,
        everywhere=everywhere,
        reader=invocation.reader,
    )
    return Reply(card=card)


COMMAND = Command(
    name="audit",
    help=msgid("Who changed what this channel is told, and when."),
    run=run,
    access=Access.CHANNEL,
    params=(
        SCOPE,
        Param(
            name="page",
            help=msgid("Which page; the first is the newest."),
            example="1",
            required=False,
            kind=ParamKind.NUMBER,
            least=1,
            most=MOST_PAGES,
        ),
    ),
)
