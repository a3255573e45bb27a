package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Splice;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.relay.MachineSeal.Kind;
import dev.mcpfly.transport.internal.relay.MachineSeal.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the stateless revision comes back with: the ids of tasks and the state of calls
 * that wait for input. They leave with the Machine's id in them and come back to their Machine,
 * where the server sees its own again.
 */
final class StickyIds {
  private static final String TASK_IDS = "taskIds";

  private final MachineSeal seal;

  StickyIds(MachineSeal seal) {
    this.seal = seal;
  }

  // ---- from the client ----

  /**
   * Returns a request as the server knows it; null if it was answered, because it belongs to
   * another Machine or names what no Machine of the app gave to this caller.
   */
  @Nullable Envelope received(Exchange exchange, String principal, Envelope message) {
    Splice splice = message.splice();
    boolean changed = false;
    if (isAboutTask(message)) {
      Sealed task = seal.openText(Kind.TASK, message.text(Member.TASK_ID), principal);
      if (task == null || isGone(task, exchange)) {
        unknown(exchange, message, 200, "The task does not exist, or its Machine is gone.");
        return null;
      } else if (isElsewhere(task)) {
        StickyRouting.sendOn(exchange, task.machine(), message.buffer().length);
        return null;
      }
      splice.replace(message, Member.TASK_ID, task.inner());
      changed = true;
    }
    if (message.has(Member.REQUEST_STATE)) {
      Sealed state = seal.openText(Kind.STATE, message.text(Member.REQUEST_STATE), principal);
      if (state == null) {
        unknown(
            exchange,
            message,
            400,
            "The requestState is invalid or has expired; send the request without it.");
        return null;
      } else if (isElsewhere(state) && !StickyRouting.wasSentOn(exchange)) {
        StickyRouting.sendOn(exchange, state.machine(), message.buffer().length);
        return null;
      }
      // Where its Machine is gone, a server that keeps all in the state can go on here.
      splice.replace(message, Member.REQUEST_STATE, state.inner());
      changed = true;
    }
    Map<String, String> filter =
        message.isMethod("subscriptions/listen")
            ? JsonMembers.of(message.raw(Member.NOTIFICATIONS))
            : Map.of();
    if (filter.containsKey(TASK_IDS)) {
      List<Sealed> tasks = new ArrayList<>();
      for (String raw : JsonMembers.elements(filter.get(TASK_IDS))) {
        Sealed task = seal.openText(Kind.TASK, JsonMembers.text(raw), principal);
        if (task != null) {
          tasks.add(task);
        }
      }
      if (!tasks.isEmpty() && isElsewhere(tasks.get(0)) && !StickyRouting.wasSentOn(exchange)) {
        StickyRouting.sendOn(exchange, tasks.get(0).machine(), message.buffer().length);
        return null;
      }
      // What the acknowledgement does not name is not listened to.
      tasks.removeIf(this::isElsewhere);
      filter.put(TASK_IDS, array(tasks.stream().map(Sealed::inner).toList()));
      splice.replace(message, Member.NOTIFICATIONS, JsonMembers.object(filter));
      changed = true;
    }
    return changed ? Modern.parse(splice.toBytes()) : message;
  }

  private boolean isElsewhere(Sealed sealed) {
    return !sealed.machine().equals(seal.machine());
  }

  private boolean isGone(Sealed sealed, Exchange exchange) {
    return isElsewhere(sealed) && StickyRouting.wasSentOn(exchange);
  }

  private static void unknown(Exchange exchange, Envelope message, int status, String why) {
    Answers.error(exchange, status, message.raw(Member.ID), Modern.INVALID_PARAMS, why);
  }

  private static String array(List<String> rawElements) {
    return "[" + String.join(",", rawElements) + "]";
  }

  // ---- from the server ----

  /** Returns the state that the client gets for one of this relay or its server. */
  String state(String rawState, String principal) {
    return Json.quote(seal.sealText(Kind.STATE, rawState, principal));
  }

  /**
   * Returns an answer as the client is to see it.
   *
   * @param about the answer, whose ids may be others
   * @param request what it answers
   */
  byte[] answered(byte[] answer, Envelope about, Envelope request, String principal) {
    boolean task =
        about.has(Member.RESULT_TASK_ID)
            && ("task".equals(about.text(Member.RESULT_TYPE)) || isAboutTask(request));
    boolean other = about.has(Member.RESULT_REQUEST_STATE) || about.has(Member.RESULT_RELATED_TASK);
    return task || other ? sealed(Modern.parse(answer), task, principal) : answer;
  }

  private static boolean isAboutTask(Envelope message) {
    String method = String.valueOf(message.method());
    return method.startsWith("tasks/") || method.startsWith("notifications/tasks");
  }

  /** Returns a notification as the client is to see it. */
  byte[] notified(byte[] notification, String principal) {
    Envelope message = Modern.parse(notification);
    return sealed(message, isAboutTask(message), principal);
  }

  private byte[] sealed(Envelope message, boolean task, String principal) {
    Splice splice = message.splice();
    boolean changed = false;
    for (Member id :
        new Member[] {Member.RESULT_TASK_ID, Member.RESULT_REQUEST_STATE, Member.TASK_ID}) {
      String raw = message.raw(id);
      Kind kind = id == Member.RESULT_REQUEST_STATE ? Kind.STATE : Kind.TASK;
      if (raw != null && (task || kind == Kind.STATE)) {
        splice.replace(message, id, sealed(kind, raw, principal));
        changed = true;
      }
    }
    for (Member about : new Member[] {Member.META_RELATED_TASK, Member.RESULT_RELATED_TASK}) {
      Map<String, String> related = JsonMembers.of(message.raw(about));
      if (related.containsKey("taskId")) {
        related.put("taskId", sealed(Kind.TASK, related.get("taskId"), principal));
        splice.replace(message, about, JsonMembers.object(related));
        changed = true;
      }
    }
    Map<String, String> honored = JsonMembers.of(message.raw(Member.NOTIFICATIONS));
    if (honored.containsKey(TASK_IDS)) {
      List<String> tasks =
          JsonMembers.elements(honored.get(TASK_IDS)).stream()
              .filter(Objects::nonNull)
              .map(raw -> sealed(Kind.TASK, raw, principal))
              .toList();
      honored.put(TASK_IDS, array(tasks));
      splice.replace(message, Member.NOTIFICATIONS, JsonMembers.object(honored));
      changed = true;
    }
    return changed ? splice.toBytes() : message.toBytes();
  }

  private String sealed(Kind kind, String raw, String principal) {
    return Json.quote(seal.sealText(kind, raw, principal));
  }
}
