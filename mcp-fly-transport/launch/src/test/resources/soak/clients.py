"""`clients.py URL CLIENTS SEED AUTHORIZATION HOLD PAUSE`: the same with the Python SDK."""
import asyncio
import json
import logging
import os
import random
import ssl
import sys
import time

import httpx2
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp import types

url, clients, seed, authorization, hold, pause = sys.argv[1:]
# One for all, as a program has it: each reads the certificates of the whole system, which takes its time.
TLS = ssl.create_default_context()
TOOLS = ["echo", "echo", "echo", "slow", "steps", "sample", "elicit"]


def now():
    return int(time.time() * 1000)


def say(**event):
    print(json.dumps({"sdk": "py", "at": now(), **event}), flush=True)


class Twice(logging.Handler):
    def emit(self, record):
        if "unknown/late request id" in record.getMessage():
            say(type="twice", who="py", error=record.getMessage()[:200])


dispatcher = logging.getLogger("mcp.shared.jsonrpc_dispatcher")
dispatcher.setLevel(logging.DEBUG)  # it says so at this level
dispatcher.propagate = False
dispatcher.addHandler(Twice())


async def session(who, rng, state):
    """One session, until it is lost or the time is over."""
    seen = state["seen"] = {}

    async def note(response):
        if "mcp-session-id" in response.headers:
            seen["machine"] = response.headers["mcp-session-id"].split(".")[-2]
        if response.status_code >= 400:
            await response.aread()
            seen["refusal"] = f"{response.status_code} {response.text[:120]}"

    held = random.Random(int(seed) - 1)

    async def sampled(context, params):
        await asyncio.sleep(held.random() * int(hold) / 1000)
        content = params.messages[0].content
        content = content[0] if isinstance(content, list) else content
        return types.CreateMessageResult(
            role="assistant", model="m",
            content=types.TextContent(type="text", text=who + "<" + content.text))

    async def elicited(context, params):
        await asyncio.sleep(held.random() * int(hold) / 1000)
        return types.ElicitResult(action="accept", content={"who": who + "<" + params.message})

    start = now()
    async with httpx2.AsyncClient(
        headers={"Authorization": authorization} if authorization else {}, timeout=120, follow_redirects=True,
        event_hooks={"response": [note]}, verify=TLS,
    ) as http:
        async with streamable_http_client(url, http_client=http, terminate_on_close=False) as streams:
            async with ClientSession(
                streams[0], streams[1], sampling_callback=sampled, elicitation_callback=elicited
            ) as client:
                await client.initialize()
                # Else the SDK asks for the tools within the first call, which then seems to fail with that.
                await client.list_tools()
                machine = seen.get("machine", "?")
                say(type="open", who=who, machine=machine, millis=now() - (state["lost"] or start),
                    anew=state["lost"] > 0, was=state["was"], paused=state["paused"])
                state.update(lost=0, paused=0, was=machine)
                while not os.path.exists("stop"):
                    tool = rng.choice(TOOLS)
                    key = f"{who}-{state['calls']}"
                    state["calls"] += 1
                    began = now()
                    steps = []

                    async def progress(done, total=None, message=None):
                        steps.append(done)

                    try:
                        result = await client.call_tool(
                            tool, {"key": key, "millis": rng.randint(200, 800)},
                            read_timeout_seconds=120,
                            progress_callback=progress if tool == "steps" else None)
                    except Exception as e:
                        text = str(e)
                        lost = "terminated" in text.lower() or "no such session" in text or "session has ended" in text
                        say(type="lost" if lost else "failed", who=who, key=key, machine=machine,
                            start=began, error=(type(e).__name__ + ": " + text)[:200],
                            refusal=seen.get("refusal", ""))
                        state["lost"] = now()
                        return
                    text = result.content[0].text
                    right = f"{key}/{who}<{key}" if tool in ("sample", "elicit") else key
                    if text != right:
                        say(type="wrong", who=who, key=key, text=text[:200])
                    if tool == "steps" and len(steps) != 5:
                        say(type="steps", who=who, key=key, steps=len(steps))
                    say(type="call", key=key, tool=tool, machine=machine, millis=now() - began)
                    if int(pause):
                        await asyncio.sleep(rng.random() * int(pause) / 1000)


async def run(number):
    who = f"py{number}"
    rng = random.Random(int(seed) + number)
    state = {"lost": 0, "calls": 0, "was": "", "paused": 0}
    while not os.path.exists("stop"):
        start = now()
        try:
            await session(who, rng, state)
        except BaseException as e:
            if isinstance(e, (KeyboardInterrupt, SystemExit)):
                raise
            seen = state.get("seen", {})
            say(type="closed", who=who, start=start, machine=seen.get("machine", ""), error=repr(e)[:200],
                refusal=seen.get("refusal", ""))
            if seen.get("machine"):  # It had begun, and is lost in its turn.
                state.update(lost=now(), was=seen["machine"], paused=0)
            since = now()
            await asyncio.sleep(0.1)
            state["paused"] += now() - since


async def main():
    await asyncio.gather(*(run(number) for number in range(int(clients))))


asyncio.run(main())
