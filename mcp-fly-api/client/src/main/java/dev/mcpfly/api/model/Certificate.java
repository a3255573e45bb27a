package dev.mcpfly.api.model;

import dev.mcpfly.api.internal.Shape;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A host name of an app and its certificates. Lists show fewer fields.
 *
 * @param json the object as the server sent it, unknown fields included
 */
public record Certificate(JsonObject json) implements JsonModel {
  private static final Shape SHAPE =
      Shape.of("a certificate")
          .required("hostname")
          .texts("status", "dns_provider", "warning")
          .flags(
              "configured",
              "acme_requested",
              "acme_dns_configured",
              "acme_alpn_configured",
              "acme_http_configured",
              "ownership_txt_configured",
              "has_custom_certificate",
              "has_fly_certificate")
          .times("rate_limited_until", "created_at", "updated_at")
          .objects("certificates", Issued::new)
          .objects("validation_errors", ValidationError::new)
          .object("dns_requirements", DnsRequirements::new)
          .field(json -> json.object("dns_records"))
          .field(json -> json.object("validation"))
          .build();

  /** Rejects an object whose known fields have the wrong types. */
  public Certificate {
    SHAPE.check(json);
  }

  /** Returns the host name. */
  public String hostname() {
    return json.text("hostname", "");
  }

  /** Returns whether the host name works. */
  public boolean configured() {
    return json.flag("configured", false);
  }

  /** Returns whether a certificate of Let's Encrypt was asked for. */
  public boolean acmeRequested() {
    return json.flag("acme_requested", false);
  }

  /** Returns the status of the host name. */
  public String status() {
    return json.text("status", "");
  }

  /** Returns the DNS provider of the host name, if Fly knows it. */
  public Optional<String> dnsProvider() {
    return Fields.text(json, "dns_provider");
  }

  /** Returns when the host name was added; lists only. */
  public Optional<Instant> createdAt() {
    return Optional.ofNullable(json.instant("created_at"));
  }

  /** Returns when it last changed; lists only. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(json.instant("updated_at"));
  }

  /** Returns whether the validation over DNS is set up; lists only. */
  public boolean acmeDnsConfigured() {
    return json.flag("acme_dns_configured", false);
  }

  /** Returns whether the validation over TLS is set up; lists only. */
  public boolean acmeAlpnConfigured() {
    return json.flag("acme_alpn_configured", false);
  }

  /** Returns whether the validation over HTTP is set up; lists only. */
  public boolean acmeHttpConfigured() {
    return json.flag("acme_http_configured", false);
  }

  /** Returns whether the record that proves ownership is set; lists only. */
  public boolean ownershipTxtConfigured() {
    return json.flag("ownership_txt_configured", false);
  }

  /** Returns whether there is an uploaded certificate; lists only. */
  public boolean hasCustomCertificate() {
    return json.flag("has_custom_certificate", false);
  }

  /** Returns whether there is a certificate of Fly; lists only. */
  public boolean hasFlyCertificate() {
    return json.flag("has_fly_certificate", false);
  }

  /** Returns the state of each kind of validation, by name; empty in lists. */
  public Optional<JsonObject> validation() {
    return Optional.ofNullable(json.object("validation"));
  }

  /** Returns the time until which Let's Encrypt refuses requests, if it does. */
  public Optional<Instant> rateLimitedUntil() {
    return Optional.ofNullable(json.instant("rate_limited_until"));
  }

  /** Returns the certificates, Fly's and uploaded ones. */
  public List<Issued> certificates() {
    return Fields.objects(json, "certificates", Issued::new);
  }

  /** Returns the DNS records that have to be set. */
  public Optional<DnsRequirements> dnsRequirements() {
    return Fields.object(json, "dns_requirements", DnsRequirements::new);
  }

  /** Returns the DNS records that were found; only a check looks for them. */
  public Optional<JsonObject> dnsRecords() {
    return Optional.ofNullable(json.object("dns_records"));
  }

