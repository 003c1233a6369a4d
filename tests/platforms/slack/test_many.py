"""Many workspaces: each installs Tocsin by a link, has its own token, and can throw it out and take it back."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.oauth.installation_store import Installation

from bot.commands.desk import Desk
from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy, Lost
from bot.domain.ids import DeliveryId
from bot.platforms.slack import render, roll
from bot.platforms.slack.installs import Installations
from bot.platforms.slack.manifest import INSTALL, REDIRECT, SCOPES
from bot.platforms.slack.seal import Seal
from bot.platforms.slack.tenants import REMOVED
from bot.store.connect import SqlStore
from bot.store.installations import Connections
from tests.cards.deck import CARDS
from tests.fakes.slack.server import serving as slack
from tests.platforms.slack.housed import (
    Place,
    access,
    destination,
    installations,
    made,
    open_to_all,
    rows,
    serving,
    until_so,
)

# slack_sdk signs in for oauth.v2.access with a class that aiohttp is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

ALERT = CARDS["alert"]("en")


@pytest.fixture(params=["http", "both"])
async def place(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[Place]:
    async with slack() as there, open_to_all(desk, there, request.param) as begun:
        yield begun


async def test_two_workspaces_install_tocsin_and_each_is_told_with_its_own_token(place: Place) -> None:
    there = place.there
    other = there.team("Niger desk", installed=False)
    bob = there.user(other, "bob", admin=True)
    for team, user in ((place.team, place.ann), (other, bob)):
        status, page = await place.install(team, user)
        assert status == 200
        assert "Tocsin is in" in page
    assert there.token(place.team) != there.token(other)
    news = there.channel(other, "news", members=[bob])
    there.invite(place.channel)
    for team, channel in ((place.team, place.channel), (other, news)):
        await place.chat.platform.post(DeliveryId(team), destination(team, channel), ALERT, PLAIN)
        assert team in [message.key for message in there.standing(channel)]
    assert {request.team for request in there.requests if request.method == "chat.postMessage"} == {place.team, other}
    assert (await place.asks()).said[0].ephemeral
    assert (await there.command("/tocsin help", bob, news)).in_time


async def test_the_link_leads_to_slacks_consent_with_what_tocsin_needs_and_nothing_else(place: Place) -> None:
    status, _, consent = await place.visit(f"{place.url}{INSTALL}")
    asked = parse_qs(urlsplit(consent).query)
    assert status == 302
    assert asked["scope"] == [",".join(SCOPES)]
    assert "user_scope" not in asked
    assert asked["redirect_uri"] == [f"{place.url}{REDIRECT}"]


@pytest.mark.parametrize(
    ("team", "passes"),
    [("T0123456789", True), ("T1&redirect_uri=https://evil.test", False), ("T1\r\nSet-Cookie: a=b", False)],
    ids=["an id", "another way back", "a header"],
)
async def test_only_the_id_of_a_workspace_is_handed_on_from_the_link(place: Place, team: str, passes: bool) -> None:
    _, _, consent = await place.visit(f"{place.url}{INSTALL}?team={quote(team)}")
    asked = parse_qs(urlsplit(consent).query)
    assert asked.get("team", []) == ([team] if passes else [])
    assert asked["redirect_uri"] == [f"{place.url}{REDIRECT}"]


@pytest.mark.parametrize(
    ("spoil", "status", "says"),
    [
        ("cancelled", 200, "You cancelled"),
        ("another browser", 400, "another browser"),
        ("forged", 400, "another browser"),
        ("a cookie of one’s own", 401, "used already"),
        ("without a code", 401, "Nothing was changed"),
        ("a wrong code", 401, "invalid_code"),
        ("slack is away", 502, "not your fault"),
    ],
)
async def test_what_is_no_installation_ends_on_a_friendly_page_and_keeps_nothing(
    place: Place, spoil: str, status: int, says: str
) -> None:
    _, _, consent = await place.visit(f"{place.url}{INSTALL}")
    back = place.there.allow(consent, place.team, place.ann)
    state, code = (parse_qs(urlsplit(back).query)[name][0] for name in ("state", "code"))
    way = f"{place.url}{REDIRECT}"
    match spoil:
        case "cancelled":
            back = f"{way}?error=access_denied&state={state}"
        case "another browser":
            place.browser.clear()
        case "forged":
            back = f"{way}?code={code}&state=forged"
        case "a cookie of one’s own":
            place.browser["slack-app-oauth-state"] = "forged"
            back = f"{way}?code={code}&state=forged"
        case "without a code":
            back = f"{way}?state={state}"
        case "a wrong code":
            back = f"{way}?code=wrong&state={state}"
        case "slack is away":
            place.there.script(["reset"], on="oauth.v2.access")
    got, page, _ = await place.visit(back)
    assert (got, await rows(place.desk)) == (status, 0)
    assert says in page
    assert f'href="{place.url}{INSTALL}"' in page


async def test_the_way_back_works_once(place: Place) -> None:
    _, _, consent = await place.visit(f"{place.url}{INSTALL}")
    back = place.there.allow(consent, place.team, place.ann)
    cookies = dict(place.browser)
    assert (await place.visit(back))[0] == 200
    place.browser = cookies
    status, page, _ = await place.visit(back)
    assert status == 401
    assert "used already" in page


async def test_pages_speak_the_browsers_language(place: Place) -> None:
    _, page, _ = await place.visit(f"{place.url}{REDIRECT}?error=access_denied", **{"Accept-Language": "de, fr;q=0.8"})
    assert 'lang="fr"' in page
    assert "Vous avez annulé" in page


async def test_nothing_of_a_link_becomes_a_part_of_the_page(place: Place) -> None:
    _, page, _ = await place.visit(f"{place.url}{REDIRECT}?error=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE")
    assert "<script" not in page
    assert "\u202e" not in page


async def test_a_whole_organisation_is_asked_to_choose_a_workspace(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = AsyncOAuthFlow.run_installation

    async def for_all(flow: AsyncOAuthFlow, code: str) -> Installation | None:
        given = await exchange(flow, code)
        assert given is not None
        given.is_enterprise_install, given.team_id = True, None
        return given

    monkeypatch.setattr(AsyncOAuthFlow, "run_installation", for_all)
    status, page = await place.install(place.team, place.ann)
    assert (status, await rows(place.desk)) == (400, 0)
    assert "Choose one workspace" in page


@pytest.fixture
def stranger(place: Place) -> tuple[str, str]:
    """Somebody, and a channel, where the app was put on Slack's own pages: Tocsin has no token for it."""
    team = place.there.team("Chad desk")
    eve = place.there.user(team, "eve", admin=True)
    return eve, place.there.channel(team, "alerts", members=[eve])


