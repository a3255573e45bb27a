package dev.mcpfly.api;

import dev.mcpfly.api.internal.time.Times;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import java.net.URI;
import java.time.Duration;

/** A handle on one app. Getting one sends no request, and the app need not exist. */
public final class FlyApp {
  private final CallEngine engine;
  private final String name;

  FlyApp(CallEngine engine, String name) {
    this.engine = engine;
    this.name = Rules.notBlank("app_name", name);
  }

  /** Returns the app's name. */
  public String name() {
    return name;
  }

  /** Locates {@code app} or {@code app:port}. */
  static URI onTheInternet(String app) {
    int colon = app.indexOf(':');
    String host = colon < 0 ? app : app.substring(0, colon);
    return URI.create("https://" + host + ".fly.dev" + app.substring(host.length()) + "/");
  }

  /** Returns the app's public address: {@code https://<app>.fly.dev/}. */
  public URI publicUri() {
    return engine.settings.appUris.apply(name);
  }

  /**
   * Returns the public address of a port of the app: {@code https://<app>.fly.dev:<port>/}, or that
   * of {@link #publicUri()} for 443.
   */
  public URI publicUri(int port) {
    return port == 443 ? publicUri() : engine.settings.appUris.apply(name + ":" + port);
  }

  /**
   * Returns what the server knows of the app: {@code GET /v1/apps/{app}}.
   *
   * @throws NotFoundException if it does not exist
   */
  public App get() {
    return new Apps(engine).get(name);
  }

  /** Returns the app's machines. */
  public Machines machines() {
    return new Machines(engine, name);
  }

  /** Returns the app's volumes. */
  public Volumes volumes() {
    return new Volumes(engine, name);
  }

  /** Returns the app's secrets. */
  public Secrets secrets() {
    return new Secrets(engine, name);
  }

  /** Returns the app's secret keys. */
  public SecretKeys secretKeys() {
    return new SecretKeys(engine, name);
  }

  /** Returns the app's certificates. */
  public Certificates certificates() {
    return new Certificates(engine, name);
  }

  /** Returns the app's IP addresses. */
  public IpAssignments ipAssignments() {
    return new IpAssignments(engine, name);
  }

  /** Returns the app's network policies. */
  public NetworkPolicies networkPolicies() {
    return new NetworkPolicies(engine, name);
  }

  /** Returns the app's log. */
  public Logs logs() {
    return new Logs(engine, name);
  }

  /**
   * Creates a token that is limited to this app: {@code POST /v1/apps/{app}/deploy_token}. Each
   * call creates another one, so it is never repeated automatically.
   *
   * @param expiry how long the token is valid
   */
  public String createDeployToken(Duration expiry) {
    return deployToken(JsonObject.of("expiry", Times.format(Rules.positive("expiry", expiry))));
  }

  /**
   * Creates a token that is limited to this app, with the longest lifetime that Fly allows: {@code
   * POST /v1/apps/{app}/deploy_token}. Never repeated automatically.
   */
  public String createDeployToken() {
    return deployToken(JsonObject.empty());
  }

  private String deployToken(JsonObject body) {
    Answer answer =
        engine.send(new OperationCall(FlyOperation.APPS_CREATE_DEPLOY_TOKEN, name).body(body));
    JsonObject reply = answer.object();
    return answer.read(() -> reply.text("token", ""));
  }

  /** Returns the app's name. */
  @Override
  public String toString() {
    return "FlyApp[" + name + "]";
  }
}
