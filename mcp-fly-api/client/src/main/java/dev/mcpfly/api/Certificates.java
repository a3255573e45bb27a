package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.Page;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The host names of one app and their certificates. */
public final class Certificates {
  private static final int LARGEST_PAGE = 500;

  private final CallEngine engine;
  private final String app;

  Certificates(CallEngine engine, String app) {
    this.engine = engine;
    this.app = app;
  }

  /**
   * Lists the host names: {@code GET /v1/apps/{app}/certificates}. The stream requests each page
   * when it gets there.
   */
  public Stream<Certificate> list() {
    return pages(q -> {}).flatMap(page -> page.items().stream());
  }

  /** Lists the host names that match a filter. */
  public Stream<Certificate> list(String filter) {
    return pages(q -> q.filter(filter)).flatMap(page -> page.items().stream());
  }

  /** Lists certificates page by page, lazily: {@code GET /v1/apps/{app}/certificates}. */
  public Stream<Page<Certificate>> pages(Consumer<Query> query) {
    Query chosen = new Query();
    query.accept(chosen);
    return Paging.pages(
        chosen.cursor,
        cursor -> {
          Answer answer =
              engine.send(
                  new OperationCall(FlyOperation.CERTIFICATES_LIST, app)
                      .query("filter", chosen.filter)
                      .query("limit", chosen.limit)
                      .query("cursor", cursor));
          JsonObject json = answer.object();
          return answer.read(() -> Paging.page(json, "certificates", Certificate::new));
        });
  }

  /**
   * Adds a host name and asks Let's Encrypt for its certificate: {@code POST
   * /v1/apps/{app}/certificates/acme}. If the reply is lost, the client checks whether the host
   * name was added.
   */
  public Certificate requestAcme(String hostname) {
    Rules.notBlank("hostname", hostname);
    return new CreateOnce(engine)
        .run(
            () ->
                new OperationCall(FlyOperation.CERTIFICATES_ACME_CREATE, app)
                    .body(JsonObject.of("hostname", hostname)),
            answer -> answer.as(Certificate::new),
            () -> find(hostname),
            Certificate::hostname);
  }

  /**
   * Adds a host name with an uploaded certificate, or replaces that certificate: {@code POST
   * /v1/apps/{app}/certificates/custom}.
   *
   * @param fullchain the certificate and its chain, as PEM
   * @param privateKey the private key, as PEM
   */
  public Certificate uploadCustom(String hostname, String fullchain, String privateKey) {
    return engine
        .send(
            new OperationCall(FlyOperation.CERTIFICATES_CUSTOM_CREATE, app)
                .body(
                    JsonObject.of("hostname", Rules.notBlank("hostname", hostname))
                        .with("fullchain", fullchain)
                        .with("private_key", privateKey)))
        .as(Certificate::new);
  }

  /**
   * Returns a host name: {@code GET /v1/apps/{app}/certificates/{hostname}}.
   *
   * @throws NotFoundException if the app does not have it
   */
  public Certificate get(String hostname) {
    return engine
        .send(new OperationCall(FlyOperation.CERTIFICATES_SHOW, app, hostname))
        .as(Certificate::new);
  }

  /** Returns a host name, or empty if the app does not have it. */
  public Optional<Certificate> find(String hostname) {
    return Absence.find(() -> get(hostname));
  }

  /**
   * Checks DNS and validates again: {@code POST /v1/apps/{app}/certificates/{hostname}/check}.
   * Let's Encrypt limits the rate.
   */
  public Certificate check(String hostname) {
    return engine
        .send(new OperationCall(FlyOperation.CERTIFICATES_CHECK, app, hostname))
        .as(Certificate::new);
  }

  /**
   * Removes a host name and all its certificates: {@code DELETE
   * /v1/apps/{app}/certificates/{hostname}}.
   *
   * @return false if the app does not have it
   */
  public boolean delete(String hostname) {
    return Absence.of(
        () -> engine.send(new OperationCall(FlyOperation.CERTIFICATES_DELETE, app, hostname)));
  }

  /**
   * Removes the certificates of Let's Encrypt: {@code DELETE
   * /v1/apps/{app}/certificates/{hostname}/acme}.
   */
  public Optional<Certificate> deleteAcme(String hostname) {
    return deleted(FlyOperation.CERTIFICATES_ACME_DELETE, hostname);
  }

  /**
   * Removes the uploaded certificate: {@code DELETE /v1/apps/{app}/certificates/{hostname}/custom}.
   * The reply may hold a warning.
   */
  public Optional<Certificate> deleteCustom(String hostname) {
    return deleted(FlyOperation.CERTIFICATES_CUSTOM_DELETE, hostname);
  }

  private Optional<Certificate> deleted(FlyOperation operation, String hostname) {
    try {
      return Optional.of(
          engine.send(new OperationCall(operation, app, hostname)).as(Certificate::new));
    } catch (NotFoundException e) {
      // After a lost reply, "not there" is what an earlier attempt brought about.
      return e.outcomeUnknown() ? find(hostname) : Optional.empty();
    }
  }

  /** Which certificates to list. */
  public static final class Query {
    private @Nullable String filter;
    private @Nullable String cursor;
    private int limit = LARGEST_PAGE;

    private Query() {}

    /** Lists only hostnames that contain a text. */
    public Query filter(String text) {
      this.filter = Rules.notBlank("filter", text);
      return this;
    }

    /** Sets the maximum size of a page: 1 to 500. Default: 500. */
    public Query limit(int limit) {
      this.limit = Rules.between("limit", limit, 1, LARGEST_PAGE);
      return this;
    }

    /** Starts where an earlier page ended. */
    public Query cursor(String cursor) {
      this.cursor = Rules.notBlank("cursor", cursor);
      return this;
    }
  }
}
