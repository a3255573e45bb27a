package dev.mcpfly.api;

/** Which machines of an app to list. */
public final class MachineFilter extends Filter<MachineFilter> {
  MachineFilter() {}

  /** Lists only machines whose metadata have an entry; several are all required. */
  public MachineFilter metadata(String key, String value) {
    return set("metadata." + Rules.notBlank("metadata", key), value);
  }

  /** Lists who holds leases as well. */
  public MachineFilter includeLeases() {
    return set("include_leases", true);
  }
}