  /** Returns the problems, each with its remedy. */
  public List<ValidationError> validationErrors() {
    return Fields.objects(json, "validation_errors", ValidationError::new);
  }

  /** Returns a warning after an uploaded certificate was removed. */
  public Optional<String> warning() {
    return Fields.text(json, "warning");
  }

  /**
   * One certificate of a host name.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Issued(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a certificate")
            .texts("source", "status", "issuer")
            .times("created_at", "expires_at")
            .objects("issued", Key::new)
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Issued {
      SHAPE.check(json);
    }

    /** Returns where it is from: {@code fly} or {@code custom}. */
    public String source() {
      return json.text("source", "");
    }

    /** Returns {@code active}, {@code pending_ownership} or {@code pending_validation}. */
    public String status() {
      return json.text("status", "");
    }

    /** Returns who issued it. */
    public Optional<String> issuer() {
      return Optional.ofNullable(json.text("issuer"));
    }

    /** Returns when it was created. */
    public Optional<Instant> createdAt() {
      return Optional.ofNullable(json.instant("created_at"));
    }

    /** Returns when it expires. */
    public Optional<Instant> expiresAt() {
      return Optional.ofNullable(json.instant("expires_at"));
    }

    /** Returns the issued certificates, one for each kind of key. */
    public List<Key> issued() {
      return Fields.objects(json, "issued", Key::new);
    }
  }

  /**
   * A certificate that has been issued for one kind of key.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record Key(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("an issued certificate")
            .texts("type", "certificate_authority")
            .times("expires_at")
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public Key {
      SHAPE.check(json);
    }

    /** Returns the kind of key: {@code rsa} or {@code ecdsa}. */
    public String type() {
      return json.text("type", "");
    }

    /** Returns the authority, such as {@code lets_encrypt}. */
    public Optional<String> certificateAuthority() {
      return Optional.ofNullable(json.text("certificate_authority"));
    }

    /** Returns when it expires. */
    public Optional<Instant> expiresAt() {
      return Optional.ofNullable(json.instant("expires_at"));
    }
  }

  /**
   * The DNS records that a host name needs.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record DnsRequirements(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("dns requirements")
            .textLists("a", "aaaa")
            .texts("cname")
            .field(json -> json.object("acme_challenge"))
            .field(json -> json.object("ownership"))
            .build();

    /** Rejects an object whose known fields have the wrong types. */
    public DnsRequirements {
      SHAPE.check(json);
    }

    /** Returns the A records. */
    public List<String> a() {
      return json.texts("a");
    }

    /** Returns the AAAA records. */
    public List<String> aaaa() {
      return json.texts("aaaa");
    }

    /** Returns the CNAME record, in place of A and AAAA. */
    public Optional<String> cname() {
      return Optional.ofNullable(json.text("cname"));
    }

    /** Returns name and target of the CNAME record that answers Let's Encrypt. */
    public Optional<JsonObject> acmeChallenge() {
      return Optional.ofNullable(json.object("acme_challenge"));
    }

    /** Returns name and values of the TXT record that proves ownership. */
    public Optional<JsonObject> ownership() {
      return Optional.ofNullable(json.object("ownership"));
    }
  }

  /**
   * A problem that keeps a host name from working.
   *
   * @param json the object as the server sent it, unknown fields included
   */
  public record ValidationError(JsonObject json) implements JsonModel {
    private static final Shape SHAPE =
        Shape.of("a validation error").texts("code", "message", "remediation").build();

    /** Rejects an object whose known fields have the wrong types. */
    public ValidationError {
      SHAPE.check(json);
    }

    /** Returns Fly's code. */
    public String code() {
      return json.text("code", "");
    }

    /** Returns the message. */
    public String message() {
      return json.text("message", "");
    }

    /** Returns the remedy. */
    public String remediation() {
      return json.text("remediation", "");
    }
  }
}
