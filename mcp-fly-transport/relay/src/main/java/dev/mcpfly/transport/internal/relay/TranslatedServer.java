package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child of a revision with sessions, as a stateless server: the relay has done the handshake,
 * says what {@code server/discover} asks, and turns what the child wants to know into results that
 * ask for input. Of one principal, because the child remembers.
 */
final class TranslatedServer implements Peer, StatelessServer {
  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":\"relay\",\"method\":\"initialize\",\"params\":{"
          + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{\"form\":{}},"
          + "\"sampling\":{},\"roots\":{}},\"clientInfo\":{\"name\":\"mcp-fly-relay\",\"version\":\"1\"}}}";

  /** What the child may ask, and the capability that a client needs to be asked. */
  static final Map<String, String> ASKS =
      Map.of(
          "elicitation/create", "elicitation",
          "sampling/createMessage", "sampling",
          "roots/list", "roots");

  /** Methods whose results say how long they may be kept. */
  private static final Set<String> CACHEABLE =
      Set.of(
          "tools/list",
          "prompts/list",
          "resources/list",
          "resources/templates/list",
          "resources/read");

  private final Link link;
  private final Metrics metrics;
  private final Set<ModernReply> replies = ConcurrentHashMap.newKeySet();
  private final ParkedCalls parked;
  private final TranslatedListens listens;
  private final Map<String, String> capabilities;
  private final String discovered;
  private volatile long usedAt = System.nanoTime();

  private final String principal;

  private TranslatedServer(
      Link link,
      String principal,
      Metrics metrics,
      @Nullable StickyIds sticky,
      Envelope initialized) {
    this.link = link;
    this.parked = new ParkedCalls(sticky, principal);
    this.principal = principal;
    this.metrics = metrics;
    this.capabilities = JsonMembers.of(initialized.raw(Member.RESULT_CAPABILITIES));
    this.listens = new TranslatedListens(link, this, capabilities);
    this.discovered = discover(initialized);
  }

  private static String discover(Envelope initialized) {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("resultType", "\"complete\"");
    result.put("supportedVersions", "[\"" + Modern.VERSION + "\"]");
    put(result, "capabilities", initialized.raw(Member.RESULT_CAPABILITIES));
    put(result, "instructions", initialized.raw(Member.RESULT_INSTRUCTIONS));
    result.put("ttlMs", "0");
    result.put("cacheScope", "\"private\"");
    String info = initialized.raw(Member.RESULT_SERVER_INFO);
    if (info != null) {
      result.put("_meta", "{\"" + Modern.PREFIX + "serverInfo\":" + info + "}");
    }
    return JsonMembers.object(result);
  }

  private static void put(Map<String, String> members, String name, @Nullable String raw) {
    if (raw != null) {
      members.put(name, raw);
    }
  }

  /** Does the handshake with a child; hands out null if it fails. */
  static void start(
      Link link,
      String principal,
      Log log,
      Metrics metrics,
      @Nullable StickyIds sticky,
      Consumer<@Nullable TranslatedServer> action) {
    QuietPeer starting = new QuietPeer();
    link.attach(starting);
    Link.Sent sent =
        link.call(
            starting,
            null,
            null,
            Modern.parse(INITIALIZE),
            new OwnReply(
                answer -> {
                  if (answer == null || !answer.has(Member.RESULT)) {
                    log.log(Level.WARNING, "the server refused to be initialized");
                    link.detach(starting);
                    action.accept(null);
                    return;
                  }
                  TranslatedServer server =
                      new TranslatedServer(link, principal, metrics, sticky, answer);
                  link.attach(server);
                  link.detach(starting);
                  server.initialized();
                  action.accept(server);
                }));
    if (sent != Link.Sent.YES) {
      action.accept(null);
    }
  }

  private void initialized() {
    link.notification(
        this, null, Modern.parse("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
    if (capabilities.containsKey("logging")) {
      // The level is chosen by each request: let the child say everything.
      own("logging/setLevel", "{\"level\":\"debug\"}");
    }
  }

  /** Sends a request whose answer nobody waits for. */
  void own(String method, String rawParams) {
    link.request(
        this,
        Modern.parse(
            "{\"jsonrpc\":\"2.0\",\"id\":\"relay\",\"method\":\""
                + method
                + "\",\"params\":"
                + rawParams
                + "}"),
        new OwnReply(answer -> {}));
  }

  @Override
  public List<String> versions() {
    return List.of(Modern.VERSION);
  }

  @Override
  public boolean isDead() {
    return !link.isUsable();
  }

  @Override
  public long idleNanos(long now) {
    boolean used = !replies.isEmpty() || !listens.isEmpty() || parked.holdsAny();
    return used ? -1 : Math.max(0, now - usedAt);
  }

  @Override
  public void handle(Exchange exchange, Rights by, Envelope message) {
    usedAt = System.nanoTime();
    String rawId = String.valueOf(message.raw(Member.ID));
    String method = String.valueOf(message.method());
    if (message.kind() == Kind.NOTIFICATION) {
      Answers.accepted(exchange);
    } else if (endsHere(method, message)) {
      if (!isTooMany(exchange, by, message)) {
        serve(exchange, by, message);
      }
    } else if (Modern.lacks(method)) {
      Answers.noSuchMethod(exchange, rawId);
    } else {
      ModernServer.start(
          link,
          this,
          by,
          replies,
          exchange,
          withoutModernMeta(message),
          new TranslatedReply(exchange, message, link, this, parked));
    }
  }

  /** Returns whether a request does not begin a call of the child. */
  private static boolean endsHere(String method, Envelope message) {
    return method.equals("server/discover")
        || method.equals("subscriptions/listen")
        || (message.has(Member.REQUEST_STATE) && !Modern.lacks(method));
  }

  /** Answers a request for which the child is not asked anew. */
  private void serve(Exchange exchange, Rights by, Envelope message) {
    if (message.isMethod("server/discover")) {
      String rawId = String.valueOf(message.raw(Member.ID));
      Answers.json(exchange, 200, Json.result(rawId, discovered));
    } else if (message.isMethod("subscriptions/listen")) {
      listens.open(exchange, link.guard().narrowed(by, message));
    } else if (!isBlocked(exchange, by, message)) {
      parked.resume(link, this, exchange, message);
    }
  }

  /** Answers a request whose caller has reached its limit. */
  private boolean isTooMany(Exchange exchange, Rights by, Envelope message) {
    RelayGuard guard = link.guard().relay();
    boolean tooMany = !guard.takesCall(by, message);
    if (tooMany) {
      guard.refused(Observer.Reason.LIMIT, by, message, this);
      Answers.limited(exchange, message.raw(Member.ID), guard.retryAfter(by));
    }
    return tooMany;
  }

  /** Answers the second half of a call whose caller may not make it any more. */
  private boolean isBlocked(Exchange exchange, Rights by, Envelope message) {
    LinkGuard guard = link.guard();
    byte[] refusal = guard.refusal(by, message, guard.named(message), true);
    if (refusal != null) {
      guard.refused(Observer.Reason.RULE, by, message, this);
      Answers.json(exchange, 200, refusal);
    }
    return refusal != null;
  }

  /** Returns the request as a client of an older revision would send it. */
  private static Envelope withoutModernMeta(Envelope message) {
    Map<String, String> meta = JsonMembers.of(message.raw(Member.PARAMS_META));
    for (String name :
        new String[] {"protocolVersion", "clientInfo", "clientCapabilities", "logLevel"}) {
      meta.remove(Modern.PREFIX + name);
    }
    byte[] older =
        message.splice().replace(message, Member.PARAMS_META, JsonMembers.object(meta)).toBytes();
    return Modern.parse(older);
  }

  /** Returns the child's answer with what the stateless revision wants in it. */
  static byte[] decorated(byte[] message, String method) {
    Envelope answer = Modern.parse(message);
    String result = answer.raw(Member.RESULT);
    if (result == null || !result.startsWith("{")) {
      return message;
    }
    String more = answer.has(Member.RESULT_TYPE) ? "" : ",\"resultType\":\"complete\"";
    if (CACHEABLE.contains(method)) {
      more += answer.has(Member.RESULT_TTL) ? "" : ",\"ttlMs\":0";
      more += answer.has(Member.RESULT_CACHE_SCOPE) ? "" : ",\"cacheScope\":\"private\"";
    }
    if (JsonMembers.of(result).isEmpty() && !more.isEmpty()) {
      more = more.substring(1);
    }
    return answer.splice().insert(answer.end(Member.RESULT) - 1, more).toBytes();
  }

  // ---- what the child says besides ----

  @Override
  public String principal() {
    return principal;
  }

  @Override
  public void unrelated(byte[] bytes) {
    Envelope message = Modern.parse(bytes);
    if (message.kind() == Kind.REQUEST) {
      TranslatedReply newest = null;
      for (ModernReply reply : replies) {
        if (reply instanceof TranslatedReply each
            && each.open()
            && (newest == null || each.startedAt() > newest.startedAt())) {
          newest = each;
        }
      }
      if (newest == null || !newest.related(bytes)) {
        link.refuse(
            this, Ids.key(String.valueOf(message.raw(Member.ID))), "No request waits for input.");
      }
    } else if (listens.deliver(message)) {
      metrics.used();
    } else {
      metrics.unroutable.increment();
    }
  }

  @Override
  public boolean takesRequest(String method) {
    return ASKS.containsKey(method);
  }

  @Override
  public boolean listens() {
    return false;
  }

  @Override
  public void linkDied(ChildExit exit) {
    replies.clear();
    listens.close();
  }

  @Override
  public void tick(long now, long heartbeat) {
    replies.removeIf(reply -> reply.tick(now, heartbeat) && !parked.holds(reply));
    listens.tick(now, heartbeat);
    parked.tick(now, link, this);
  }
}
