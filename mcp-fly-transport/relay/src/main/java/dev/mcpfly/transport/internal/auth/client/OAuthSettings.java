package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a client signs in. Filled once, then only read. */
public final class OAuthSettings {
  /** How a token is obtained if none is stored. */
  public enum Grant {
    /** A person signs in with a browser; on a machine without one, by device code or by a link. */
    INTERACTIVE,
    /** Only what is stored is used. */
    STORED,
    /** A person signs in on another device. */
    DEVICE,
    /** The client's own credentials; no person takes part. */
    CLIENT_CREDENTIALS
  }

  /** Waits, so that tests need not. */
  public interface Pause {
    /** Returns when the time is over. */
    void sleep(Duration time) throws InterruptedException;
  }

  public Grant grant;
  public @Nullable String clientId;
  public @Nullable Supplier<String> clientSecret;
  public @Nullable PrivateKey clientKey;
  public @Nullable String clientKeyId;
  public @Nullable URI clientMetadata;
  public @Nullable URI issuer;
  public @Nullable URI redirectUri;
  public List<String> scopes = List.of();
  public String clientName = "mcp-fly";
  public String profile = "";
  public @Nullable Path directory;

  /** More certificate authorities, where no connection brings its own. */
  public @Nullable Path trustStore;

  public Duration timeout = Duration.ofMinutes(5);
  public @Nullable Consumer<URI> browser;
  public @Nullable Consumer<String> prompt;

  /** Reads a redirect that a person pasted; null where none can be pasted. */
  public @Nullable Supplier<@Nullable String> pasted;

  public Clock clock = Clock.systemUTC();
  public Pause pause = time -> Thread.sleep(time.toMillis());
  public Map<String, String> environment = System.getenv();

  /** Settings with every default. */
  public OAuthSettings(Grant grant) {
    this.grant = grant;
  }

  /** Returns another instance with the same values. */
  public OAuthSettings copy() {
    OAuthSettings copy = new OAuthSettings(grant);
    copy.clientId = clientId;
    copy.clientSecret = clientSecret;
    copy.clientKey = clientKey;
    copy.clientKeyId = clientKeyId;
    copy.clientMetadata = clientMetadata;
    copy.issuer = issuer;
    copy.redirectUri = redirectUri;
    copy.scopes = scopes;
    copy.clientName = clientName;
    copy.profile = profile;
    copy.directory = directory;
    copy.trustStore = trustStore;
    copy.timeout = timeout;
    copy.browser = browser;
    copy.prompt = prompt;
    copy.pasted = pasted;
    copy.clock = clock;
    copy.pause = pause;
    copy.environment = environment;
    return copy;
  }

  void sleep(Duration time) throws OAuthFailure {
    try {
      pause.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OAuthFailure.because("Signing in was interrupted.");
    }
  }

  boolean isForPerson() {
    return grant == Grant.INTERACTIVE || grant == Grant.DEVICE;
  }

  /** Returns what tells these tokens from those of another client or account at the same server. */
  String storeProfile() {
    return profile
        + "\n"
        + (clientId != null ? clientId : clientMetadata != null ? clientMetadata.toString() : "")
        + (grant == Grant.CLIENT_CREDENTIALS ? "\nclient_credentials" : "");
  }
}
