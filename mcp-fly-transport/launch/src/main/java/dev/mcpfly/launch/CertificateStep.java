package dev.mcpfly.launch;

import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.util.ArrayList;
import java.util.List;

/** Adds the app's own host names and asks for their certificates. */
final class CertificateStep implements Step {
  private final Draft draft;

  CertificateStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    List<PlannedCall> calls = new ArrayList<>();
    for (String domain : draft.missingDomains) {
      calls.add(
          new PlannedCall(
              "POST",
              "/v1/apps/" + draft.app + "/certificates/acme",
              "{\"hostname\":\"%s\"}".formatted(domain)));
    }
    return new LaunchStep(
        Kind.CERTIFICATE,
        "request certificates for " + String.join(", ", draft.missingDomains),
        calls,
        "");
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    List<String> records = new ArrayList<>();
    for (String domain : draft.missingDomains) {
      if (draft.appExists) {
        undo.add(
            () ->
                draft.appHandle().certificates().delete(domain)
                    ? "removed the host name " + domain
                    : null);
      }
      Certificate certificate = draft.appHandle().certificates().requestAcme(domain);
      List<String> needed = DnsRecords.of(certificate);
      needed.forEach(record -> progress.report("DNS record needed: " + record));
      records.addAll(needed);
    }
    String requested = "requested certificates for " + String.join(", ", draft.missingDomains);
    return records.isEmpty()
        ? requested
        : requested + "; set in DNS: " + String.join("; ", records);
  }
}
