package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.registry.Wire.Limits;
import dev.mcpfly.image.registry.Wire.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers challenges and remembers the answers: Basic with the registry's login, Bearer with a
 * token from the realm that the challenge names (the Docker token protocol, or its OAuth2 form if
 * the login is an identity token).
 */
final class Tokens {
  private static final int LIMIT = 1 << 20;
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);

  private final Wire wire;
  private final RegistryCredentials credentials;
  private final Limits limits;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  Tokens(Wire wire, RegistryCredentials credentials, Limits limits) {
    this.wire = wire;
    this.credentials = credentials;
    this.limits = limits;
  }

  /** A value for the Authorization header; not a record, whose text form would show it. */
  private static final class Answer {
    private final String header;
    private final long goodUntilNanos;

    Answer(String header, Duration life) {
      this.header = header;
      this.goodUntilNanos = System.nanoTime() + life.toNanos();
    }

    boolean isGood() {
      return goodUntilNanos - System.nanoTime() > 0;
    }
  }

  /** Returns the header that was accepted last time, if it is still valid. */
  @Nullable String remembered(String registry, String scope) {
    for (String key : List.of(registry + " " + scope, registry)) {
      Answer answer = answers.get(key);
      if (answer != null && answer.isGood()) {
        return answer.header;
      }
    }
    return null;
  }

  /**
   * Computes the header that answers a registry's challenges.
   *
   * @return the header, or null if there is no answer
   * @throws ImageException if the login is refused
   */
  @Nullable String answer(String registry, String scope, List<String> challengeFields)
      throws IOException {
    List<Challenge> challenges = Challenge.parse(challengeFields);
    Optional<RegistryCredentials.Login> login = credentials.loginFor(registry);
    for (Challenge challenge : challenges) {
      if (challenge.scheme().equals("bearer") && !challenge.parameter("realm").isEmpty()) {
        Answer answer = token(registry, scope, challenge, login.orElse(null));
        answers.put(registry + " " + scope, answer);
        return answer.header;
      }
    }
    for (Challenge challenge : challenges) {
      if (challenge.scheme().equals("basic")
          && login.isPresent()
          && !login.get().isRefreshToken()) {
        Answer answer = new Answer(login.get().basicHeader(), Duration.ofDays(1));
        answers.put(registry, answer);
        return answer.header;
      }
    }
    return null;
  }

  private Answer token(
      String registry, String scope, Challenge challenge, RegistryCredentials.@Nullable Login login)
      throws IOException {
    URI realm;
    try {
      realm = URI.create(challenge.parameter("realm"));
    } catch (IllegalArgumentException e) {
      throw badRealm(registry, challenge);
    }
    if (!Origins.mayAsk(realm, Origins.of(registry))) {
      throw badRealm(registry, challenge);
    }
    Reply reply =
        login != null && login.isRefreshToken()
            ? refresh(realm, scope, challenge, login)
            : get(realm, scope, challenge, login);
    if (!reply.succeeded()) {
      throw Failures.ofToken(registry, realm.getHost(), login, reply);
    }
    JsonMembers json = Json.object(reply.body(), "The token answer of " + realm.getHost());
    String token = json.text("token");
    if (token == null) {
      token = json.text("access_token");
    }
    if (token == null || token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new ImageException(
          ImageException.Reason.REGISTRY,
          realm.getHost() + " answered without a token for " + registry + ".");
    }
    Long seconds = json.number("expires_in");
    Duration life = seconds == null ? SHORTEST_LIFE : Duration.ofSeconds(seconds);
    // The specification's minimum is 60 s; a part of it is kept back for the call that uses the
    // token.
    life =
        life.compareTo(SHORTEST_LIFE) < 0
            ? SHORTEST_LIFE
            : life.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : life;
    return new Answer("Bearer " + token, life.multipliedBy(3).dividedBy(4));
  }

  private Reply get(
      URI realm, String scope, Challenge challenge, RegistryCredentials.@Nullable Login login)
      throws IOException {
    StringBuilder query = new StringBuilder(realm.getRawQuery() == null ? "?" : "&");
    query.append(form("service", challenge.parameter("service")));
    for (String one : scope.split(" ", -1)) {
      query.append('&').append(form("scope", one));
    }
    Map<String, String> headers = new HashMap<>();
    if (login != null) {
      query.append('&').append(form("account", login.user()));
      headers.put("Authorization", login.basicHeader());
    }
    return wire.exchange(
        "GET", URI.create(realm + query.toString()), headers, null, null, LIMIT, limits);
  }

  private Reply refresh(
      URI realm, String scope, Challenge challenge, RegistryCredentials.Login login)
      throws IOException {
    byte[] body =
        String.join(
                "&",
                form("grant_type", "refresh_token"),
                form("service", challenge.parameter("service")),
                form("client_id", "mcp-fly"),
                form("scope", scope),
                form("refresh_token", login.secret()))
            .getBytes(StandardCharsets.UTF_8);
    Wire.Upload upload =
        new Wire.Upload() {
          @Override
          public long length() {
            return body.length;
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(body);
          }
        };
    return wire.exchange(
        "POST",
        realm,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        upload,
        null,
        LIMIT,
        limits);
  }

  private static String form(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static ImageException badRealm(String registry, Challenge challenge) {
    return new ImageException(
        ImageException.Reason.REGISTRY,
        registry
            + " directs its clients to '"
            + Text.excerpt(challenge.parameter("realm"))
            + "' for a token; only https addresses are asked, so nothing was sent there.");
  }
}
