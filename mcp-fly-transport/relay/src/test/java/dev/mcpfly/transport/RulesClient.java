package dev.mcpfly.transport;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.internal.JsonMembers;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks a relay the same in each of the ways in which it can be asked. */
final class RulesClient implements AutoCloseable {
  enum Way {
    /** Streamable HTTP with a session. */
    SESSION,
    /** An array of messages, in the revision that has them. */
    BATCH,
    /** HTTP+SSE. */
    SSE,
    /** The dialect of flyctl's proxy. */
    WRAP,
    /** The stateless revision. */
    STATELESS
  }

  private final Way way;
  private final HttpPeer peer;
  private HttpPeer.Stream stream;
  private int id;

  RulesClient(Way way, URI root, String token) throws Exception {
    this.way = way;
    String[] headers = token.isEmpty() ? new String[0] : auth(token);
    switch (way) {
      case SESSION -> peer = new HttpPeer(at(root, "/mcp"), headers).session();
      case BATCH -> peer = new HttpPeer(at(root, "/mcp"), headers).session("2025-03-26");
      case STATELESS ->
          peer = new HttpPeer(at(root, "/mcp"), headers).with("MCP-Protocol-Version", "2026-07-28");
      case WRAP -> {
        peer = new HttpPeer(at(root, "/"), headers).with("Accept", "application/json");
        stream = peer.stream();
        say(HttpPeer.initialize("2025-06-18"));
        stream.next("{");
      }
      default -> {
        HttpPeer sse = new HttpPeer(at(root, "/sse"), headers);
        stream = sse.stream();
        peer = new HttpPeer(at(root, "/" + stream.next("data: ").substring(6)), headers);
        say(HttpPeer.initialize("2024-11-05"));
        stream.data();
      }
    }
  }

  private static String[] auth(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static URI at(URI root, String path) {
    String text = root.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }

  private void say(String message) throws Exception {
    peer.post(message);
  }

  /** Sends a request and returns the answer, as one JSON object. */
  String ask(String method, String params) throws Exception {
    Answer answer = post(method, params);
    return switch (way) {
      case SSE -> answer.status() == 202 ? stream.data() : answer.body();
      case WRAP -> answer.status() == 202 ? json(stream.next("")) : answer.body();
      default -> answer.last();
    };
  }

  private String json(String line) throws Exception {
    String text = line.strip();
    return text.isEmpty() ? json(stream.next("")) : text;
  }

  /** Sends a request and returns what HTTP says to it. */
  Answer post(String method, String params) throws Exception {
    id++;
    if (way != Way.STATELESS) {
      String message =
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"method\":\""
              + method
              + "\",\"params\":{"
              + params
              + "}}";
      return peer.post(way == Way.BATCH ? "[" + message + "]" : message);
    }
    String message =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + id
            + ",\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + (params.isEmpty() ? "" : ",")
            + "\"_meta\":{"
            + RelayStatelessTest.META
            + "}}}";
    List<String> headers = new ArrayList<>(List.of("Mcp-Method", method));
    String name = routed(params);
    if (name != null) {
      headers.addAll(List.of("Mcp-Name", name));
    }
    return peer.post(message, headers.toArray(new String[0]));
  }

  private static String routed(String params) {
    var members = JsonMembers.of("{" + params + "}");
    for (String key : List.of("name", "uri", "taskId")) {
      if (members.containsKey(key)) {
        return JsonMembers.text(members.get(key));
      }
    }
    return null;
  }

  /** Calls a tool. */
  String call(String tool) throws Exception {
    return ask("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{}");
  }

  /** The names in a list, in their order. */
  List<String> list(String method, String member, String key) throws Exception {
    String result = JsonMembers.of(ask(method, "")).get("result");
    return JsonMembers.elements(JsonMembers.of(result).get(member)).stream()
        .map(each -> JsonMembers.text(JsonMembers.of(each).get(key)))
        .toList();
  }

  List<String> tools() throws Exception {
    return list("tools/list", "tools", "name");
  }

  static int code(String answer) {
    String error = JsonMembers.of(answer).get("error");
    return error == null ? 0 : Integer.parseInt(JsonMembers.of(error).get("code"));
  }

  static Way[] sessions() {
    return Arrays.stream(Way.values()).filter(way -> way != Way.STATELESS).toArray(Way[]::new);
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
