package dev.mcpfly.api;

import dev.mcpfly.api.internal.UriText;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of an operation, under construction. */
final class OperationCall {
  private final FlyOperation operation;
  private final String path;
  private final @Nullable String app;
  private final @Nullable String machine;
  private final @Nullable String org;
  private final StringBuilder query = new StringBuilder();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable JsonObject body;
  private @Nullable Duration attemptTimeout;
  private @Nullable Duration callTimeout;
  private boolean timeoutIsAnAnswer;
  private boolean repeatable;

  OperationCall(FlyOperation operation, String... variables) {
    this.operation = operation;
    this.repeatable = operation.isRepeatable();
    StringBuilder result = new StringBuilder();
    String template = operation.path();
    String appName = null;
    String machineId = null;
    String orgSlug = null;
    int next = 0;
    int position = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', position)) {
      int close = template.indexOf('}', open);
      String name = template.substring(open + 1, close);
      String value = variables[next++];
      if (value.isBlank() || value.equals(".") || value.equals("..")) {
        throw new InvalidRequestException(
            name, "'" + value + "'", "must not be blank, '.' or '..'");
      }
      if (name.equals("app_name")) {
        appName = value;
      } else if (name.equals("machine_id")) {
        machineId = value;
      } else if (name.equals("org_slug")) {
        orgSlug = value;
      }
      result.append(template, position, open).append(UriText.encode(value));
      position = close + 1;
    }
    this.path = result.append(template.substring(position)).toString();
    this.app = appName;
    this.machine = machineId;
    this.org = orgSlug;
  }

  /** Adds a query parameter; null is left out. */
  OperationCall query(String name, @Nullable Object value) {
    if (value != null) {
      query
          .append(query.length() == 0 ? '?' : '&')
          .append(UriText.encode(name))
          .append('=')
          .append(UriText.encode(value.toString()));
    }
    return this;
  }

  OperationCall header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  OperationCall body(JsonObject json) {
    this.body = json;
    return this;
  }

  /** Lets the server take longer for one reply than the client's default. */
  OperationCall attemptTimeout(Duration timeout) {
    this.attemptTimeout = timeout;
    return this;
  }

  OperationCall callTimeout(Duration timeout) {
    this.callTimeout = timeout;
    return this;
  }

  /** Treats status 408 as the operation's result, not as a failure to retry. */
  OperationCall timeoutIsAnAnswer() {
    this.timeoutIsAnAnswer = true;
    return this;
  }

  /** Declares that this call may be repeated although its operation in general may not. */
  OperationCall repeatable() {
    this.repeatable = true;
    return this;
  }

  boolean isRepeatable() {
    return repeatable;
  }

  FlyOperation operation() {
    return operation;
  }

  @Nullable String app() {
    return app;
  }

  @Nullable String machine() {
    return machine;
  }

  /**
   * Returns the resource by which the server counts requests: the machine, else the app or
   * organization.
   */
  @Nullable String limitedBy() {
    if (machine != null) {
      return machine;
    }
    return app != null ? app : org;
  }

  Map<String, String> headers() {
    return headers;
  }

  @Nullable JsonObject body() {
    return body;
  }

  Duration attemptTimeoutOr(Duration otherwise) {
    return attemptTimeout == null ? otherwise : attemptTimeout;
  }

  Duration callTimeoutOr(Duration otherwise) {
    return callTimeout == null ? otherwise : callTimeout;
  }

  boolean isTimeoutAnAnswer() {
    return timeoutIsAnAnswer;
  }

  URI uri(URI base) {
    String text = base.toString();
    return URI.create(
        (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path + query);
  }

  String target() {
    if (app == null) {
      return "";
    }
    return machine == null ? app : app + "/" + machine;
  }
}
