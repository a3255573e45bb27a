package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client of a shared child may say to it, besides calls whose ids are replaced: nothing that
 * acts on another's calls, tasks or log level. Thread-safe.
 */
final class SharedRules {
  private static final int MAX_TASKS = 10_000;

  private final Ownership ownership;
  private final Subscriptions subscriptions;
  private final Questions questions;
  private final Map<Peer, Integer> levels = new ConcurrentHashMap<>();

  /** Guarded by itself. */
  private final Map<String, Call> tasks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Call> eldest) {
          return size() > MAX_TASKS;
        }
      };

  SharedRules(Ownership ownership, Subscriptions subscriptions, Questions questions) {
    this.ownership = ownership;
    this.subscriptions = subscriptions;
    this.questions = questions;
  }

  /**
   * Decides about a request.
   *
   * @return the answer if the child must not see it, or null if it is passed on
   */
  byte @Nullable [] answer(Peer peer, String principal, Envelope request) {
    String rawId = String.valueOf(request.raw(Member.ID));
    String method = String.valueOf(request.method());
    if (method.startsWith("notifications/")) {
      return Json.error(rawId, Modern.METHOD_NOT_FOUND, "A notification has no id.");
    }
    if (method.startsWith("tasks/") && !mayTouchTask(principal, method, request)) {
      return method.equals("tasks/list")
          ? Json.error(rawId, Modern.METHOD_NOT_FOUND, "A shared server's tasks are not listed.")
          : Json.error(rawId, Modern.INVALID_PARAMS, "There is no such task.");
    }
    if (method.equals("logging/setLevel") && !changesLevel(peer, request)) {
      return Json.result(rawId, "{}");
    }
    return subscriptions.answers(peer, request) ? Json.result(rawId, "{}") : null;
  }

  private boolean mayTouchTask(String principal, String method, Envelope request) {
    String id = request.text(Member.TASK_ID);
    if (method.equals("tasks/list") || id == null) {
      return !ownership.isMixed();
    }
    synchronized (tasks) {
      Call call = tasks.get(id);
      return call != null && principal.equals(call.principal);
    }
  }

  /** Takes note of a task that a call has become. */
  void answered(Call call, Envelope response) {
    boolean extension = "task".equals(response.text(Member.RESULT_TYPE));
    if (call.principal == null || !(response.has(Member.RESULT_TASK) || extension)) {
      return;
    }
    // The tasks extension of 2026-07-28 has its members in the result itself.
    Member place = response.has(Member.RESULT_TASK) ? Member.RESULT_TASK : Member.RESULT;
    String id = JsonMembers.text(JsonMembers.of(response.raw(place)).get("taskId"));
    if (id != null) {
      synchronized (tasks) {
        // The first owner stays: a child that gives an id twice must not move a task.
        tasks.putIfAbsent(id, call);
      }
    }
  }

  /** Returns the client whose task a notification is about, or null. */
  @Nullable Peer ownerOfTask(Envelope notification) {
    String id = notification.text(Member.TASK_ID);
    synchronized (tasks) {
      Call call = id == null ? null : tasks.get(id);
      return call == null ? null : call.peer;
    }
  }

  /**
   * Returns whether the child must learn of a level: the log lines of a mixed child are dropped.
   */
  private boolean changesLevel(Peer peer, Envelope request) {
    int level = LogLevel.of(request);
    if (level < 0) {
      return true;
    }
    levels.put(peer, level);
    return !ownership.isMixed() && levels.values().stream().allMatch(other -> level <= other);
  }

  /** Returns whether a client wants to hear a message; all but log lines below its level. */
  boolean wants(Peer peer, Envelope message) {
    Integer level = levels.get(peer);
    return level == null
        || !message.isMethod("notifications/message")
        || LogLevel.of(message) >= level;
  }

  /** Returns whether a notification, other than a cancellation, may reach the child. */
  boolean passes(Peer peer, Envelope notification) {
    String method = String.valueOf(notification.method());
    if (!method.startsWith("notifications/") || method.equals("notifications/cancelled")) {
      return false;
    }
    if (method.equals("notifications/progress")) {
      String token = notification.raw(Member.PROGRESS);
      return token != null && questions.isAsked(peer, Ids.key(token));
    }
    if (method.startsWith("notifications/tasks/")) {
      return ownerOfTask(notification) == peer;
    }
    return true;
  }

  void forget(Peer peer) {
    levels.remove(peer);
    subscriptions.forget(peer);
  }
}
