"""One destination's share in a change on its way to the outbox: what it is, when it is due, what it has to wait for.

Must not know the stages that it walks through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alert import Alert
from bot.domain.channel import Channel
from bot.domain.delivery import NO_HOLD, PLAIN, Delivery, DeliveryState, Manner, News, delivery_id
from bot.domain.hold import Hold
from bot.domain.incident import Change, ChangeKind, Severity
from bot.domain.subscription import Subscription
from bot.routing.roster import Local

# Facts that change a decision: news of them waits for nobody's convenience.
URGENT = frozenset({"control", "target", "killed", "standing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`due` is when it goes out at the earliest; with a `hold` it waits for that. `stage` held it or put it off."""

    local: Local
    change: Change
    subscriptions: tuple[Subscription, ...]  # oldest first, at least one
    alerts: tuple[Alert, ...]  # most severe first, at least one
    is_first: bool  # it would be a new message: the destination was not told of the incident yet
    last_told: datetime | None
    now: datetime
    due: datetime
    hold: Hold | None = None
    stage: str = ""

    @property
    def channel(self) -> Channel:
        return self.local.channel

    @property
    def severity(self) -> Severity:
        """The highest of its alerts."""
        return self.alerts[0].severity

    @property
    def theatre(self) -> str:
        """The theatre of the rule that fired, as rule ids begin with it."""
        return self.alerts[0].rule.partition("/")[0]

    @property
    def is_urgent(self) -> bool:
        """Whether it is a promotion or a fact that changes a decision."""
        return self.change.kind is ChangeKind.PROMOTED or not URGENT.isdisjoint(self.change.fields)

    @property
    def delay(self) -> timedelta:
        """The longest that any of the wishes asks for: a wish for secrecy counts for all."""
        first = self.subscriptions[0].delay
        return first if len(self.subscriptions) == 1 else max(one.delay for one in self.subscriptions)

    def news(self) -> News:
        """What it tells: the same value for every destination of a change that is told for the same alerts."""
        return News(change=self.change, alerts=self.alerts)

    def delivery(self, news: News) -> Delivery:
        """The row for the outbox."""
        change, destination = self.change, self.channel.destination
        return Delivery(
            id=delivery_id(destination, change.incident.id, change.seq),
            destination=destination,
            about=news,
            subscriptions=tuple(sorted(one.id for one in self.subscriptions)),
            severity=self.severity,
            language=self.subscriptions[0].language,
            state=DeliveryState.HELD if self.hold else DeliveryState.PENDING,
            created_at=self.now,
            next_at=self.hold.until if self.hold else self.due,
            theatre=self.theatre,
            manner=self._manner(),
            is_first=self.is_first,
            hold=self.hold.id if self.hold else NO_HOLD,
            reason=self.stage,
        )

    def _manner(self) -> Manner:
        one = self.subscriptions[0]
        is_silent = self.severity is Severity.LOW
        if (
            len(self.subscriptions) == 1
            and one.threads
            and not (one.precision_km or one.mention or self.channel.mention)
        ):
            return _SILENT if is_silent else PLAIN
        return Manner(
            mention=self._mention(),
            threads=any(wish.threads for wish in self.subscriptions),
            silent=is_silent,
            precision_km=max(wish.precision_km for wish in self.subscriptions),
        )

    def _mention(self) -> str:
        """Whom to call: of the first wish that asks for it at this severity, else the channel's own."""
        channel = self.channel
        for one in self.subscriptions:
            least = channel.mention_from if one.mention_from is None else one.mention_from
            if (one.mention or (channel.mention and one.mention_from is not None)) and self.severity >= least:
                return one.mention or channel.mention
        return channel.mention if channel.mention and self.severity >= channel.mention_from else ""


_SILENT = Manner(silent=True)
