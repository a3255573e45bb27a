package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import java.util.ArrayList;
import java.util.List;

/** Builds the DNS settings of a machine. */
public final class MachineDnsBuilder extends JsonFields<MachineDnsBuilder> {
  MachineDnsBuilder(JsonObject start) {
    super(start);
  }

  /** Sets whether the machine is left out of {@code .internal} names. */
  public MachineDnsBuilder skipRegistration(boolean skip) {
    return put("skip_registration", skip);
  }

  /** Sets the name servers. */
  public MachineDnsBuilder nameservers(String... servers) {
    return put("nameservers", List.of(servers));
  }

  /** Sets the search domains. */
  public MachineDnsBuilder searches(String... domains) {
    return put("searches", List.of(domains));
  }

  /** Sets the host name. */
  public MachineDnsBuilder hostname(String name) {
    return put("hostname", Rules.notBlank("dns.hostname", name));
  }

  /** Sets the full host name, domain included. */
  public MachineDnsBuilder hostnameFqdn(String name) {
    return put("hostname_fqdn", Rules.notBlank("dns.hostname_fqdn", name));
  }

  /** Adds an option of the resolver. */
  public MachineDnsBuilder option(String name, String value) {
    return add("options", JsonObject.of("name", name).with("value", value));
  }

  /** Forwards queries for a domain to a given server. */
  public MachineDnsBuilder forward(String domain, String server) {
    return add("dns_forward_rules", JsonObject.of("basename", domain).with("addr", server));
  }

  private MachineDnsBuilder add(String field, JsonObject element) {
    List<JsonObject> elements = new ArrayList<>(json().objects(field));
    elements.add(element);
    return put(field, elements);
  }

  MachineConfig.Dns build() {
    return new MachineConfig.Dns(json());
  }
}
