package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.time.Duration;

/** Writes certificates as the API shows them. Used inside the world's lock. */
final class CertificateJson {
  private static final Duration VALIDITY = Duration.ofDays(90);

  private final World world;

  CertificateJson(World world) {
    this.world = world;
  }

  ObjectNode write(EmulatedApp app, EmulatedCertificate certificate) {
    boolean issued = certificate.acme && certificate.checked;
    boolean configured = issued || certificate.custom != null;
    ObjectNode json =
        Json.object()
            .put("hostname", certificate.hostname)
            .put("configured", configured)
            .put("acme_requested", certificate.acme)
            .put("status", configured ? "active" : "pending_validation")
            .put("dns_provider", "");
    json.putNull("rate_limited_until");
    ArrayNode certificates = json.putArray("certificates");
    if (certificate.acme) {
      certificates.add(acme(certificate, issued));
    }
    EmulatedCertificate.Custom custom = certificate.custom;
    if (custom != null) {
      certificates.add(
          Json.object()
              .put("source", "custom")
              .put("status", "active")
              .put("issuer", custom.issuer())
              .put("created_at", custom.createdAt().toString())
              .put("expires_at", custom.expiresAt().toString()));
    }
    json.putObject("validation")
        .put("dns_configured", certificate.checked)
        .put("alpn_configured", certificate.checked)
        .put("http_configured", certificate.checked)
        .put("ownership_txt_configured", certificate.checked);
    json.set("dns_requirements", requirements(app, certificate.hostname));
    ArrayNode errors = json.putArray("validation_errors");
    if (!certificate.checked) {
      errors.add(
          Json.object()
              .put("code", "dns_not_configured")
              .put("message", "the hostname does not lead to the app")
              .put("remediation", "set the records in dns_requirements")
              .put("timestamp", world.now().toString()));
    }
    return json;
  }

  /** Writes a certificate as the list shows it. */
  static ObjectNode summary(EmulatedCertificate certificate) {
    boolean issued = certificate.acme && certificate.checked;
    boolean configured = issued || certificate.custom != null;
    return Json.object()
        .put("hostname", certificate.hostname)
        .put("configured", configured)
        .put("acme_requested", certificate.acme)
        .put("acme_dns_configured", certificate.checked)
        .put("acme_alpn_configured", certificate.checked)
        .put("acme_http_configured", certificate.checked)
        .put("ownership_txt_configured", certificate.checked)
        .put("has_custom_certificate", certificate.custom != null)
        .put("has_fly_certificate", issued)
        .put("status", configured ? "active" : "pending_validation")
        .put("dns_provider", "")
        .put("created_at", certificate.createdAt.toString())
        .put("updated_at", certificate.updatedAt.toString());
  }

  private ObjectNode acme(EmulatedCertificate certificate, boolean issued) {
    String expiry = certificate.createdAt.plus(VALIDITY).toString();
    ObjectNode json =
        Json.object()
            .put("source", "fly")
            .put("status", issued ? "active" : "pending_validation")
            .put("issuer", "Let's Encrypt")
            .put("created_at", certificate.createdAt.toString())
            .put("expires_at", issued ? expiry : null);
    ArrayNode kinds = json.putArray("issued");
    if (issued) {
      for (String kind : new String[] {"rsa", "ecdsa"}) {
        kinds.add(
            Json.object()
                .put("type", kind)
                .put("certificate_authority", "lets_encrypt")
                .put("expires_at", expiry));
      }
    }
    return json;
  }

  private static ObjectNode requirements(EmulatedApp app, String hostname) {
    ObjectNode json = Json.object();
    json.setAll(addresses(app));
    String target = app.name + ".fly.dev";
    String bare = hostname.startsWith("*.") ? hostname.substring(2) : hostname;
    json.put("cname", target);
    json.putObject("acme_challenge")
        .put("name", "_acme-challenge." + bare)
        .put("target", bare + "." + app.id.substring(0, 6) + ".flydns.net");
    json.putObject("ownership")
        .put("name", "_fly-ownership." + bare)
        .put("app_value", "app-" + app.id)
        .put("org_value", "org-1");
    return json;
  }

  /** Writes the records that a look-up would find. */
  static ObjectNode records(EmulatedApp app, boolean found) {
    ObjectNode json = Json.object();
    ObjectNode addresses = addresses(app);
    json.set("a", found ? Json.items(addresses, "a") : Json.array());
    json.set("aaaa", found ? Json.items(addresses, "aaaa") : Json.array());
    json.putArray("cname");
    json.put("acme_challenge_cname", "")
        .put("ownership_txt", found ? "app-" + app.id : "")
        .putArray("resolved_addresses");
    return json.put("soa", "");
  }

  private static ObjectNode addresses(EmulatedApp app) {
    ObjectNode json = Json.object();
    ArrayNode v4 = json.putArray("a");
    ArrayNode v6 = json.putArray("aaaa");
    for (ObjectNode assignment : app.ips) {
      String ip = Json.text(assignment, "ip", "");
      boolean reachable = !ip.isEmpty() && !ip.startsWith("fdaa");
      if (reachable && !Json.flag(assignment, "egress", false)) {
        (ip.contains(":") ? v6 : v4).add(ip);
      }
    }
    return json;
  }
}
