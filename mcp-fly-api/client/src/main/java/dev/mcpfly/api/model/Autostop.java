package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.Objects;
import java.util.Optional;

/**
 * What the Fly Proxy does with a machine that gets no requests. Open-ended: a value that a newer
 * server adds is kept unchanged.
 *
 * @param value the API's spelling; the older {@code false} and {@code true} are read as well
 */
public record Autostop(String value) {

  /** The machine stays up: the default. */
  public static final Autostop OFF = new Autostop("off");

  /** The machine is stopped. */
  public static final Autostop STOP = new Autostop("stop");

  /** The machine is suspended, memory saved: it comes back faster. At most 2 GB of memory. */
  public static final Autostop SUSPEND = new Autostop("suspend");

  /** Rejects null. */
  public Autostop {
    Objects.requireNonNull(value, "value");
  }

  /** Returns the value with the API's spelling. */
  public static Autostop of(String value) {
    return new Autostop(value);
  }

  static Optional<Autostop> read(JsonObject service) {
    Object value = service.get("autostop");
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Boolean flag) {
      return Optional.of(flag ? STOP : OFF);
    }
    if (value instanceof String text) {
      return Optional.of(new Autostop(text));
    }
    throw new JsonException("field 'autostop' should be a text, true or false");
  }

  /** Returns the API's spelling. */
  @Override
  @JsonValue
  public String toString() {
    return value;
  }
}
