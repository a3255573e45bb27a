package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Streamable HTTP with sessions: the revisions from 2025-03-26 to 2025-11-25. */
final class StreamableEndpoint {
  private static final Set<String> VERSIONS =
      Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

  private final RelaySettings settings;
  private final Sessions sessions;
  private final Children children;
  private final ModernEndpoint modern;
  private final Drain drain;
  private final Log log;
  private final Restorations restorations;

  StreamableEndpoint(
      RelaySettings settings,
      Sessions sessions,
      Children children,
      ModernEndpoint modern,
      Drain drain,
      Log log) {
    this.drain = drain;
    this.settings = settings;
    this.modern = modern;
    this.sessions = sessions;
    this.children = children;
    this.log = log;
    this.restorations = new Restorations(sessions, children, log);
  }

  void handle(Exchange exchange, String principal) {
    boolean post = exchange.method().equals("POST");
    if (!post && ModernEndpoint.owns(exchange)) {
      Answers.error(
          exchange,
          405,
          Answers.INVALID_REQUEST,
          "This protocol version supports only POST.",
          "Allow",
          "POST");
      return;
    }
    switch (exchange.method()) {
      case "POST" -> post(exchange, principal);
      case "GET" -> {
        if (!restored(exchange, principal, 0, () -> get(exchange, principal))) {
          get(exchange, principal);
        }
      }
      case "DELETE" -> delete(exchange, principal);
      default ->
          Answers.error(
              exchange,
              405,
              Answers.INVALID_REQUEST,
              "Only POST, GET and DELETE are served here.",
              "Allow",
              "POST, GET, DELETE");
    }
  }

  private void post(Exchange exchange, String principal) {
    String problem = MediaTypes.refusePost(exchange);
    if (problem != null) {
      Answers.error(
          exchange,
          problem.startsWith("Content-Type") ? 415 : 406,
          Answers.INVALID_REQUEST,
          problem);
      return;
    }
    exchange.readBody(settings.requestBytes(), new Body(exchange, principal));
  }

  /** A class, as C1 makes its objects without a detour, unlike those of lambda expressions. */
  private final class Body extends MessageBody {
    private final Exchange exchange;
    private final String principal;

    Body(Exchange exchange, String principal) {
      super(exchange, settings.requestBytes());
      this.exchange = exchange;
      this.principal = principal;
    }

    @Override
    public void received(byte[] body) {
      message(exchange, principal, body);
    }
  }

  private void message(Exchange exchange, String principal, byte[] body) {
    Envelope message;
    try {
      message = Envelope.scan(body);
    } catch (MalformedMessageException e) {
      Answers.error(exchange, 400, e.reason().code(), e.getMessage());
      return;
    }
    if (ModernEndpoint.owns(exchange, message)) {
      modern.handle(exchange, principal, message);
      return;
    }
    boolean opens = message.kind() == Kind.REQUEST && message.isMethod("initialize");
    if (opens
        || !isLost(exchange, principal)
        || !restored(
            exchange, principal, body.length, () -> dispatch(exchange, principal, message))) {
      dispatch(exchange, principal, message);
    }
  }

  private boolean isLost(Exchange exchange, String principal) {
    String id = exchange.header(Sessions.HEADER);
    return id != null && sessions.find(id, principal) == null;
  }

  /**
   * Opens the session of a request again if it is lost.
   *
   * @param then goes on, whether that worked or not
   * @param length of the request's body
   * @return false if there is nothing to restore, so that {@code then} is not run
   */
  private boolean restored(Exchange exchange, String principal, int length, Runnable then) {
    String id = exchange.header(Sessions.HEADER);
    if (id == null || sessions.find(id, principal) != null) {
      return false;
    }
    if (drain.isOn() && sessions.opener(id, principal) != null) {
      drain.turnAway(exchange, null, length);
      return true;
    }
    return restorations.restore(id, principal, there -> then.run());
  }

  private void dispatch(Exchange exchange, String principal, Envelope message) {
    String sessionId = exchange.header(Sessions.HEADER);
    boolean first = message.kind() == Kind.REQUEST && message.isMethod("initialize");
    if (first && (sessionId == null || sessions.find(sessionId, principal) == null)) {
      // A session that is gone is no reason not to begin anew.
      initialize(exchange, principal, message);
      return;
    }
    Session session = session(exchange, principal, sessionId, message.raw(Member.ID));
    if (session == null) {
      return;
    }
    if (drain.refuses(message)) {
      if (settings.seal() == null) {
        Drain.endSession(exchange, message.raw(Member.ID));
      } else {
        drain.turnAway(exchange, message.raw(Member.ID), message.buffer().length);
      }
    } else if (message.kind() == Kind.BATCH && session.version().equals("2025-03-26")) {
      try {
        session.touch();
        BatchReply.send(exchange, session, rights(exchange, session), message);
      } catch (MalformedMessageException e) {
        Answers.error(exchange, 400, e.reason().code(), e.getMessage());
      }
    } else if (message.kind() == Kind.BATCH) {
      Answers.error(
          exchange, 400, Answers.INVALID_REQUEST, "Send one message at a time, not an array.");
    } else if (message.kind() == Kind.REQUEST) {
      request(exchange, session, message);
    } else {
      sent(exchange, session.send(message), null);
    }
  }

  private Rights rights(Exchange exchange, Session session) {
    return AdmittedExchange.rights(exchange, session.principal(), settings.policy());
  }

