package dev.mcpfly.api;

import dev.mcpfly.api.internal.Endpoints;
import dev.mcpfly.api.internal.JdkTransport;
import dev.mcpfly.api.internal.ProxyRules;
import dev.mcpfly.api.internal.SharedHttp;
import dev.mcpfly.api.internal.Transport;
import dev.mcpfly.api.internal.Trust;
import dev.mcpfly.api.internal.UnixSocketTransport;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Chooses a client's addresses, token and transport: the builder's, else the environment's. */
final class ClientWiring {
  static final URI MACHINES = URI.create("https://api.machines.dev");

  private static final URI API = URI.create("https://api.fly.io");
  private static final URI BEHIND_SOCKET = URI.create("http://flaps");

  private final FlyClient.Builder from;
  private final ClientEnvironment environment;

  ClientWiring(FlyClient.Builder from) {
    this.from = from;
    this.environment = new ClientEnvironment(from.environment, from.configFile);
  }

  ClientSettings settings() {
    URI given = from.baseUri != null ? from.baseUri : environment.machinesUri();
    Path socket = socket(given);
    if (socket != null) {
      return new ClientSettings(
          from, from.token, new UnixSocketTransport(socket), BEHIND_SOCKET, apiUri(BEHIND_SOCKET));
    }
    Transport transport = transport();
    Supplier<String> token = from.token != null ? from.token : environment.token();
    URI machines = given != null ? given : MACHINES;
    URI api = apiUri(machines);
    checkEndpoint("baseUri", machines);
    checkEndpoint("apiBaseUri", api);
    return new ClientSettings(from, token, transport, machines, api);
  }

  private @Nullable Path socket(@Nullable URI base) {
    if (from.unixSocket != null || base == null || !"unix".equals(base.getScheme())) {
      return from.unixSocket;
    }
    return Path.of(Objects.requireNonNullElse(base.getPath(), base.getSchemeSpecificPart()));
  }

  /** Returns the address of the other APIs; a token never goes to a host that was not given. */
  private URI apiUri(URI machines) {
    URI given = from.apiBaseUri != null ? from.apiBaseUri : environment.apiUri();
    if (given != null) {
      return given;
    }
    return machines.equals(MACHINES) ? API : machines;
  }

  private void checkEndpoint(String field, URI uri) {
    String objection = Endpoints.objection(uri, from.plainHttp);
    if (objection != null) {
      String shown = uri.getRawUserInfo() != null ? "an address with a user name" : "'" + uri + "'";
      throw new InvalidRequestException(field, shown, objection);
    }
  }

  private Transport transport() {
    if (from.httpClient != null) {
      return new JdkTransport(from.httpClient, null);
    }
    if (from.proxy != null) {
      return new JdkTransport(httpClient(from.proxy), null);
    }
    ProxyRules rules = environment.proxy();
    return new JdkTransport(httpClient(rules), rules);
  }

  private HttpClient httpClient(@Nullable ProxySelector proxy) {
    SSLContext tls = tls();
    return proxy == null
        ? SharedHttp.of(from.connectTimeout, tls)
        : SharedHttp.builder(from.connectTimeout, tls).proxy(proxy).build();
  }

  private @Nullable SSLContext tls() {
    Path pem = from.trusted != null ? from.trusted : environment.trustedCertificates();
    if (pem == null) {
      return null;
    }
    try {
      return Trust.also(pem);
    } catch (IOException e) {
      throw new InvalidRequestException(
          from.trusted != null ? "trustedCertificates" : "SSL_CERT_FILE",
          "'" + pem + "'",
          "must be a readable PEM file of certificates (" + e.getMessage() + ")");
    }
  }
}
