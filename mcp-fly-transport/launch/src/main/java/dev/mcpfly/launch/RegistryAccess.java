package dev.mcpfly.launch;

import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address of a registry, and how it is read. Immutable.
 *
 * @param base the root, with a slash at the end
 * @param plainHttp whether plain http to another machine is allowed
 * @param headers what each request carries; the values are secret
 * @param timeout the limit for a whole response
 * @param trustStore certificate authorities besides the JVM's own
 */
record RegistryAccess(
    URI base,
    boolean plainHttp,
    Map<String, String> headers,
    Duration timeout,
    @Nullable Path trustStore) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  RegistryAccess {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * Returns the default access to a registry.
   *
   * @throws RegistryException if the address is not valid
   */
  static RegistryAccess at(URI base) {
    URI given = Given.value("the registry", base);
    requireSafe(given, true);
    if (given.getRawQuery() != null || given.getRawFragment() != null) {
      throw new RegistryException(
          "The registry's URL must not have a query or a fragment; leave it out.");
    }
    String path = given.getRawPath() == null ? "" : given.getRawPath().replaceFirst("/+$", "");
    path = path.replaceFirst("/v0(\\.1)?$", "");
    URI root = URI.create(given.getScheme() + "://" + given.getRawAuthority() + path + "/");
    return new RegistryAccess(root, false, Map.of(), TIMEOUT, null);
  }

  private static void requireSafe(URI uri, boolean plainHttp) {
    try {
      NetworkAccess.requireSafe("The registry's URL", uri, plainHttp);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(Texts.excerpt(String.valueOf(e.getMessage()), 500));
    }
  }

  RegistryAccess withPlainHttp() {
    return new RegistryAccess(base, true, headers, timeout, trustStore);
  }

  /**
   * Adds a header.
   *
   * @throws RegistryException if its name or value is not valid
   */
  RegistryAccess withHeader(String name, String value) {
    boolean valid =
        Given.value("the header's name", name).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")
            && Given.value("the header's value", value).matches("[\\x20-\\x7e]{1,8000}");
    if (!valid) {
      throw new RegistryException(
          "The header \"%s\" for the registry must be a name and a value of visible ASCII characters."
              .formatted(Texts.shown(name)));
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new RegistryAccess(base, plainHttp, more, timeout, trustStore);
  }

  RegistryAccess withTimeout(Duration time) {
    return new RegistryAccess(base, plainHttp, headers, time, trustStore);
  }

  RegistryAccess withTrustStore(Path file) {
    return new RegistryAccess(base, plainHttp, headers, timeout, file);
  }

  /**
   * Returns the address of a resource below {@code /v0.1}.
   *
   * @throws RegistryException if it may not be read over plain http
   */
  URI resource(String path) {
    URI uri = URI.create(base + "v0.1/" + path);
    requireSafe(uri, plainHttp);
    return uri;
  }

  /** Leaves out the headers. */
  @Override
  public String toString() {
    return "RegistryAccess[" + base + "]";
  }
}
