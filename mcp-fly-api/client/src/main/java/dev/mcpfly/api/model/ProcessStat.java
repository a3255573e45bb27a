package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A process in a machine. The counters are unsigned numbers of 64 bits, as the kernel has them.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record ProcessStat(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a process")
          .texts("command", "directory")
          .numbers("pid")
          .objects("listen_sockets", Socket::new)
          .field(json -> json.decimal("cpu", 0))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public ProcessStat {
    SHAPE.check(json);
  }

  /** Returns the id of the process. */
  public long pid() {
    return json.number("pid", 0);
  }

  /** Returns the command. */
  public String command() {
    return json.text("command", "");
  }

  /** Returns the working directory. */
  public Optional<String> directory() {
    return Optional.ofNullable(json.text("directory")).filter(text -> !text.isEmpty());
  }

  /** Returns the share of the CPU in percent. */
  public double cpu() {
    return json.decimal("cpu", 0);
  }

  /** Returns the resident memory in bytes. */
  public BigInteger rss() {
    return unsigned("rss");
  }

  /** Returns the run time in ticks. */
  public BigInteger runTime() {
    return unsigned("rtime");
  }

  /** Returns the time in the system in ticks. */
  public BigInteger systemTime() {
    return unsigned("stime");
  }

  /** Returns the sockets that it listens on. */
  public List<Socket> listenSockets() {
    return json.objects("listen_sockets").stream().map(Socket::new).toList();
  }

  private BigInteger unsigned(String name) {
    Object value = json.get(name);
    return value instanceof BigInteger big ? big : BigInteger.valueOf(json.number(name, 0));
  }

  /**
   * A socket that a process listens on.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Socket(JsonObject json) implements JsonModel {
    private static final Shape SHAPE = Shape.of("a socket").texts("proto", "address").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Socket {
      SHAPE.check(json);
    }

    /** Returns the protocol, {@code tcp} for example. */
    public String protocol() {
      return json.text("proto", "");
    }

    /** Returns the address and port. */
    public String address() {
      return json.text("address", "");
    }
  }
}
