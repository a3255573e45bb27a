package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a message that a relay looks at; everything else passes as bytes. */
public final class Member {
  // Before the constants, which register themselves here.
  private static final List<Member> ALL = new ArrayList<>();

  public static final Member JSONRPC = new Member(Place.TOP, "jsonrpc", null);
  public static final Member ID = new Member(Place.TOP, "id", null);
  public static final Member METHOD = new Member(Place.TOP, "method", null);
  public static final Member PARAMS = new Member(Place.TOP, "params", Place.PARAMS);
  public static final Member RESULT = new Member(Place.TOP, "result", Place.RESULT);
  public static final Member ERROR = new Member(Place.TOP, "error", Place.ERROR);

  public static final Member NAME = new Member(Place.PARAMS, "name", null);
  public static final Member URI = new Member(Place.PARAMS, "uri", null);
  public static final Member ARGUMENTS = new Member(Place.PARAMS, "arguments", null);
  public static final Member PARAMS_META = new Member(Place.PARAMS, "_meta", Place.PARAMS_META);

  /** The token of a {@code notifications/progress}. */
  public static final Member PROGRESS = new Member(Place.PARAMS, "progressToken", null);

  /** The request that a {@code notifications/cancelled} ends. */
  public static final Member REQUEST_ID = new Member(Place.PARAMS, "requestId", null);

  /** The version that an {@code initialize} asks for. */
  public static final Member PROTOCOL_VERSION = new Member(Place.PARAMS, "protocolVersion", null);

  public static final Member CAPABILITIES = new Member(Place.PARAMS, "capabilities", null);
  public static final Member CLIENT_INFO = new Member(Place.PARAMS, "clientInfo", null);
  public static final Member LEVEL = new Member(Place.PARAMS, "level", null);
  public static final Member TASK_ID = new Member(Place.PARAMS, "taskId", null);
  public static final Member STATUS = new Member(Place.PARAMS, "status", null);

  /** The filter of a {@code subscriptions/listen}. */
  public static final Member NOTIFICATIONS = new Member(Place.PARAMS, "notifications", null);

  /** Where a list goes on. */
  public static final Member CURSOR = new Member(Place.PARAMS, "cursor", null);

  /** What a {@code completion/complete} is about. */
  public static final Member REF = new Member(Place.PARAMS, "ref", Place.REF);

  public static final Member REF_TYPE = new Member(Place.REF, "type", null);
  public static final Member REF_NAME = new Member(Place.REF, "name", null);
  public static final Member REF_URI = new Member(Place.REF, "uri", null);

  public static final Member REQUEST_STATE = new Member(Place.PARAMS, "requestState", null);
  public static final Member INPUT_RESPONSES = new Member(Place.PARAMS, "inputResponses", null);

  /** The token under which a request wants its progress. */
  public static final Member META_PROGRESS_TOKEN =
      new Member(Place.PARAMS_META, "progressToken", null);

  public static final Member META_PROTOCOL_VERSION =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/protocolVersion", null);
  public static final Member META_CLIENT_CAPABILITIES =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/clientCapabilities", null);
  public static final Member META_CLIENT_INFO =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/clientInfo", null);
  public static final Member META_LOG_LEVEL =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/logLevel", null);
  public static final Member META_SUBSCRIPTION_ID =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/subscriptionId", null);

  public static final Member META_RELATED_TASK =
      new Member(Place.PARAMS_META, "io.modelcontextprotocol/related-task", null);

  public static final Member RESULT_TYPE = new Member(Place.RESULT, "resultType", null);
  public static final Member RESULT_META = new Member(Place.RESULT, "_meta", Place.RESULT_META);
  public static final Member RESULT_PROTOCOL_VERSION =
      new Member(Place.RESULT, "protocolVersion", null);
  public static final Member RESULT_CAPABILITIES = new Member(Place.RESULT, "capabilities", null);
  public static final Member RESULT_SERVER_INFO = new Member(Place.RESULT, "serverInfo", null);
  public static final Member RESULT_INSTRUCTIONS = new Member(Place.RESULT, "instructions", null);
  public static final Member RESULT_TOOLS = new Member(Place.RESULT, "tools", null);
  public static final Member RESULT_PROMPTS = new Member(Place.RESULT, "prompts", null);
  public static final Member RESULT_RESOURCES = new Member(Place.RESULT, "resources", null);
  public static final Member RESULT_TEMPLATES = new Member(Place.RESULT, "resourceTemplates", null);
  public static final Member RESULT_TASKS = new Member(Place.RESULT, "tasks", null);
  public static final Member RESULT_IS_ERROR = new Member(Place.RESULT, "isError", null);
  public static final Member RESULT_NEXT_CURSOR = new Member(Place.RESULT, "nextCursor", null);
  public static final Member RESULT_TASK = new Member(Place.RESULT, "task", null);
  public static final Member RESULT_TASK_ID = new Member(Place.RESULT, "taskId", null);
  public static final Member RESULT_REQUEST_STATE = new Member(Place.RESULT, "requestState", null);
  public static final Member RESULT_TTL = new Member(Place.RESULT, "ttlMs", null);
  public static final Member RESULT_CACHE_SCOPE = new Member(Place.RESULT, "cacheScope", null);
  public static final Member RESULT_SUPPORTED_VERSIONS =
      new Member(Place.RESULT, "supportedVersions", null);

  public static final Member RESULT_SUBSCRIPTION_ID =
      new Member(Place.RESULT_META, "io.modelcontextprotocol/subscriptionId", null);

  public static final Member RESULT_RELATED_TASK =
      new Member(Place.RESULT_META, "io.modelcontextprotocol/related-task", null);

  public static final Member ERROR_CODE = new Member(Place.ERROR, "code", null);
  public static final Member ERROR_MESSAGE = new Member(Place.ERROR, "message", null);
  public static final Member ERROR_DATA = new Member(Place.ERROR, "data", null);

  private static final Member[][] BY_PLACE = new Member[Place.values().length][];

  static {
    for (Place place : Place.values()) {
      BY_PLACE[place.index] =
          ALL.stream().filter(member -> member.place == place).toArray(Member[]::new);
    }
  }

  /** The objects whose members are looked at. */
  enum Place {
    TOP(0),
    PARAMS(1),
    PARAMS_META(2),
    RESULT(3),
    RESULT_META(4),
    ERROR(5),
    REF(6);

    private final int index;

    Place(int index) {
      this.index = index;
    }
  }

  private final Place place;
  private final String key;
  private final byte[] keyBytes;
  private final @Nullable Place inner;
  private final int slot;

  private Member(Place place, String key, @Nullable Place inner) {
    this.place = place;
    this.key = key;
    this.keyBytes = key.getBytes(StandardCharsets.US_ASCII);
    this.inner = inner;
    this.slot = ALL.size();
    ALL.add(this);
  }

  /** Returns the name of this member on the wire. */
  public String key() {
    return key;
  }

  /** Returns the name and its place. */
  @Override
  public String toString() {
    return place + "." + key;
  }

  byte[] keyBytes() {
    return keyBytes;
  }

  /**
   * Returns whether a lenient reader could take this key for the member's: it differs in case only.
   */
  boolean looksLike(String otherKey) {
    return key.equalsIgnoreCase(otherKey);
  }

  /** Returns the place inside this member, if that is looked at, too. */
  @Nullable Place inner() {
    return inner;
  }

  /** Returns the index of this member in arrays with one element for each. */
  int slot() {
    return slot;
  }

  static int count() {
    return ALL.size();
  }

  static Member[] in(Place place) {
    return BY_PLACE[place.index];
  }
}
