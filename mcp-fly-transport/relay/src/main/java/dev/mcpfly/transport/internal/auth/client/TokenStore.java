package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of sign-ins to one MCP server, for all processes of a user.
 *
 * <p>Tokens are kept by issuer, resource and profile; a client's registration by issuer and
 * profile; and by the server's URL only which issuer and resource it led to.
 */
final class TokenStore {
  /** The last sign-in of a person to a server, and what became of it. */
  record Attempt(Instant ended, @Nullable String failure, int recent) {}

  private final StoreDirectory directory;
  private final String profile;
  private final String pointer;
  private final String attempts;

  TokenStore(StoreDirectory directory, URI server, String profile) {
    this.directory = directory;
    this.profile = profile;
    String resource = Origins.resource(server);
    this.pointer = StoreDirectory.name("server", resource, profile);
    this.attempts = StoreDirectory.name("attempt", resource, profile);
  }

  /** Returns the token for the server, or null if none is stored. */
  @Nullable Token token() throws OAuthFailure {
    Document where = directory.read(pointer);
    String issuer = where == null ? null : where.text("issuer");
    String resource = where == null ? null : where.text("resource");
    return issuer == null || resource == null ? null : token(issuer, resource);
  }

  private @Nullable Token token(String issuer, String resource) throws OAuthFailure {
    Token token = Token.read(directory.read(tokenName(issuer, resource)));
    return token != null && token.issuer().equals(issuer) && token.resource().equals(resource)
        ? token
        : null;
  }

  /** Returns the issuer that the server led to last, or null. */
  @Nullable String issuer() throws OAuthFailure {
    Document where = directory.read(pointer);
    return where == null ? null : where.text("issuer");
  }

  void save(Token token) throws OAuthFailure {
    directory.write(tokenName(token.issuer(), token.resource()), token.toJson());
    Map<String, String> where = new LinkedHashMap<>();
    where.put("issuer", token.issuer());
    where.put("resource", token.resource());
    directory.write(pointer, StoreJson.write(where));
  }

  /** Forgets the tokens, but not whose they were. */
  boolean drop(Token token) throws OAuthFailure {
    return directory.delete(tokenName(token.issuer(), token.resource()));
  }

  /** Forgets which issuer the server led to, and all earlier attempts. */
  void forgetServer() throws OAuthFailure {
    directory.delete(pointer);
    directory.delete(attempts);
  }

  @Nullable ClientIdentity client(String issuer) throws OAuthFailure {
    return ClientIdentity.read(directory.read(clientName(issuer)), issuer);
  }

  void save(ClientIdentity client) throws OAuthFailure {
    directory.write(clientName(client.issuer()), client.toJson());
  }

  boolean dropClient(String issuer) throws OAuthFailure {
    return directory.delete(clientName(issuer));
  }

  Attempt attempt() throws OAuthFailure {
    Document stored = directory.read(attempts);
    Long ended = stored == null ? null : stored.number("ended_at");
    Long recent = stored == null ? null : stored.number("recent");
    return new Attempt(
        Instant.ofEpochMilli(ended == null ? 0 : ended),
        stored == null ? null : stored.text("failure"),
        recent == null ? 0 : recent.intValue());
  }

  void save(Attempt attempt) throws OAuthFailure {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("ended_at", attempt.ended().toEpochMilli());
    values.put("failure", attempt.failure());
    values.put("recent", attempt.recent());
    directory.write(attempts, StoreJson.write(values));
  }

  /** Keeps other processes from renewing the same token. */
  StoreLock lockToken(Token token, Duration patience) throws OAuthFailure {
    Path file = directory.lockFile(tokenName(token.issuer(), token.resource()));
    return StoreLock.take(file, patience, () -> {});
  }

  /** Keeps other processes from signing in to the same server. */
  StoreLock lockSignIn(Duration patience, Runnable waiting) throws OAuthFailure {
    return StoreLock.take(directory.lockFile(attempts), patience, waiting);
  }

  private String tokenName(String issuer, String resource) {
    return StoreDirectory.name("token", issuer, resource, profile);
  }

  private String clientName(String issuer) {
    return StoreDirectory.name("client", issuer, profile);
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
