package dev.mcpfly.api.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One of several containers of a machine. They share the network: each reaches the others at
 * localhost.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineContainer(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a container")
          .texts("name", "image", "user")
          .textLists("exec", "entrypoint", "cmd")
          .textMaps("env")
          .object("restart", MachineConfig.Restart::new)
          .object("stop", MachineConfig.Stop::new)
          .objects("files", MachineConfig.File::new)
          .objects("healthchecks", Healthcheck::new)
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineContainer {
    SHAPE.check(json);
  }

  /** Returns the name. */
  public String name() {
    return json.text("name", "");
  }

  /** Returns the image. */
  public String image() {
    return json.text("image", "");
  }

  /** Returns the words that replace the image's command. */
  public List<String> cmd() {
    return json.texts("cmd");
  }

  /** Returns the environment variables. */
  public Map<String, String> env() {
    return json.textMap("env");
  }

  /** Returns the files that are written before the container starts. */
  public List<MachineConfig.File> files() {
    return Fields.objects(json, "files", MachineConfig.File::new);
  }

  /** Returns the health checks. */
  public List<Healthcheck> healthchecks() {
    return Fields.objects(json, "healthchecks", Healthcheck::new);
  }

  /** Returns what happens when the process ends. */
  public Optional<MachineConfig.Restart> restart() {
    return Fields.object(json, "restart", MachineConfig.Restart::new);
  }

  /**
   * The condition that a container must reach before another one starts. Open-ended: a value that a
   * newer server adds is kept unchanged.
   *
   * @param value the API's spelling
   */
  public record Condition(String value) {

    /** Its process runs. */
    public static final Condition STARTED = new Condition("started");

    /** Its health checks pass. */
    public static final Condition HEALTHY = new Condition("healthy");

    /** Its process ended with exit code 0. */
    public static final Condition EXITED_SUCCESSFULLY = new Condition("exited_successfully");

    /** Rejects null. */
    public Condition {
      Objects.requireNonNull(value, "value");
    }

    /** Returns the value with the API's spelling. */
    public static Condition of(String value) {
      return new Condition(value);
    }

    /** Returns the API's spelling. */
    @Override
    @JsonValue
    public String toString() {
      return value;
    }
  }

  /**
   * The state of one container of a machine.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Status(JsonObject json) implements JsonModel {
    private static final Shape SHAPE = Shape.of("a container").texts("name", "state").build();

    /** Rejects an object whose known fields have the wrong types. */
    public Status {
      SHAPE.check(json);
    }

    /** Returns the name. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns the state. */
    public String state() {
      return json.text("state", "");
    }
  }

  /**
   * A health check of a container. Unlike in checks of machines, the API counts times in seconds.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Healthcheck(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a healthcheck")
            .texts("name", "kind", "unhealthy")
            .numbers(
                "interval", "timeout", "grace_period", "success_threshold", "failure_threshold")
            .field(json -> json.object("http"))
            .field(json -> json.object("tcp"))
            .field(json -> json.object("exec"))
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Healthcheck {
      SHAPE.check(json);
    }

    /** Returns the name. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns the time between two checks. */
    public Optional<Duration> interval() {
      return Optional.ofNullable(json.number("interval")).map(Duration::ofSeconds);
    }

    /** Returns how long a check may take. */
    public Optional<Duration> timeout() {
      return Optional.ofNullable(json.number("timeout")).map(Duration::ofSeconds);
    }
  }

  /**
   * A volume that a machine has for its containers, without a Fly volume behind it.
   *
   * @param json the object that the server sent or a builder made, unknown fields included
   */
  public record Volume(JsonObject json) implements JsonModel {
    private static final Shape TEMP_DIR =
        Shape.of("a temporary directory").texts("storage_type").numbers("size_mb").build();
    private static final Shape SHAPE =
        Shape.of("a volume of containers")
            .texts("name", "image")
            .object("temp_dir", TEMP_DIR::check)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Volume {
      SHAPE.check(json);
    }

    /** Returns the name by which containers mount it. */
    public String name() {
      return json.text("name", "");
    }

    /** Returns the image whose files it holds. */
    public Optional<String> image() {
      return Optional.ofNullable(json.text("image"));
    }

    /** Returns where its files are, {@code disk} or {@code memory}, if it is a temporary one. */
    public Optional<String> storageType() {
      return Optional.ofNullable(json.object("temp_dir")).map(dir -> dir.text("storage_type"));
    }
  }
}