async def test_whoever_types_a_command_without_an_installation_is_told_how_at_once(
    place: Place, stranger: tuple[str, str]
) -> None:
    shown = await place.there.command("/tocsin status Kidal", *stranger)
    (said,) = shown.said
    assert (shown.in_time, said.ephemeral) == (True, True)
    assert "not installed" in said.text
    assert f"{place.url}{INSTALL}" in json.dumps(said.body)
    assert "response_url" not in place.there.counted()


async def test_whoever_presses_or_chooses_something_without_an_installation_is_told_too(
    place: Place, stranger: tuple[str, str]
) -> None:
    eve, channel = stranger
    room = place.there.rooms.channels[channel]
    alert = place.there.talk.put(room, render.message(ALERT, PLAIN, DeliveryId("k")))
    shown = await place.there.press(alert, "Why", user=eve)
    assert "not installed" in shown.said[0].text
    assert (await place.there.shortcut("tocsin_status", eve, shows=0)).in_time
    assert (await place.there.mention(eve, channel, "help", shows=0)).in_time
    assert (await place.there.open_home(eve, shows=0)).in_time


async def test_a_workspace_that_uninstalls_tocsin_is_forgotten_its_wishes_are_kept_and_come_back_with_it(
    place: Place,
) -> None:
    there = place.there
    await place.install(place.team, place.ann)
    there.invite(place.channel)
    await place.asks("subscribe Kidal confirm=yes")
    there.uninstall(place.team)

    async def is_gone() -> bool:
        return (await place.kept()).suspended == REMOVED and await rows(place.desk) == 0

    await until_so(is_gone)
    with pytest.raises(Lost):
        await place.chat.platform.post(DeliveryId("k"), place.to, ALERT, PLAIN)
    await place.install(place.team, place.ann)
    assert (await place.kept()).suspended == ""
    there.invite(place.channel)
    await place.chat.platform.post(DeliveryId("k"), place.to, ALERT, PLAIN)
    async with place.desk.store.read() as tx:
        assert len(await tx.subscriptions.of(place.to)) == 1


async def test_news_of_an_old_farewell_does_not_undo_a_new_installation(place: Place) -> None:
    await place.install(place.team, place.ann)
    event = {"team_id": place.team, "event_time": 1_600_000_000, "event": {"type": "app_uninstalled"}}
    answer = await place.there.courier.bring("events_api", {"type": "event_callback", **event}, attempt=3)
    assert answer.took is not None
    await place.there.command("/tocsin help", place.ann, place.channel)
    assert await rows(place.desk) == 1
    assert (await place.kept()).suspended == ""


async def test_a_restart_finds_every_workspace_again_but_not_without_the_key(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with slack() as there:
        async with open_to_all(desk, there) as place:
            await place.install(place.team, place.ann)
            there.invite(place.channel)
        anew = made(desk, access(there, "sockets"), installations(desk, there))
        assert (await anew.wire.me(place.team)) == there.bot(place.team)[1]
        assert isinstance(desk.store, SqlStore)
        other = Installations(
            there.client_id, Connections(desk.store), Seal(["c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlISE="])
        )
        locked = made(desk, access(there, "sockets"), other)
        caplog.set_level(logging.ERROR)
        for _ in range(2):
            with pytest.raises(Busy):
                await locked.platform.post(DeliveryId("k"), place.to, ALERT, PLAIN)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert said == ["the token of a workspace cannot be read (TOCSIN_SLACK_TOKEN_KEY)"]


async def test_who_removed_tocsin_while_it_was_not_running_is_missed_at_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "STEP_S", 0.0)
    async with slack() as there:
        async with open_to_all(desk, there) as place:
            await place.install(place.team, place.ann)
            there.invite(place.channel)
            await place.asks("subscribe Kidal confirm=yes")
        there.request_url = ""
        there.uninstall(place.team)
        async with serving(made(desk, access(there, "sockets"), installations(desk, there))):

            async def is_missed() -> bool:
                return (await place.kept()).suspended == REMOVED and await rows(desk) == 0

            await until_so(is_missed)
        async with desk.store.read() as tx:
            assert [one.tenant for one in await tx.departures.all()] == [place.team]


async def test_a_workspace_that_is_still_there_is_left_in_peace_at_a_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "STEP_S", 0.0)
    async with slack() as there:
        async with open_to_all(desk, there) as place:
            await place.install(place.team, place.ann)
            there.invite(place.channel)
            await place.asks("subscribe Kidal confirm=yes")
        there.script(["error:invalid_auth"], on="auth.test")
        one = made(desk, access(there, "sockets"), installations(desk, there))
        async with serving(one):
            await there.until_connected(2)
            await one.roll.call()
        assert (await place.kept()).suspended == ""
        assert await rows(desk) == 1
