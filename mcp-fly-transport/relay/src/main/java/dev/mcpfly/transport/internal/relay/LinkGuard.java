package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.NamedElements;
import dev.mcpfly.transport.internal.Splice;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.NameKind;
import dev.mcpfly.transport.internal.policy.Policy;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules at one child: what callers may ask it for, and what of its lists they see. One
 * predicate decides about both. Thread-safe.
 */
final class LinkGuard {
  private static final int MAX_TASKS = 10_000;
  private static final int MAX_CURSORS = 1_000;

  /** A task of what no rule is about. */
  private static final NamedRequest ANYTHING = new NamedRequest(NameKind.TOOL, "\0");

  /** The tasks of several calls that the child has given one id. */
  private static final NamedRequest UNCLEAR = new NamedRequest(NameKind.TOOL, null);

  private final RelayGuard guard;
  private final Policy policy;
  private final boolean filters;

  /** What the child's tasks were asked for with; guarded by itself. */
  private final Map<String, NamedRequest> tasks =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, NamedRequest> eldest) {
          return size() > MAX_TASKS;
        }
      };

  /** Where lists go on that were seen from their beginning; guarded by itself. */
  private final Set<String> cursors = new HashSet<>();

  /** The lists that were seen to their end; guarded by itself. */
  private final Set<NameList> complete = EnumSet.noneOf(NameList.class);

  LinkGuard(RelayGuard guard) {
    this.guard = guard;
    this.policy = guard.policy();
    this.filters = policy.filters();
  }

  RelayGuard relay() {
    return guard;
  }

  /** Returns the name in a request whose answer is checked, or null. */
  @Nullable NamedRequest named(Envelope request) {
    return filters ? NamedRequest.of(request) : null;
  }

  /** Returns the list that a request asks for, or null if its answer passes as it is. */
  @Nullable NameList list(Envelope request) {
    return filters ? NameList.of(request) : null;
  }

  // ---- requests ----

  /**
   * Decides about a request.
   *
   * @return the answer if the caller may not have what it asks for, or null if it may
   */
  byte @Nullable [] refusal(
      Rights rights, Envelope request, @Nullable NamedRequest named, boolean stateless) {
    if (!filters) {
      return null;
    }
    String rawId = String.valueOf(request.raw(Member.ID));
    if (request.isAmbiguous() && isLimited(rights)) {
      return Json.error(rawId, Answers.INVALID_REQUEST, Answers.AMBIGUOUS);
    }
    if (named != null) {
      return permits(rights, named) ? null : named.unknown(rawId, stateless);
    }
    String method = String.valueOf(request.method());
    if (method.startsWith("tasks/") && !method.equals("tasks/list")) {
      return permitsTask(rights, request.text(Member.TASK_ID))
          ? null
          : Json.error(rawId, Modern.INVALID_PARAMS, "There is no such task.");
    }
    return null;
  }

  /**
   * Returns whether a message that is not a request must not reach the child: it could take one
   * with another method, or with a second one in other letters, for a request without an answer.
   */
  boolean isDisguised(Envelope message) {
    return !policy.isEmpty()
        && (message.isAmbiguous()
            || (message.kind() == Envelope.Kind.NOTIFICATION
                && !String.valueOf(message.method()).startsWith("notifications/")));
  }

  private static boolean isLimited(Rights rights) {
    for (NameKind kind : NameKind.values()) {
      if (rights.isLimited(kind)) {
        return true;
      }
    }
    return false;
  }

  private static boolean permits(Rights rights, NamedRequest named) {
    String name = named.name();
    if (name == null) {
      return !isLimited(rights);
    }
    return rights.permits(named.kind(), name);
  }

  private boolean permitsTask(Rights rights, @Nullable String task) {
    if (!isLimited(rights)) {
      return true;
    }
    NamedRequest named;
    synchronized (tasks) {
      named = task == null ? null : tasks.get(task);
    }
    return ANYTHING.equals(named) || (named != null && permits(rights, named));
  }

  /**
   * Returns a request for notifications without the resources and tasks that the caller may not
   * see.
   *
   * @return the request itself if nothing is left out
   */
  Envelope narrowed(Rights rights, Envelope request) {
    if (!filters
        || !request.isMethod("subscriptions/listen")
        || !request.has(Member.NOTIFICATIONS)
        || !isLimited(rights)) {
      return request;
    }
    Map<String, String> filter = new LinkedHashMap<>();
    try {
      JsonObject.parse(String.valueOf(request.raw(Member.NOTIFICATIONS)));
      filter.putAll(JsonMembers.of(request.raw(Member.NOTIFICATIONS)));
    } catch (IllegalArgumentException e) {
      // Two readers could pick different ones of its members: nothing is listened to.
      filter.clear();
    }
    // Names in other letters could be taken for these.
    filter
        .keySet()
        .removeIf(
            name -> isMisspelled(name, "resourceSubscriptions") || isMisspelled(name, "taskIds"));
    filter.computeIfPresent(
        "resourceSubscriptions",
        (name, raw) -> kept(raw, uri -> rights.permits(NameKind.RESOURCE, uri)));
    filter.computeIfPresent("taskIds", (name, raw) -> kept(raw, id -> permitsTask(rights, id)));
    byte[] narrowed =
        request
            .splice()
            .replace(request, Member.NOTIFICATIONS, JsonMembers.object(filter))
            .toBytes();
    return Modern.parse(narrowed);
  }

  private static boolean isMisspelled(String name, String right) {
    return name.equalsIgnoreCase(right) && !name.equals(right);
  }

  private static String kept(String rawArray, java.util.function.Predicate<String> permitted) {
    return JsonMembers.elements(rawArray).stream()
        .map(JsonMembers::text)
        .filter(Objects::nonNull)
        .filter(permitted)
        .map(Json::quote)
        .collect(Collectors.joining(",", "[", "]"));
  }

  // ---- answers ----

  /** Leaves out of an answer what its caller may not see, and takes note of what it says. */
  void edit(Call call, Envelope response, Splice splice) {
    Rights rights = call.rights;
    if (!filters || rights == null) {
      return;
    }
    task(call, response);
    NameList list = call.list;
    if (list != null) {
      list(list, call, rights, response, splice);
    }
    boolean shared =
        call.list != null
            ? policy.differs(call.list.kind())
            : call.discovers ? policy.differs() : readsWhatDiffers(call);
    if (shared) {
      keepPrivate(response, splice);
    }
  }

  private boolean readsWhatDiffers(Call call) {
    NamedRequest named = call.named;
    return named != null && named.kind() == NameKind.RESOURCE && policy.differs(NameKind.RESOURCE);
  }

  /** Marks a response as private, so that caches do not share it between callers. */
  private static void keepPrivate(Envelope response, Splice splice) {
    if (response.has(Member.RESULT_CACHE_SCOPE)) {
      splice.replace(response, Member.RESULT_CACHE_SCOPE, "\"private\"");
    } else if (response.has(Member.RESULT_TTL)) {
      splice.insert(response.end(Member.RESULT_TTL), ",\"cacheScope\":\"private\"");
    }
  }

  private void task(Call call, Envelope response) {
    boolean legacy = response.has(Member.RESULT_TASK);
    if (!legacy && !"task".equals(response.text(Member.RESULT_TYPE))) {
      return;
    }
    Member place = legacy ? Member.RESULT_TASK : Member.RESULT;
    String id = JsonMembers.text(JsonMembers.of(response.raw(place)).get("taskId"));
    if (id != null) {
      synchronized (tasks) {
        tasks.merge(
            id,
            call.named == null ? ANYTHING : call.named,
            (first, other) -> first.equals(other) ? first : UNCLEAR);
      }
    }
  }

  private void list(NameList list, Call call, Rights rights, Envelope response, Splice splice) {
    if (!response.has(list.member())) {
      return;
    }
    NamedElements elements =
        NamedElements.scan(
            response.buffer(),
            response.start(list.member()),
            response.end(list.member()),
            list.key());
    List<String> names = new ArrayList<>();
    boolean[] shown = new boolean[elements.size()];
    boolean hidden = !elements.isArray();
    for (int i = 0; i < shown.length; i++) {
      String name = elements.name(i);
      if (name != null) {
        names.add(name);
      }
      shown[i] =
          list == NameList.TASKS
              ? permitsTask(rights, name)
              : !rights.isLimited(list.kind())
                  || (name != null && rights.permits(list.kind(), name));
      hidden |= !shown[i];
    }
    if (hidden) {
      splice.replace(response, list.member(), elements.only(shown));
    }
    if (list != NameList.TASKS) {
      guard.unmatched().listed(list.kind(), names, isEnd(list, call, response));
    }
  }

  /** Returns whether an answer is the last page of a kind whose other pages were seen. */
  private boolean isEnd(NameList list, Call call, Envelope response) {
    String next = response.raw(Member.RESULT_NEXT_CURSOR);
    boolean last = next == null || next.equals("null");
    synchronized (cursors) {
      boolean whole = call.cursor == null || cursors.contains(list + call.cursor);
      if (whole && !last && cursors.size() < MAX_CURSORS) {
        cursors.add(list + next);
      }
      if (whole && last) {
        complete.add(list);
      }
      return list.kind() == NameKind.RESOURCE
          ? complete.contains(NameList.RESOURCES) && complete.contains(NameList.TEMPLATES)
          : complete.contains(list);
    }
  }

  /** Tells that a message was refused. */
  void refused(Observer.Reason reason, Rights rights, Envelope request, @Nullable Peer peer) {
    guard.refused(reason, rights, request, peer);
  }
}
