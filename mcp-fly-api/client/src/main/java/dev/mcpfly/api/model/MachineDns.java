package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The settings of name resolution in a machine.
 *
 * @param json the object that the server sent or a builder made, unknown fields included
 */
public record MachineDns(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a dns config")
          .flags("skip_registration")
          .textLists("nameservers", "searches")
          .texts("hostname", "hostname_fqdn")
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public MachineDns {
    SHAPE.check(json);
  }

  /** Returns whether the machine is left out of {@code .internal} names. */
  public boolean skipRegistration() {
    return json.flag("skip_registration", false);
  }

  /** Returns the name servers. */
  public List<String> nameservers() {
    return json.texts("nameservers");
  }

  /** Returns the search domains. */
  public List<String> searches() {
    return json.texts("searches");
  }

  /** Returns the host name. */
  public Optional<String> hostname() {
    return Optional.ofNullable(json.text("hostname"));
  }
}
