package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.http.ReceivedCall;
import dev.mcpfly.api.emulator.internal.http.Reply;
import dev.mcpfly.api.emulator.internal.http.Routes;
import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Certificates. No certificate authority is involved: a requested certificate is issued at the
 * first check after the app has an IP assignment, as if its DNS records were set.
 */
final class CertificatesResource {
  private static final long PAGE = 25;
  private static final long LARGEST_PAGE = 500;
  private static final Pattern HOSTNAME =
      Pattern.compile("(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");

  private final Catalog catalog;
  private final World world;
  private final CertificateJson json;

  CertificatesResource(Catalog catalog, World world) {
    this.catalog = catalog;
    this.world = world;
    this.json = new CertificateJson(world);
  }

  void addTo(Routes routes) {
    String path = "/v1/apps/{app_name}/certificates";
    String one = path + "/{hostname}";
    routes
        .add("GET", path, "App_Certificates_list", this::list)
        .add("POST", path + "/acme", "App_Certificates_acme_create", this::request)
        .add("POST", path + "/custom", "App_Certificates_custom_create", this::upload)
        .add("GET", one, "App_Certificates_show", this::show)
        .add("DELETE", one, "App_Certificates_delete", this::delete)
        .add("DELETE", one + "/acme", "App_Certificates_acme_delete", this::deleteAcme)
        .add("POST", one + "/check", "App_Certificates_check", this::check)
        .add("DELETE", one + "/custom", "App_Certificates_custom_delete", this::deleteCustom);
  }

  private Reply list(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    String filter = call.query("filter").orElse("");
    String after = call.query("cursor").orElse("");
    long limit = call.number("limit").orElse(PAGE);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw ApiError.invalid("limit must be between 1 and " + LARGEST_PAGE + ", not " + limit);
    }
    List<EmulatedCertificate> all =
        app.certificates.values().stream().filter(c -> c.hostname.contains(filter)).toList();
    List<EmulatedCertificate> rest =
        all.stream()
            .filter(certificate -> certificate.hostname.compareTo(after) > 0)
            .limit(limit + 1)
            .toList();
    boolean more = rest.size() > limit;
    List<EmulatedCertificate> shown = more ? rest.subList(0, (int) limit) : rest;
    ObjectNode body = Json.object();
    ArrayNode certificates = body.putArray("certificates");
    shown.forEach(certificate -> certificates.add(CertificateJson.summary(certificate)));
    body.put("next_cursor", more ? shown.get(shown.size() - 1).hostname : "");
    return Reply.ok(body.put("total_count", all.size()));
  }

  private EmulatedCertificate named(ReceivedCall call) {
    EmulatedCertificate certificate =
        catalog.app(call).certificates.get(call.variable("hostname").toLowerCase(Locale.ROOT));
    if (certificate == null) {
      throw ApiError.notFound("certificate not found");
    }
    return certificate;
  }

  private EmulatedCertificate open(EmulatedApp app, ObjectNode request) {
    String hostname = Json.text(request, "hostname", "").toLowerCase(Locale.ROOT);
    if (!HOSTNAME.matcher(hostname).matches()) {
      throw ApiError.of(422, "Hostname '" + hostname + "' is invalid");
    }
    boolean elsewhere =
        catalog.apps.values().stream()
            .anyMatch(other -> !other.equals(app) && other.certificates.containsKey(hostname));
    if (elsewhere) {
      throw ApiError.of(422, "Hostname already exists on another app");
    }
    return app.certificates.computeIfAbsent(hostname, h -> new EmulatedCertificate(h, world.now()));
  }

  private Reply request(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    EmulatedCertificate certificate = open(app, call.json());
    if (certificate.acme) {
      throw ApiError.of(409, "Hostname already exists on app");
    }
    certificate.acme = true;
    certificate.updatedAt = world.now();
    return Reply.json(201, json.write(app, certificate));
  }

  private Reply upload(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    ObjectNode request = call.json();
    EmulatedCertificate.Custom custom = parse(request);
    EmulatedCertificate certificate = open(app, request);
    certificate.custom = custom;
    certificate.updatedAt = world.now();
    return Reply.json(201, json.write(app, certificate));
  }

  private EmulatedCertificate.Custom parse(ObjectNode request) {
    if (!Json.text(request, "private_key", "").contains("PRIVATE KEY-----")) {
      throw ApiError.of(422, "private_key is not a PEM private key");
    }
    byte[] chain = Json.text(request, "fullchain", "").getBytes(StandardCharsets.UTF_8);
    try {
      X509Certificate leaf =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(chain));
      return new EmulatedCertificate.Custom(
          leaf.getIssuerX500Principal().getName(), world.now(), leaf.getNotAfter().toInstant());
    } catch (CertificateException e) {
      throw ApiError.of(422, "fullchain is not a PEM certificate chain");
    }
  }

  private Reply show(ReceivedCall call) {
    return Reply.ok(json.write(catalog.app(call), named(call)));
  }

  private Reply check(ReceivedCall call) {
    EmulatedApp app = catalog.app(call);
    EmulatedCertificate certificate = named(call);
    certificate.checked = !app.ips.isEmpty();
    certificate.updatedAt = world.now();
    ObjectNode body = json.write(app, certificate);
    body.set("dns_records", CertificateJson.records(app, certificate.checked));
    return Reply.ok(body);
  }

  private Reply delete(ReceivedCall call) {
    EmulatedCertificate certificate = named(call);
    catalog.app(call).certificates.remove(certificate.hostname);
    return Reply.empty(204);
  }

  private Reply deleteAcme(ReceivedCall call) {
    EmulatedCertificate certificate = named(call);
    if (!certificate.acme) {
      throw ApiError.notFound("certificate not found");
    }
    certificate.acme = false;
    certificate.updatedAt = world.now();
    return Reply.ok(json.write(catalog.app(call), certificate));
  }

  private Reply deleteCustom(ReceivedCall call) {
    EmulatedCertificate certificate = named(call);
    if (certificate.custom == null) {
      throw ApiError.notFound("certificate not found");
    }
    certificate.custom = null;
    certificate.updatedAt = world.now();
    ObjectNode body = json.write(catalog.app(call), certificate);
    String warning = certificate.acme ? "" : "the hostname has no certificate any more";
    return Reply.ok(body.put("warning", warning));
  }
}
