package dev.mcpfly.api;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of name resolution in a machine.
 *
 * @param json all that the server sent or a builder set, unknown fields included
 */
public record MachineDns(JsonObject json) {
  private static final Shape SHAPE =
      Shape.of("a dns config")
          .flags("skip_registration")
          .textLists("nameservers", "searches")
          .texts("hostname", "hostname_fqdn")
          .build();

  /** Refuses an object whose known fields have other types. */
  public MachineDns {
    SHAPE.check(json);
  }

  /** Says whether the machine is left out of {@code .internal} names. */
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

  /** Puts the settings together. */
  public static final class Builder extends JsonFields<Builder> {
    Builder(JsonObject start) {
      super(start);
    }

    /** Leaves the machine out of {@code .internal} names. */
    public Builder skipRegistration(boolean skip) {
      return put("skip_registration", skip);
    }

    /** Sets the name servers. */
    public Builder nameservers(String... servers) {
      return put("nameservers", List.of(servers));
    }

    /** Sets the search domains. */
    public Builder searches(String... domains) {
      return put("searches", List.of(domains));
    }

    /** Sets the host name. */
    public Builder hostname(String name) {
      return put("hostname", Rules.notBlank("dns.hostname", name));
    }

    /** Sets the full host name, domain included. */
    public Builder hostnameFqdn(String name) {
      return put("hostname_fqdn", Rules.notBlank("dns.hostname_fqdn", name));
    }

    /** Adds an option of the resolver. */
    public Builder option(String name, String value) {
      return add("options", JsonObject.of("name", name).with("value", value));
    }

    /** Sends questions for a domain to a server of its own. */
    public Builder forward(String domain, String server) {
      return add("dns_forward_rules", JsonObject.of("basename", domain).with("addr", server));
    }

    private Builder add(String field, JsonObject element) {
      List<JsonObject> elements = new ArrayList<>(json().objects(field));
      elements.add(element);
      return put(field, elements);
    }

    MachineDns build() {
      return new MachineDns(json());
    }
  }
}
