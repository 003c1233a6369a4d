"""Revision 0002: what was written before it is still there after it, and the other way round as far as it goes."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from bot.domain.delivery import PLAIN, DeliveryState, News, Receipt
from bot.domain.incident import ChangeKind, Severity
from bot.domain.matcher import All, Along, Incidents, Killed, Not
from bot.domain.wallclock import Period, Schedule
from bot.store import migrate
from bot.store.connect import open_store
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, NOW

LEASE = timedelta(seconds=60)
STAMP = 1_699_963_200_000_000  # NOW in microseconds
OLD_SUBSCRIPTION = (
    '{"v":1,"id":"s1","destination":{"platform":"terminal","tenant":"here","channel":"screen"},"label":"everything",'
    '"matcher":{"is":"All","parts":[]},"min_severity":1,"min_standing":1,"language":"fr","created_by":"someone",'
    '"created_at":"2023-11-14T12:00:00+00:00"}'
)


def old_order(alert):
    return json.dumps(
        {
            "v": 1,
            "destination": {"platform": "terminal", "tenant": "here", "channel": "screen"},
            "alerts": [[alert.rule, alert.incident, alert.change]],
            "subscriptions": ["s1"],
            "language": "fr",
        }
    )


def old_row(alert, name, **fields):
    given = {
        "id": name, "destination": CHANNEL.key, "incident": alert.incident, "change": alert.change, "severity": 3,
        "state": name, "attempts": 1, "created_at": STAMP, "next_at": STAMP, "leased_by": None, "leased_until": None,
        "was_leased": False, "reason": None, "done_at": None, "value": old_order(alert),
    }  # fmt: skip
    return given | fields


def inserted(connection, table, *rows):
    columns = sa.table(table, *map(sa.column, rows[0]))
    connection.execute(columns.insert(), list(rows))


async def back(url, then=lambda _: None):
    """Takes a database down to revision 0001; gives what `then` finds or does there."""

    def down(connection):
        command.downgrade(migrate.configured(connection), "0001")
        return then(connection)

    async with open_store(url) as store, store.write() as tx:
        return await tx.connection.run_sync(down)


async def at_0001(url, fill):
    """A database at revision 0001 with three changes and their alerts, and the rows that `fill` inserts."""
    incidents = [make.incident("one"), make.incident("other")]
    async with open_store(url) as store, store.write() as tx:
        await tx.incidents.save(incidents, [])
        changes = await tx.changes.append(
            [*map(make.change, incidents), make.change(make.again(incidents[0]), ChangeKind.REVISED)]
        )
        alerts = [make.alert(change) for change in changes]
        await tx.alerts.add(alerts)
    await back(url, lambda connection: fill(connection, alerts))
    return changes, alerts


async def test_rows_of_before_survive(url):
    def fill(connection, alerts):
        inserted(
            connection,
            "deliveries",
            old_row(alerts[0], "sent", done_at=STAMP + 5, severity=4),
            old_row(alerts[1], "parked", done_at=STAMP + 5, reason="no such channel \\u0000"),
            old_row(alerts[2], "leased", leased_by="w1", leased_until=STAMP + 10**9),
            old_row(alerts[2], "pending", destination="discord:1:2", was_leased=True, next_at=STAMP + 10**6),
            old_row(alerts[1], "new", destination="discord:1:3", attempts=0, state="pending"),
        )
        row = {"destination": CHANNEL.key, "incident": alerts[0].incident, "ref": "m1", "at": STAMP}
        inserted(connection, "messages", {**row, "change": alerts[0].change})
        wish = {"destination": CHANNEL.key, "id": "s1", "wish": "w", "created_at": STAMP, "value": OLD_SUBSCRIPTION}
        inserted(connection, "subscriptions", wish)

    changes, alerts = await at_0001(url, fill)
    async with open_store(url) as store:
        async with store.read() as tx:
            assert await tx.subscriptions.all() == [make.subscription()]
            sent, parked, new = [await tx.outbox.get(name) for name in ("sent", "parked", "new")]
            (told,) = (await tx.outbox.standing([(CHANNEL, alerts[0].incident)])).values()
        assert sent.about == News(change=changes[0], alerts=(alerts[0],))
        assert (sent.state, sent.done_at, sent.is_first) == (DeliveryState.SENT, NOW + timedelta(microseconds=5), True)
        assert (sent.subscriptions, sent.language, sent.manner) == (("s1",), "fr", PLAIN)
        assert (told.receipt, told.change, told.severity) == (Receipt(ref="m1"), changes[0], Severity.CRITICAL)
        assert (parked.state, parked.reason) == (DeliveryState.PARKED, "no such channel \x00")
        assert (new.state, new.attempts, new.theatre) == (DeliveryState.PENDING, 0, "")
        async with store.write() as tx:
            claimed = await tx.outbox.claim("w2", NOW + LEASE, LEASE, 9)
    assert {(one.delivery.id, one.is_doubtful, one.delivery.is_first) for one in claimed} == {
        ("leased", True, False),
        ("pending", True, False),
        ("new", False, True),
    }


async def test_two_leases_of_one_destination_become_one_turn(url):
    def fill(connection, alerts):
        leased = {"state": "leased", "leased_by": "w1", "leased_until": STAMP}
        inserted(connection, "deliveries", *(old_row(alert, f"d{n}", **leased) for n, alert in enumerate(alerts)))

    await at_0001(url, fill)
    async with open_store(url) as store, store.write() as tx:
        assert len(await tx.outbox.claim("w2", NOW + LEASE, LEASE, 9)) == 1


async def test_downwards_the_news_is_kept_in_the_old_form(url):
    hold = make_wishes.hold()
    async with open_store(url) as store, store.write() as tx:
        incidents = [make.incident(f"i{n}") for n in range(5)]
        await tx.incidents.save(incidents, [])
        changes = await tx.changes.append([make.change(one) for one in incidents])
        await tx.alerts.add([make.alert(one) for one in changes])
        news = [make.delivery(one, make.alert(one)) for one in changes]
        await tx.outbox.enqueue([*news, make_wishes.gathering(hold), make_wishes.notice()])
        await tx.outbox.hold_back([news[1].id], hold.id, "digest")
        await tx.outbox.fold([news[2].id], news[3].id)
        await tx.outbox.claim("w1", NOW, LEASE, 1)
        await tx.subscriptions.add(
            make.subscription("a", digest=Schedule(period=Period.DAILY), matcher=Killed(at_least=2))
        )
        road = Along(label="RN18", points=(make.KIDAL,), width_km=5)
        await tx.subscriptions.add(make.subscription("b", matcher=All(parts=(Not(part=road),))))
        await tx.subscriptions.add(make.subscription("c", matcher=Incidents(ids=frozenset({incidents[0].id}))))

    def seen(connection):
        rows = connection.execute(sa.text("SELECT * FROM deliveries ORDER BY change")).mappings().all()
        return rows, connection.execute(sa.text("SELECT id, value FROM subscriptions")).all()

    rows, wishes = await back(url, seen)
    assert [(row["id"], row["state"], row["reason"] or "") for row in rows] == [
        (news[0].id, "leased", ""),
        (news[1].id, "parked", "was held"),
        (news[2].id, "parked", "was told with others"),
        (news[3].id, "pending", ""),
        (news[4].id, "pending", ""),
    ]
    assert [row["incident"] for row in rows] == [one.id for one in incidents]
    assert [json.loads(row["value"]) for row in rows] == [json.loads(old_order(make.alert(one))) for one in changes]
    ((kept, text),) = wishes
    assert (kept, set(json.loads(text))) == ("a", set(json.loads(OLD_SUBSCRIPTION)))
    async with open_store(url) as store, store.read() as tx:
        again = await tx.outbox.get(news[3].id)
        assert again.about == news[3].about
        assert await tx.outbox.waiting() == 3


@pytest.mark.parametrize("rows", [0, 2_500], ids=["none", "several batches"])
async def test_every_row_is_rewritten_both_ways(url, rows):
    async with open_store(url) as store, store.write() as tx:
        await tx.incidents.save([make.incident()], [])
        (change,) = await tx.changes.append([make.change(make.incident())])
        await tx.outbox.enqueue([make.delivery(change, destination=make_wishes.destination(n)) for n in range(rows)])
    await back(url)
    async with open_store(url) as store, store.read() as tx:
        assert await tx.outbox.waiting() == rows
