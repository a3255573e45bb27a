package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
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
          List<String> needed = DnsRecords.of(state.send(request));
          needed.forEach(record -> progress.report("DNS record needed: " + record));
          records.addAll(needed);
        });
    String requested = "requested certificates for " + String.join(", ", requests.keySet());
    return records.isEmpty()
        ? requested
        : requested + "; set in DNS: " + String.join("; ", records);
  }

  private @Nullable String remove(String domain) {
    return app.certificates().delete(domain) ? "removed the host name " + domain : null;
  }
}
