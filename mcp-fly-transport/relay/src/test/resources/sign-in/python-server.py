"""An MCP server of the Python SDK with the SDK's own authorization server: `python python-server.py PORT`.

Everybody who comes is signed in: the page is left out, the rest is the SDK's.
"""

import secrets
import sys
import time

from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions, RevocationOptions
from mcp.server.mcpserver import MCPServer

PORT = int(sys.argv[1])
BASE = f"http://localhost:{PORT}"


class Provider:
    def __init__(self):
        self.clients, self.codes, self.access, self.refresh = {}, {}, {}, {}

    async def get_client(self, client_id):
        return self.clients.get(client_id)

    async def register_client(self, client_info):
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client, params):
        code = secrets.token_urlsafe(32)
        self.codes[code] = AuthorizationCode(
            code=code,
            scopes=params.scopes or [],
            expires_at=time.time() + 60,
            client_id=client.client_id,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
            resource=params.resource,
        )
        extra = {"iss": BASE} if hasattr(params, "iss") else {}
        return construct_redirect_uri(str(params.redirect_uri), code=code, state=params.state, **extra)

    async def load_authorization_code(self, client, authorization_code):
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(self, client, authorization_code):
        del self.codes[authorization_code.code]
        return self.issue(client.client_id, authorization_code.scopes, authorization_code.resource)

    async def load_refresh_token(self, client, refresh_token):
        return self.refresh.get(refresh_token, (None,))[0]

    async def exchange_refresh_token(self, client, refresh_token, scopes):
        _, resource = self.refresh.pop(refresh_token.token)
        return self.issue(client.client_id, scopes, resource)

    async def load_access_token(self, token):
        found = self.access.get(token)
        return found if found and found.expires_at > time.time() else None

    async def revoke_token(self, token):
        self.access.clear()
        self.refresh.clear()

    def issue(self, client_id, scopes, resource):
        from mcp.shared.auth import OAuthToken

        # Short, so that the client renews it in the middle of the conversation.
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.access[access] = AccessToken(
            token=access, client_id=client_id, scopes=scopes, expires_at=int(time.time()) + 2, resource=resource
        )
        self.refresh[refresh] = (RefreshToken(token=refresh, client_id=client_id, scopes=scopes), resource)
        return OAuthToken(
            access_token=access, token_type="Bearer", expires_in=2, scope=" ".join(scopes), refresh_token=refresh
        )


server = MCPServer(
    "python",
    auth_server_provider=Provider(),
    auth=AuthSettings(
        issuer_url=BASE,
        resource_server_url=BASE + "/mcp",
        required_scopes=["user"],
        validate_token_resource=True,
        client_registration_options=ClientRegistrationOptions(
            enabled=True, valid_scopes=["user"], default_scopes=["user"]
        ),
        revocation_options=RevocationOptions(enabled=True),
    ),
)


@server.tool()
def text() -> str:
    return "hello"


server.run(transport="streamable-http", host="127.0.0.1", port=PORT)
