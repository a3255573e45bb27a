package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.policy.NameKind;
import org.jspecify.annotations.Nullable;

/** A list of what a server offers, in the answer to a request for it. */
@SuppressWarnings("ImmutableEnumChecker") // members are constants
enum NameList {
  TOOLS("tools/list", Member.RESULT_TOOLS, "name", NameKind.TOOL),
  PROMPTS("prompts/list", Member.RESULT_PROMPTS, "name", NameKind.PROMPT),
  RESOURCES("resources/list", Member.RESULT_RESOURCES, "uri", NameKind.RESOURCE),
  TEMPLATES("resources/templates/list", Member.RESULT_TEMPLATES, "uriTemplate", NameKind.RESOURCE),
  TASKS("tasks/list", Member.RESULT_TASKS, "taskId", NameKind.TOOL);

  private static final NameList[] ALL = values();

  private final String method;
  private final Member member;
  private final String key;
  private final NameKind kind;

  NameList(String method, Member member, String key, NameKind kind) {
    this.method = method;
    this.member = member;
    this.key = key;
    this.kind = kind;
  }

  /** Returns the list that a request asks for, or null if it asks for none. */
  static @Nullable NameList of(Envelope request) {
    for (NameList list : ALL) {
      if (request.isMethod(list.method)) {
        return list;
      }
    }
    return null;
  }

  /** Returns the array in the answer. */
  Member member() {
    return member;
  }

  NameKind kind() {
    return kind;
  }

  /** Returns the member that names an element. */
  String key() {
    return key;
  }
}
