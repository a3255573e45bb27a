package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Certificate;
import java.util.ArrayList;
import java.util.List;

/** The DNS records that a host name of an app needs, as lines of a zone. */
final class DnsRecords {
  private DnsRecords() {}

  static List<String> of(Certificate certificate) {
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
}
