package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.Optional;

/**
 * Files that the Fly Proxy serves without asking the machine.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineStatic(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a static")
          .texts("guest_path", "url_prefix", "tigris_bucket", "index_document")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineStatic {
    SHAPE.check(json);
  }

  /** Returns the directory in the machine, or in the bucket. */
  public String guestPath() {
    return json.text("guest_path", "");
  }

  /** Returns what the URLs begin with. */
  public String urlPrefix() {
    return json.text("url_prefix", "");
  }

  /** Returns the bucket that the files are in, in place of the machine. */
  public Optional<String> tigrisBucket() {
    return Optional.ofNullable(json.text("tigris_bucket"));
  }

  /** Returns the file that is served for a directory. */
  public Optional<String> indexDocument() {
    return Optional.ofNullable(json.text("index_document"));
  }
}
