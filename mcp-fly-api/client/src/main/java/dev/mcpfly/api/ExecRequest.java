package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** A command to run in a machine. */
public final class ExecRequest extends JsonFields<ExecRequest> {
  private static final Duration UNLESS_SAID = Duration.ofSeconds(60);
  private static final Duration ON_THE_WAY = Duration.ofSeconds(15);

  private Duration timeout = Duration.ZERO;

  ExecRequest() {
    super(JsonObject.empty());
  }

  /** Sets the command, word by word; required. */
  public ExecRequest command(String... words) {
    return put("command", List.of(words));
  }

  /** Runs the command in a container of the machine. */
  public ExecRequest container(String name) {
    unset("machine");
    return put("container", Rules.notBlank("container", name));
  }

  /** Runs the command in the machine itself, outside of its containers. */
  public ExecRequest inMachine() {
    unset("container");
    return put("machine", true);
  }

  /** Sets the command's standard input. */
  public ExecRequest stdin(String text) {
    return put("stdin", text);
  }

  /** Sets how long the command may take, in whole seconds. */
  public ExecRequest timeout(Duration timeout) {
    this.timeout = timeout;
    return put("timeout", Rules.seconds("timeout", timeout));
  }

  Duration patience(Duration otherwise) {
    Duration own = (timeout.isZero() ? UNLESS_SAID : timeout).plus(ON_THE_WAY);
    return timeout.isZero() && otherwise.compareTo(own) < 0 ? otherwise : own;
  }

  JsonObject build() {
    if (json().texts("command").isEmpty()) {
      throw new InvalidRequestException("command", "empty", "it must not be empty");
    }
    return json();
  }
}
