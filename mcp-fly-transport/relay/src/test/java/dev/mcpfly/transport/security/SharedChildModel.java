package dev.mcpfly.transport.security;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A shared server that knows whose each call is by a label inside it, puts that label on everything
 * that it says for the call, however late, and objects to what reaches it on another's behalf.
 */
final class SharedChildModel implements Child {
  /** {@code principal/client/number}, in every message that a client sends. */
  static final Pattern LABEL = Pattern.compile("\"label\":\"(\\w+/\\d+)/\\d+\"");

  /** A call as the server got it. */
  static final class Received {
    final String id;
    final String label;
    final @Nullable String token;
    boolean answered;

    Received(String id, String label, @Nullable String token) {
      this.id = id;
      this.label = label;
      this.token = token;
    }

    String client() {
      return label.substring(0, label.lastIndexOf('/'));
    }
  }

  private final ChildListener listener;
  private final List<Received> calls = new ArrayList<>();
  private final Map<String, Received> byId = new HashMap<>();
  private final Map<String, String> askers = new HashMap<>();
  private final Map<String, String> tasks = new HashMap<>();
  private final CompletableFuture<ChildExit> exit = new CompletableFuture<>();
  final List<String> wrong = new ArrayList<>();
  private int asked;
  int saidUnnamed;

  SharedChildModel(ChildListener listener) {
    this.listener = listener;
  }

  static String client(String message) {
    Matcher label = LABEL.matcher(message);
    return label.find() ? label.group(1) : "";
  }

  static String principal(String client) {
    return client.isEmpty() ? "" : client.substring(0, client.indexOf('/'));
  }

  // ---- what it hears ----

  @Override
  public long send(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8).trim();
    Envelope message;
    try {
      message = Envelope.scan(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedMessageException e) {
      wrong.add("no message reached the server: " + text);
      return 1;
    }
    String by = client(text);
    String id = message.raw(Member.ID);
    switch (message.kind()) {
      case BATCH -> wrong.add("an array reached the server: " + text);
      case RESPONSE -> {
        String whom = askers.get(String.valueOf(id));
        if (!by.isEmpty() && !principal(by).equals(principal(String.valueOf(whom)))) {
          wrong.add(by + " answered what " + whom + " was asked: " + text);
        }
      }
      case NOTIFICATION -> notified(message, by, text);
      case REQUEST -> requested(message, by, String.valueOf(id), text);
    }
    return 1;
  }

  private void notified(Envelope message, String by, String text) {
    if (message.isMethod("notifications/cancelled")) {
      Received call = byId.get(String.valueOf(message.raw(Member.REQUEST_ID)));
      if (call == null || (!by.isEmpty() && !by.equals(call.client()))) {
        wrong.add(by + " cancelled the call of " + (call == null ? "nobody" : call.client()));
      }
    } else if (message.isMethod("notifications/progress")) {
      String whom = askers.get(String.valueOf(message.raw(Member.PROGRESS)));
      if (!principal(by).equals(principal(String.valueOf(whom)))) {
        wrong.add(by + " reported progress of what " + whom + " was asked: " + text);
      }
    } else if (!message.method().startsWith("notifications/")) {
      wrong.add("a request without id reached the server: " + text);
    }
  }

  private void requested(Envelope message, String by, String id, String text) {
    if (byId.containsKey(id)) {
      wrong.add("an id came twice: " + text);
    }
    Received call = new Received(id, label(text), message.raw(Member.META_PROGRESS_TOKEN));
    byId.put(id, call);
    if (message.isMethod("initialize")) {
      call.answered = true;
      say(
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"result\":{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},"
              + "\"serverInfo\":{\"name\":\"m\",\"version\":\"1\"}}}");
      return;
    }
    if (message.method().startsWith("notifications/")) {
      wrong.add("a notification with an id reached the server: " + text);
    }
    if (message.method().startsWith("tasks/") && message.has(Member.TASK_ID)) {
      String owner = tasks.get(message.text(Member.TASK_ID));
      if (!principal(by).equals(principal(String.valueOf(owner)))) {
        wrong.add(by + " reached the task of " + owner);
      }
    }
    calls.add(call);
  }

  private static String label(String text) {
    Matcher label = LABEL.matcher(text);
    return label.find() ? label.group().substring(9, label.group().length() - 1) : "";
  }

  // ---- what it says ----

  private void say(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    listener.line(bytes, 0, bytes.length);
  }

  /** Says something for a call, which may be over for long. */
  void speak(Random random) {
    if (calls.isEmpty()) {
      return;
    }
    int recent = Math.min(calls.size(), 12);
    Received call = calls.get(calls.size() - 1 - random.nextInt(recent));
    String mark = "\"label\":\"" + call.label + "\"";
    switch (random.nextInt(9)) {
      case 0 -> {
        if (call.token != null) {
          say(
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{"
                  + "\"progressToken\":"
                  + call.token
                  + ",\"progress\":1,"
                  + mark
                  + "}}");
        }
      }
      case 1, 2 -> {
        saidUnnamed++;
        say(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":"
                + "\"error\",\"data\":{"
                + mark
                + "}}}");
      }
      case 3 -> {
        saidUnnamed++;
        String question = "\"q-" + ++asked + "\"";
        askers.put(question, call.client());
        say(
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + question
                + ",\"method\":\"elicitation/create\",\"params\":{\"_meta\":{\"progressToken\":"
                + question
                + "},\"message\":{"
                + mark
                + "}}}");
      }
      case 4 -> say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
      case 5 -> {
        if (!call.answered) {
          call.answered = true;
          tasks.put("task-" + call.id, call.client());
          say(
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + call.id
                  + ",\"result\":{\"task\":{\"taskId\":\"task-"
                  + call.id
                  + "\"},"
                  + mark
                  + "}}");
        }
      }
      case 6 ->
          say(
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tasks/status\",\"params\":{"
                  + "\"taskId\":\"task-"
                  + call.id
                  + "\","
                  + mark
                  + "}}");
      case 7 ->
          say(
              "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/vendor\",\"params\":{"
                  + mark
                  + "}}");
      default -> {
        if (!call.answered) {
          call.answered = true;
          say("{\"jsonrpc\":\"2.0\",\"id\":" + call.id + ",\"result\":{" + mark + "}}");
        }
      }
    }
  }

  /** An id that another client could guess. */
  String someId(Random random) {
    return "" + (1 + random.nextInt(byId.size() + 1));
  }

  String someQuestion(Random random) {
    return "\"q-" + (asked == 0 ? 1 : asked - random.nextInt(Math.min(asked, 4))) + "\"";
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public void stop() {
    ChildExit end = new ChildExit(0, Duration.ZERO, List.of());
    if (exit.complete(end)) {
      listener.exited(end);
    }
  }

  @Override
  public CompletableFuture<ChildExit> onExit() {
    return exit;
  }
}
