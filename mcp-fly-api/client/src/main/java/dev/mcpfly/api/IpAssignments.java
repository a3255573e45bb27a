package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.IpAssignment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The IP addresses of one app. */
public final class IpAssignments {
  private final CallEngine engine;
  private final String app;

  IpAssignments(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /** Lists the addresses: {@code GET /v1/apps/{app}/ip_assignments}. */
  public List<IpAssignment> list() {
    return engine
        .send(new OperationCall(FlyOperation.IP_ASSIGNMENTS_LIST, app))
        .wrappedList(IpAssignment::new, "ips");
  }

  /** Assigns an address of a kind: {@code POST /v1/apps/{app}/ip_assignments}. */
  public IpAssignment create(IpAssignment.Type type) {
    return create(type, i -> {});
  }

  /**
   * Assigns an address of a kind, with settings: {@code POST /v1/apps/{app}/ip_assignments}. If the
   * reply is lost, the client compares the list of addresses before and after.
   */
  public IpAssignment create(IpAssignment.Type type, Consumer<Create> settings) {
    Create request = new Create(type);
    settings.accept(request);
    Set<String> before = list().stream().map(IpAssignments::key).collect(Collectors.toSet());
    return create(type, request.json(), before);
  }

  /** Assigns an address to an app that has none of its kind. */
  IpAssignment createFirst(IpAssignment.Type type) {
    return create(type, new Create(type).json(), Set.of());
  }

  private IpAssignment create(IpAssignment.Type type, JsonObject body, Set<String> before) {
    return new CreateOnce(engine)
        .run(
            () -> new OperationCall(FlyOperation.IP_ASSIGNMENTS_CREATE, app).body(body),
            answer -> answer.as(IpAssignment::new),
            () ->
                list().stream()
                    .filter(ip -> !before.contains(key(ip)))
                    .filter(ip -> ip.type().isEmpty() || ip.type().get().equals(type))
                    .findFirst(),
            IpAssignments::key);
  }

  /**
   * Removes an address: {@code DELETE /v1/apps/{app}/ip_assignments/{ip}}.
   *
   * @return false if the app does not have it
   */
  public boolean delete(String ip) {
    return Absence.of(
        () -> engine.send(new OperationCall(FlyOperation.IP_ASSIGNMENTS_DELETE, app, ip)));
  }

  private static String key(IpAssignment assignment) {
    Optional<String> v6 = assignment.pair().flatMap(IpAssignment.Pair::v6);
    return assignment.ip().or(() -> v6).orElse("");
  }

  /** The settings of a new address. */
  public static final class Create extends JsonFields<Create> {
    private Create(IpAssignment.Type type) {
      super(JsonObject.of("type", type.value()));
    }

    /** Sets the region of an address that is not anycast. */
    public Create region(String region) {
      return put("region", Rules.notBlank("region", region));
    }

    /** Makes a private address reachable for another organization. */
    public Create org(String slug) {
      return put("org_slug", Rules.notBlank("org_slug", slug));
    }

    /** Makes a private address reachable from another private network. */
    public Create network(String network) {
      return put("network", Rules.notBlank("network", network));
    }

    /** Sets the service that the address belongs to. */
    public Create serviceName(String name) {
      return put("service_name", Rules.notBlank("service_name", name));
    }
  }
}
