package dev.mcpfly.api;

/** Which machines of an app to list. */
public final class MachineFilter extends Filter<MachineFilter> {
  MachineFilter() {}

  /** Lists only machines with a metadata entry; if called repeatedly, all entries are required. */
  public MachineFilter metadata(String key, String value) {
    return set("metadata." + Rules.notBlank("metadata", key), value);
  }

  /** Includes the holders of leases. */
  public MachineFilter includeLeases() {
    return set("include_leases", true);
  }
}
