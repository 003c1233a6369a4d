"""How the app comes into workspaces and out of them: consent, codes, tokens, revocation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.stage import Desk, desk, on_sockets

# slack_sdk says the app's secret in a way that aiohttp finds old.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

BACK = "https://tocsin.example/slack/oauth_redirect"
SCOPES = ("chat:write", "commands")


class Installing:
    """A workspace without the app, and somebody there."""

    def __init__(self, at: Desk) -> None:
        self.at, self.slack = at, at.slack
        self.team = at.slack.team("Niger desk", installed=False)
        self.bob = at.slack.user(self.team, "bob", admin=True)
        self.client = AsyncWebClient(base_url=at.slack.api, session=at.http, retry_handlers=[])

    def page(self, **more: str) -> str:
        asked = {"client_id": self.slack.client_id, "scope": ",".join(SCOPES), "state": "s1", "redirect_uri": BACK}
        return f"{self.slack.url}/oauth/v2/authorize?{urlencode({**asked, **more})}"

    def code(self) -> str:
        """Consent; the code that came of it."""
        back = urlsplit(self.slack.allow(self.page(), self.team, self.bob))
        asked = parse_qs(back.query)
        assert (f"{back.scheme}://{back.netloc}{back.path}", asked["state"]) == (BACK, ["s1"])
        return asked["code"][0]

    async def access(self, code: str, **more: str) -> dict[str, Any]:
        secrets = {"client_id": self.slack.client_id, "client_secret": self.slack.client_secret}
        answer = await self.client.oauth_v2_access(**{**secrets, "code": code, "redirect_uri": BACK, **more})
        assert isinstance(answer.data, dict)
        return answer.data


@pytest.fixture
async def here() -> AsyncIterator[Installing]:
    async with desk() as at:
        yield Installing(at)


async def test_a_code_is_a_token_for_the_workspace_that_agreed(here: Installing) -> None:
    got = await here.access(here.code())
    assert (got["team"], got["authed_user"]) == ({"id": here.team, "name": "Niger desk"}, {"id": here.bob})
    assert (got["token_type"], got["scope"].split(","), got["app_id"]) == ("bot", list(SCOPES), here.slack.app_id)
    test = await here.at.other(got["access_token"]).auth_test()
    assert (test["team_id"], test["user_id"]) == (here.team, got["bot_user_id"])
    assert here.slack.token(here.team) == got["access_token"] != here.slack.token(here.at.team)


async def test_two_workspaces_have_two_tokens_and_a_second_consent_keeps_the_first(here: Installing) -> None:
    first = await here.access(here.code())
    again = await here.access(here.code())
    assert again["access_token"] == first["access_token"] != here.slack.token(here.at.team)
    here.slack.uninstall(here.team)
    anew = await here.access(here.code())
    assert anew["access_token"] != first["access_token"]
    assert anew["bot_user_id"] == first["bot_user_id"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": "made up"}, "invalid_code"),
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"redirect_uri": "https://elsewhere.example/"}, "bad_redirect_uri"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_wrong_exchange_says_what_is_wrong(here: Installing, given: dict[str, str], says: str) -> None:
    with pytest.raises(SlackApiError, match=says):
        await here.access(**{"code": here.code(), **given})


async def test_a_code_is_good_once_and_for_ten_minutes(here: Installing) -> None:
    code, other = here.code(), here.code()
    await here.access(code)
    with pytest.raises(SlackApiError, match="code_already_used"):
        await here.access(code)
    here.slack.advance(601)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await here.access(other)


async def test_the_page_sends_a_visitor_back_with_a_code_and_anybody_else_nowhere(here: Installing) -> None:
    async with here.at.http.get(here.page(), allow_redirects=False) as page:
        assert (page.status, "Tocsin would like" in await page.text()) == (200, True)
    here.slack.visitor = (here.team, here.bob)
    async with here.at.http.get(here.page(), allow_redirects=False) as page:
        assert page.status == 302
        back = page.headers["Location"]
    assert back.startswith(f"{BACK}?code=")
    assert (await here.access(parse_qs(urlsplit(back).query)["code"][0]))["ok"]
    with pytest.raises(Impossible, match="no such app"):
        here.slack.allow(here.page(client_id="1.2"), here.team, here.bob)


@pytest.mark.parametrize("how", ["revoked", "uninstalled"])
async def test_the_app_hears_that_it_is_thrown_out_and_its_token_is_dead(here: Installing, how: str) -> None:
    clerk = Clerk(here.at)
    got = await here.access(here.code())
    async with on_sockets(here.slack, clerk.app):
        (here.slack.revoke if how == "revoked" else here.slack.uninstall)(here.team)
        await here.slack.settled()
    expected = {"tokens_revoked": 1} if how == "revoked" else {"tokens_revoked": 1, "app_uninstalled": 1}
    assert clerk.heard == expected
    told = next(body for body in clerk.bodies if body["event"]["type"] == "tokens_revoked")
    assert (told["team_id"], told["event"]["tokens"]["bot"]) == (here.team, [got["bot_user_id"]])
    with pytest.raises(SlackApiError, match="token_revoked" if how == "revoked" else "account_inactive"):
        await here.at.other(got["access_token"]).auth_test()


async def test_the_app_can_give_its_token_back(here: Installing) -> None:
    mine = here.at.other((await here.access(here.code()))["access_token"])
    assert not (await mine.auth_revoke(test=True))["revoked"]
    assert (await mine.auth_revoke())["revoked"]
    with pytest.raises(SlackApiError, match="token_revoked"):
        await mine.auth_test()
