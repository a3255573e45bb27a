"""Signs in with the Python SDK and calls a tool. Arguments: the server's URL, the fake browser."""
import asyncio
import subprocess
import sys
from urllib.parse import parse_qs, urlparse

import httpx2
from mcp import ClientSession
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider, TokenStorage
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata


class Memory(TokenStorage):
    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


answer = {}


async def redirect(url):
    printed = subprocess.check_output([*sys.argv[2:], "--print", url], text=True).strip()
    answer.update({name: values[0] for name, values in parse_qs(urlparse(printed).query).items()})


async def callback():
    return AuthorizationCodeResult(
        code=answer["code"], state=answer.get("state"), iss=answer.get("iss")
    )


async def main():
    provider = OAuthClientProvider(
        server_url=sys.argv[1],
        client_metadata=OAuthClientMetadata(
            client_name="Python SDK", redirect_uris=["http://127.0.0.1:33418/callback"]
        ),
        storage=Memory(),
        redirect_handler=redirect,
        callback_handler=callback,
    )
    async with httpx2.AsyncClient(auth=provider, follow_redirects=True, timeout=60) as http:
        async with streamable_http_client(sys.argv[1], http_client=http) as streams:
            async with ClientSession(streams[0], streams[1]) as session:
                await session.initialize()
                result = await session.call_tool("text", {})
                print(result.content)


asyncio.run(main())