  private void initialize(Exchange exchange, String principal, Envelope message) {
    if (drain.isOn()) {
      drain.turnAway(exchange, message.raw(Member.ID), message.buffer().length);
      return;
    }
    if (!sessions.hasRoom(principal)) {
      Answers.unavailable(exchange, message.raw(Member.ID), Answers.NO_SESSION_LEFT, 5);
      return;
    }
    AtomicBoolean gone = new AtomicBoolean();
    exchange.onDisconnect(() -> gone.set(true));
    children.acquire(
        principal,
        new Children.Waiter() {
          @Override
          public boolean isWanted() {
            return !gone.get();
          }

          @Override
          public void ready(Link link) {
            Session session = sessions.create(principal, link, message);
            InitializeReply reply =
                new InitializeReply(sessions, session, exchange, message, children);
            reply.begin();
            Link.Sent sent = link.request(session, message, reply);
            if (sent != Link.Sent.YES) {
              reply.failed(notSent(message.raw(Member.ID), sent));
            }
          }

          @Override
          public void refused(String why, int retryAfterSeconds) {
            Answers.unavailable(exchange, message.raw(Member.ID), why, retryAfterSeconds);
          }
        });
  }

  private void request(Exchange exchange, Session session, Envelope message) {
    String rawId = message.raw(Member.ID);
    if ("null".equals(rawId)) {
      Answers.error(exchange, 400, Answers.INVALID_REQUEST, "A request's id must not be null.");
      return;
    }
    if (message.isMethod("initialize")) {
      Answers.error(
          exchange,
          400,
          rawId,
          Answers.INVALID_REQUEST,
          "This session is already initialized; to start another one, send initialize without a"
              + " session id.");
      return;
    }
    session.touch();
    if (session.reclaim(exchange, message)) {
      return;
    }
    PostReply reply = new PostReply(session, exchange, message);
    reply.begin();
    Rights rights = rights(exchange, session);
    Link.Sent sent = session.link().request(session, rights, message, reply);
    exchange.bodyDone();
    if (sent == Link.Sent.LIMITED) {
      session.remove(reply);
      Answers.limited(exchange, rawId, session.link().guard().relay().retryAfter(rights));
    } else if (sent != Link.Sent.YES) {
      session.remove(reply);
      sent(exchange, sent, rawId);
    }
  }

  /** Answers what is no request, or a request that did not reach the child. */
  private static void sent(Exchange exchange, Link.Sent sent, @Nullable String rawId) {
    switch (sent) {
      case YES -> Answers.accepted(exchange);
      case FULL, TOO_MANY, LIMITED ->
          Answers.json(exchange, 503, notSent(rawId, sent), "Retry-After", "1");
      case DEAD -> Answers.json(exchange, 404, notSent(rawId, sent));
      case DUPLICATE -> Answers.json(exchange, 400, notSent(rawId, sent));
    }
  }

  private static byte[] notSent(@Nullable String rawId, Link.Sent sent) {
    return switch (sent) {
      case FULL ->
          dev.mcpfly.transport.internal.Json.error(
              rawId, Answers.SERVER_ERROR, "The server is not reading its input; try again later.");
      case TOO_MANY ->
          dev.mcpfly.transport.internal.Json.error(
              rawId, Answers.SERVER_ERROR, "This user has reached the limit of calls in flight.");
      case DUPLICATE ->
          dev.mcpfly.transport.internal.Json.error(
              rawId, Answers.INVALID_REQUEST, "A request with this id is in flight.");
      default ->
          dev.mcpfly.transport.internal.Json.error(
              rawId, Answers.NO_SUCH_SESSION, "The server of this session has ended.");
    };
  }

  private void get(Exchange exchange, String principal) {
    if (!MediaTypes.acceptsEvents(exchange)) {
      Answers.error(exchange, 406, Answers.INVALID_REQUEST, "Accept must list text/event-stream.");
      return;
    }
    Session session = session(exchange, principal, exchange.header(Sessions.HEADER), null);
    if (session == null) {
      return;
    }
    session.touch();
    String[] headers = Answers.with(Sse.HEADERS, Sessions.HEADER, session.id());
    String lastEvent = exchange.header("Last-Event-ID");
    if (lastEvent == null || lastEvent.isEmpty()) {
      session.listen(exchange, headers);
    } else if (session.isRestored()) {
      // The events that the client has seen are gone with the old server.
      session.listen(exchange, headers);
    } else if (!session.resume(exchange, lastEvent, headers)) {
      Answers.error(
          exchange,
          400,
          Answers.INVALID_REQUEST,
          "The Last-Event-ID does not belong to this session.");
    }
  }

  private void delete(Exchange exchange, String principal) {
    Session session = session(exchange, principal, exchange.header(Sessions.HEADER), null);
    if (session != null) {
      log.log(System.Logger.Level.INFO, session + " ended by its client");
      sessions.farewell(session);
      Answers.empty(exchange, 200);
    }
  }

  /** Finds the session of a request, or answers it. */
  private @Nullable Session session(
      Exchange exchange, String principal, @Nullable String id, @Nullable String rawId) {
    if (id == null) {
      Answers.error(
          exchange,
          400,
          rawId,
          Answers.SERVER_ERROR,
          "The Mcp-Session-Id header is missing; send initialize first, in a message of its own.");
      return null;
    }
    Session session = sessions.find(id, principal);
    if (session == null) {
      // Another principal's session is as unknown as none.
      Answers.error(
          exchange,
          404,
          rawId,
          Answers.NO_SUCH_SESSION,
          "There is no such session; initialize again.");
      return null;
    }
    String version = exchange.header("MCP-Protocol-Version");
    if (version != null && !VERSIONS.contains(version) && !version.equals(session.version())) {
      Answers.error(
          exchange,
          400,
          rawId,
          Answers.SERVER_ERROR,
          "The MCP-Protocol-Version is not supported; known are "
              + VERSIONS.stream().sorted().toList()
              + ".");
      return null;
    }
    return session;
  }
}
