"""A stdio server whose every call is written to the journal, and whose answers name their call."""
import json
import os
import sys
import threading
import time

speaking = threading.Lock()
waiting = {}


def say(message):
    line = json.dumps({"jsonrpc": "2.0", **message}) + "\n"
    with speaking:
        sys.stdout.write(line)
        sys.stdout.flush()


def ask(key, method, params):
    """Asks the client; its answer comes to the thread that reads."""
    answered = threading.Event()
    waiting[key] = (answered, [])
    say({"id": key, "method": method, "params": params})
    answered.wait(60)
    return waiting.pop(key)[1][0]


def call(request):
    params = request["params"]
    key = params["arguments"]["key"]
    with open(os.environ["JOURNAL"], "a") as journal:
        journal.write(key + "\n")
    text = key
    tool = params["name"]
    if tool == "slow":
        time.sleep(params["arguments"]["millis"] / 1000)
    elif tool == "steps":
        for step in range(5):
            say({"method": "notifications/progress", "params": {
                "progressToken": params["_meta"]["progressToken"], "progress": step + 1}})
            time.sleep(0.05)
    elif tool == "sample":
        answer = ask("s" + key, "sampling/createMessage", {"maxTokens": 9, "messages": [
            {"role": "user", "content": {"type": "text", "text": key}}]})
        text += "/" + answer["content"]["text"]
    elif tool == "elicit":
        answer = ask("e" + key, "elicitation/create", {"message": key, "requestedSchema": {
            "type": "object", "properties": {"who": {"type": "string"}}}})
        text += "/" + answer["content"]["who"]
    say({"id": request["id"], "result": {"content": [{"type": "text", "text": text}]}})


for line in sys.stdin:
    message = json.loads(line)
    method = message.get("method")
    if method == "initialize":
        say({"id": message["id"], "result": {
            "protocolVersion": message["params"]["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "soak", "version": "1"}}})
    elif method == "tools/call":
        threading.Thread(target=call, args=(message,), daemon=True).start()
    elif method == "tools/list":
        say({"id": message["id"], "result": {"tools": [
            {"name": name, "inputSchema": {"type": "object"}}
            for name in ("echo", "slow", "steps", "sample", "elicit")]}})
    elif method is None and message.get("id") in waiting:
        answered, box = waiting[message["id"]]
        box.append(message.get("result") or {"content": {"text": "refused", "who": "refused"}})
        answered.set()
    elif "id" in message and method is not None:
        say({"id": message["id"], "result": {}})
