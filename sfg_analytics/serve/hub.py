"""Who is asking, told by a JupyterHub, of which the gate is then a service: the hub starts it and signs people in.

The hub's own cookie is never seen here. After the hub has sent somebody back, a token that the hub gave for this service alone is
kept in a signed cookie, and the hub is asked what it still says: whoever signs out there, or is taken out of a group, is no
longer let in once its last answer is a few seconds old.
"""

from __future__ import annotations

import os
from typing import Any

from tornado.httputil import url_concat
from tornado.web import RequestHandler

from sfg_analytics.errors import AccessProblem
from sfg_analytics.serve.access import Access
from sfg_analytics.serve.door import Polite
from sfg_analytics.serve.visitors import Visitor, admitted

SECONDS_TO_REMEMBER = 5
"""How long an answer of the hub's is good for: a page asks for a dozen files at once."""


class ByHub:
    """Whoever a JupyterHub has signed in, this server being one of its services.

    Parameters
    ----------
    access
        The audiences.

    Raises
    ------
    AccessProblem
        When ``jupyterhub`` is not installed, or this was not started by a hub.
    """

    def __init__(self, access: Access) -> None:
        try:
            from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler
        except ImportError:
            raise AccessProblem(
                "Signing in by a JupyterHub needs its package.",
                hint="install sfg-analytics with its extra: sfg-analytics[hub].",
            ) from None
        if not os.environ.get("JUPYTERHUB_API_TOKEN"):
            raise AccessProblem(
                "This was not started by a JupyterHub.",
                hint="let the hub start it: a service with a 'command', as README's example shows.",
            )
        self._access = access
        self._hub: Any = HubOAuth(cache_max_age=SECONDS_TO_REMEMBER, cookie_options={"samesite": "Lax"})
        self._returned: Any = HubOAuthCallbackHandler

    async def of(self, request: RequestHandler) -> Visitor | None:
        """Ask the hub, which is believed for a few seconds."""
        kept = request.get_signed_cookie(self._hub.cookie_name)
        if not kept:
            return None
        session = self._hub.get_session_id(request)
        user = await self._hub.user_for_token(kept.decode("ascii"), session_id=session, sync=False)
        if (
            not user
            or user.get("kind") != "user"
            or not self._hub.check_scopes(self._hub.access_scopes, user)
        ):
            return None
        return admitted(str(user["name"]), frozenset(user.get("groups", ())), self._access.audiences)

    def sign_in(self, request: RequestHandler) -> None:
        """Send them to the hub."""
        asked, kept = {}, {}
        if getattr(self._hub, "pkce_enabled", False):  # from JupyterHub 6
            verifier, challenge, method = self._hub.generate_pkce_code_challenge()
            asked = {"code_challenge": challenge, "code_challenge_method": method}
            kept = {"code_verifier": verifier}
        asked["state"] = self._hub.set_state_cookie(request, next_url=request.request.uri, **kept)
        request.redirect(url_concat(self._hub.login_url, asked))

    def callback(self) -> type[RequestHandler]:
        """Give what answers where the hub sends people back to."""
        hub, returned = self._hub, self._returned

        class Callback(Polite, returned):  # type: ignore[misc, valid-type]  # the hub's package has no types
            """Take the hub's word for a cookie."""

            @property
            def hub_auth(self) -> Any:
                return hub

        return Callback
