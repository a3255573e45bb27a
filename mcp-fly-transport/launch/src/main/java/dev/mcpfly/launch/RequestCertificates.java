package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds the app's own host names and asks for their certificates. */
final class RequestCertificates implements Change {
  private final FlyApp app;
  private final boolean appExisted;
  private final Map<String, FlyRequest<Certificate>> requests = new LinkedHashMap<>();

  RequestCertificates(Findings found, List<String> domains) {
    this.app = found.handle();
    this.appExisted = found.app().exists();
    domains.forEach(
        domain ->
            requests.put(
                domain, found.fly().requests().requestCertificate(found.app().name(), domain)));
  }

  @Override
  public LaunchPlan.Step describe() {
    return new LaunchPlan.Step(
        Kind.CERTIFICATE,
        "request certificates for " + String.join(", ", requests.keySet()),
        PlannedCall.of(Masking.NOTHING, List.copyOf(requests.values())));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) {
    List<String> records = new ArrayList<>();
    requests.forEach(
        (domain, request) -> {
          if (appExisted) {
            undo.add(() -> remove(domain));
          }
          List<String> needed = dnsRecords(state.send(request));
          needed.forEach(record -> progress.report("DNS record needed: " + record));
          records.addAll(needed);
        });
    String requested = "requested certificates for " + String.join(", ", requests.keySet());
    return records.isEmpty()
        ? requested
        : requested + "; set in DNS: " + String.join("; ", records);
  }

  /** Returns the DNS records that a host name of an app needs, as lines of a zone. */
  private static List<String> dnsRecords(Certificate certificate) {
    List<String> lines = new ArrayList<>();
    String host = certificate.hostname();
    certificate
        .dnsRequirements()
        .ifPresent(
            needed -> {
              needed.a().forEach(ip -> lines.add("%s A %s".formatted(host, ip)));
              needed.aaaa().forEach(ip -> lines.add("%s AAAA %s".formatted(host, ip)));
              needed
                  .acmeChallenge()
                  .ifPresent(record -> add(lines, record, "CNAME", "target", host));
              needed.ownership().ifPresent(record -> add(lines, record, "TXT", "app_value", host));
            });
    return lines;
  }

  private static void add(
      List<String> lines, JsonObject record, String type, String valueField, String host) {
    String value = record.text(valueField, "");
    if (!value.isEmpty()) {
      lines.add("%s %s %s".formatted(record.text("name", host), type, value));
    }
  }

  private @Nullable String remove(String domain) {
    return app.certificates().delete(domain) ? "removed the host name " + domain : null;
  }
}
