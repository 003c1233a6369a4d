"""Every row and article ever cut from a payload, and why it came to nothing. Must not know how to read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select, update

from bot.domain.ids import ReportId, SourceId
from bot.domain.report import Reason, Rejection, Report
from bot.store import tables
from bot.store.bulk import add_new, chunks
from bot.store.connection import AsyncConnection
from bot.store.rows import REPORT

_table = tables.reports.c
_NOTED = update(tables.reports).where(_table.id == bindparam("of"))


class SqlReports:
    """`bot.ports.happenings.Reports` in SQL."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, ids: Sequence[ReportId]) -> frozenset[ReportId]:
        """Those of the ids that are stored already, however many are asked for."""
        found: set[ReportId] = set()
        for part in chunks(ids):
            found.update(await self._connection.scalars(select(_table.id).where(_table.id.in_(part))))
        return frozenset(found)

    async def add(self, reports: Sequence[Report], rejections: Sequence[Rejection]) -> None:
        """Keeps reports, each with its rejection if it has one; known reports are left as they are.

        A rejection of a report stored by an earlier call is noted on that report.
        """
        why = {rejection.report: rejection for rejection in rejections}
        rows = [_row(report, why.pop(report.id, None)) for report in reports]
        await add_new(self._connection, tables.reports, rows)
        if why:
            late = [{"of": r.report, "reason": r.reason.value, "detail": r.detail} for r in why.values()]
            await self._connection.execute(_NOTED, late)

    async def outcomes(self, source: SourceId | None = None) -> dict[Reason | None, int]:
        """How many reports came to each end; None counts those that became events."""
        query = select(_table.reason, func.count()).group_by(_table.reason)
        if source is not None:
            query = query.where(_table.source == source)
        rows = await self._connection.execute(query)
        return {None if reason is None else Reason(reason): number for reason, number in rows}


def _row(report: Report, rejection: Rejection | None) -> dict[str, str | None]:
    return {
        "id": report.id,
        "payload": report.payload,
        "source": report.source,
        "reason": rejection.reason.value if rejection else None,
        "detail": rejection.detail if rejection else "",
        "value": REPORT.dump(report),
    }
