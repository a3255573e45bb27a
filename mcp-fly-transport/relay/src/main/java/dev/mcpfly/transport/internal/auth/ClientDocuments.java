package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are known by the URL of a document about them (OAuth Client ID Metadata Document).
 * Fetching blocks, for three seconds at most. Thread-safe.
 */
final class ClientDocuments {
  private static final int TIMEOUT_MILLIS = 3000;
  private static final int CACHED = 256;
  private static final int LONGEST_ID = 1000;
  private static final long SHORTEST_MILLIS = 5 * 60_000L;
  private static final long USUAL_MILLIS = 60 * 60_000L;
  private static final long LONGEST_MILLIS = 24 * 60 * 60_000L;

  /** Fetches a document from an address. */
  interface Fetcher {
    DocumentFetch.Document get(URI uri, InetAddress address, int millis) throws IOException;
  }

  private record Cached(SignInClient client, long until) {}

  private final PublicAddresses.Resolver resolver;
  private final Fetcher fetcher;
  private final boolean loopbackAllowed;
  private final InstantSource clock;
  private final Map<String, Cached> cache = new BoundedMap<>(CACHED, true);

  /**
   * Makes a reader of documents.
   *
   * @param loopbackAllowed whether documents may be on this machine, as they may if the server is
   */
  ClientDocuments(
      PublicAddresses.Resolver resolver,
      Fetcher fetcher,
      boolean loopbackAllowed,
      InstantSource clock) {
    this.resolver = resolver;
    this.fetcher = fetcher;
    this.loopbackAllowed = loopbackAllowed;
    this.clock = clock;
  }

  /** Finds a client without asking its host; null if the host must be asked. */
  @Nullable SignInClient kept(String id) {
    SignInClient known = KnownClients.find(id);
    if (known != null) {
      return known;
    }
    synchronized (cache) {
      Cached cached = cache.get(id);
      return cached != null && cached.until() > clock.millis() ? cached.client() : null;
    }
  }

  /** Checks the form of an id, without a request. */
  static URI requireId(String id) throws OAuthError {
    OAuthError wrong =
        OAuthError.of("invalid_client", "The client's id is not the URL of a client document.");
    try {
      URI uri = new URI(id);
      String path = uri.getRawPath();
      if (!id.startsWith("https://")
          || id.length() > LONGEST_ID
          || uri.getHost() == null
          || path == null
          || path.length() < 2
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null
          || !id.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
        throw wrong;
      }
      for (String segment : path.split("/", -1)) {
        String plain = segment.replaceAll("(?i)%2e", ".");
        if (plain.equals(".") || plain.equals("..")) {
          throw wrong;
        }
      }
      return uri;
    } catch (URISyntaxException e) {
      throw wrong;
    }
  }

  /** Gets and checks a document. */
  SignInClient fetch(String id) throws OAuthError {
    URI uri = requireId(id);
    DocumentFetch.Document document;
    try {
      document = fetcher.get(uri, address(uri.getHost()), TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw OAuthError.of("invalid_client", "The client's document cannot be fetched.");
    }
    if (document.status() != 200) {
      throw OAuthError.of(
          "invalid_client",
          "The client's document cannot be fetched: its host answered " + document.status() + ".");
    }
    SignInClient client = read(id, document.body());
    long millis =
        document.maxAge() < 0
            ? USUAL_MILLIS
            : Math.min(Math.max(document.maxAge() * 1000, SHORTEST_MILLIS), LONGEST_MILLIS);
    synchronized (cache) {
      cache.put(id, new Cached(client, clock.millis() + millis));
    }
    return client;
  }

  /** Returns the one address to connect to; all that the name has must be public. */
  private InetAddress address(String host) throws OAuthError {
    OAuthError hidden =
        OAuthError.of("invalid_client", "The client's document is not on the public internet.");
    try {
      String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      boolean local = loopbackAllowed && Redirects.isLoopback(host);
      if (!local && !host.startsWith("[") && PublicAddresses.isPrivateName(host)) {
        throw hidden;
      }
      InetAddress[] all = resolver.resolve(name);
      for (InetAddress each : all) {
        boolean allowed =
            PublicAddresses.contains(each) || (loopbackAllowed && each.isLoopbackAddress());
        if (!allowed) {
          throw hidden;
        }
      }
      if (all.length == 0) {
        throw hidden;
      }
      return all[0];
    } catch (UnknownHostException e) {
      throw OAuthError.of("invalid_client", "The host of the client's document is not known.");
    }
  }

  private static SignInClient read(String id, byte[] body) throws OAuthError {
    OAuthError wrong = OAuthError.of("invalid_client", "The client's document is not valid.");
    JsonObject document;
    try {
      document = JsonObject.parse(body);
    } catch (IllegalArgumentException e) {
      throw wrong;
    }
    List<String> redirects = document.texts("redirect_uris");
    List<String> methods = document.texts("token_endpoint_auth_method");
    List<String> supported = document.texts("token_endpoint_auth_methods_supported");
    boolean publicClient =
        methods == null
            || methods.contains("none")
            || (supported != null && supported.contains("none"));
    if (!id.equals(document.text("client_id"))
        || document.has("client_secret")
        || document.has("client_secret_expires_at")
        || !publicClient
        || redirects == null
        || redirects.isEmpty()
        || redirects.size() > Redirects.MOST) {
      throw wrong;
    }
    List<String> usable = redirects.stream().filter(Redirects::isAcceptable).toList();
    String name = Text.excerpt(document.text("client_name"), 80);
    return new SignInClient(
        id,
        name.isEmpty() ? URI.create(id).getHost() : name,
        usable,
        false,
        SignInClient.Origin.DOCUMENT);
  }
}
