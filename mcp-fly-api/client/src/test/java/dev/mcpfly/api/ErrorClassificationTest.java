package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A row for each status and form of body that the service is known to answer with. */
class ErrorClassificationTest extends Served {

  static Stream<Arguments> bodies() {
    return Stream.of(
        // 400
        row(
            400,
            "{\"error\":\"invalid_argument: no image\"}",
            ApiException.BadRequest.class,
            "no image"),
        row(
            400,
            "{\"error\":\"json: cannot unmarshal array into Go value of type main.stopRequest\"}",
            ApiException.BadRequest.class,
            "cannot unmarshal"),
        row(400, "network not found", ApiException.BadRequest.class, "network not found"),
        row(400, "", ApiException.BadRequest.class, "status 400"),
        row(
            400,
            "{\"error\":\"authorization: request doesn't contain org_slug\"}",
            ApiException.BadRequest.class,
            "org_slug"),
        // 401 and 403
        row(401, "", ApiException.Unauthorized.class, "token"),
        row(
            401,
            "{\"error\":\"unauthenticated\"}",
            ApiException.Unauthorized.class,
            "unauthenticated"),
        row(403, "{\"error\":\"unauthorized\"}", ApiException.Forbidden.class, "unauthorized"),
        // 404 and 410
        row(404, "{\"error\":\"machine not found\"}", NotFoundException.class, "machine not found"),
        row(404, "{\"error\":\"app not found\"}", NotFoundException.class, "app not found"),
        row(404, "404 page not found", NotFoundException.class, "page not found"),
        row(404, "{\"errors\":{\"detail\":\"Not Found\"}}", NotFoundException.class, "Not Found"),
        row(410, "{\"error\":\"gone\"}", NotFoundException.class, "gone"),
        // 408
        row(
            408,
            "{\"error\":\"deadline_exceeded: machine failed to reach desired state, started,"
                + " currently stopped\"}",
            ApiException.UnexpectedStatus.class,
            "deadline_exceeded"),
        // 409
        row(
            409,
            "{\"status\":\"error\",\"message\":\"machine ID 17817 lease currently held by"
                + " a@example.com, expires at 2026-01-01T00:05:00Z\"}",
            LeaseHeldException.class,
            "a@example.com"),
        row(
            409,
            "{\"error\":\"failed_precondition: machine ID 1 lease currently held by b\"}",
            LeaseHeldException.class,
            "held by b"),
        row(
            409,
            "{\"error\":\"aborted: current_version does not match\"}",
            VersionConflictException.class,
            "read it again"),
        row(
            409,
            "{\"error\":\"aborted: machine update failed due to concurrent update\"}",
            VersionConflictException.class,
            "read it again"),
        row(
            409,
            "{\"error\":\"already_exists: unique machine name violation, machine ID 1 already"
                + " exists with name \\\"web\\\"\"}",
            ApiException.NameTaken.class,
            "unique machine name"),
        row(
            409,
            "{\"error\":\"aborted: insufficient CPUs available to fulfill request\"}",
            InsufficientCapacityException.class,
            "recreate"),
        row(
            409,
            "{\"error\":\"insufficient memory available to fulfill request\"}",
            InsufficientCapacityException.class,
            "recreate"),
        row(
            409,
            "{\"error\":\"insufficient IPs available to fulfill request\"}",
            InsufficientCapacityException.class,
            "recreate"),
        row(
            409,
            "{\"error\":\"insufficient resources available to fulfill request\"}",
            InsufficientCapacityException.class,
            "recreate"),
        row(
            409,
            "{\"error\":\"aborted: no capacity\"}",
            InsufficientCapacityException.class,
            "another region"),
        row(
            409,
            "{\"error\":\"failed_precondition: volume is currently bound to machine: 1\"}",
            ApiException.PreconditionFailed.class,
            "bound to machine"),
        row(
            409,
            "{\"error\":\"insufficient CPUs available to fulfill request\",\"status\":\"other\"}",
            ApiException.Conflict.class,
            "other"),
        row(
            409,
            "{\"error\":\"insufficient CPUs available to fulfill request\",\"status\":\"unknown\"}",
            ApiException.Conflict.class,
            "insufficient CPUs"),
        row(
            409,
            "{\"error\":\"insufficient CPUs available to fulfill request\",\"status\":409}",
            InsufficientCapacityException.class,
            "recreate"),
        row(409, "{\"error\":\"uniqueness constraint violated\"}", ApiException.Conflict.class, ""),
        // 412
        row(
            412,
            "{\"error\":\"failed_precondition: unable to start machine from current state:"
                + " 'created'\"}",
            ApiException.PreconditionFailed.class,
            "created"),
        row(
            412,
            "{\"error\":\"current_version does not match\"}",
            VersionConflictException.class,
            ""),
        row(412, "{\"error\":\"machine_version moved\"}", VersionConflictException.class, ""),
        row(
            412,
            "{\"error\":\"min_secrets_version 3 is not yet available on this app\"}",
            ApiException.PreconditionFailed.class,
            "not yet available"),
        row(
            412,
            "{\"error\":\"insufficient resources to create new machine with existing volume id"
                + " 'vol_1'\"}",
            InsufficientCapacityException.class,
            "fork the volume"),
        row(
            412,
            "{\"error\":\"insufficient resources\",\"status\":\"volume_placement_capacity\"}",
            InsufficientCapacityException.class,
            "volume_placement_capacity"),
        row(
            412,
            "{\"error\":\"failed_precondition: volume is currently bound to machine: 1\"}",
            ApiException.PreconditionFailed.class,
            ""),
        // 422
        row(
            422,
            "{\"error\":\"Validation failed: Name has already been"
                + " taken\",\"status\":\"name_taken\"}",
            ApiException.NameTaken.class,
            "name_taken"),
        row(
            422,
            "{\"error\":\"Validation failed: Name has already been taken\"}",
            ApiException.NameTaken.class,
            "another name"),
        row(
            422,
            "{\"error\":\"could not find a candidate host\",\"status\":\"insufficient_capacity\"}",
            InsufficientCapacityException.class,
            "another region"),
        row(
            422,
            "{\"error\":\"To create more than 1 machine per app please add a payment method.\"}",
            ApiException.UnexpectedStatus.class,
            "payment method"),
        // 429 and 5xx
        row(429, "{\"error\":\"rate limited\"}", RateLimitedException.class, "rate limited"),
        row(
            500,
            "{\"error\":\"internal\",\"status\":500}",
            ApiException.UnexpectedStatus.class,
            ""),
        row(
            502,
            "<html><body>Bad Gateway</body></html>",
            ApiException.UnexpectedStatus.class,
            "status 502"),
        row(
            503,
            "{\"error\":\"unavailable: later\"}",
            ApiException.UnexpectedStatus.class,
            "later"),
        row(302, "", ApiException.UnexpectedStatus.class, "status 302"));
  }

  private static Arguments row(int status, String body, Class<?> type, String text) {
    return arguments(status, body, type, text);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("bodies")
  void classifies(int status, String body, Class<? extends ApiException> type, String text) {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("fly-request-id", "01K7E5VV-fra")
                    .withBody(body)));
    FlyClient fly = builder().retry(RetryPolicy.none()).build();

    ApiException e =
        catchThrowableOfType(ApiException.class, () -> fly.app("my-app").machines().get("17817"));

    assertThat(e).isExactlyInstanceOf(type).hasMessageContaining(text);
    assertThat(e.status()).hasValue(status);
    assertThat(e.operation()).contains(FlyOperation.MACHINES_SHOW);
    assertThat(e.app()).contains("my-app");
    assertThat(e.machine()).contains("17817");
    assertThat(e.requestId()).contains("01K7E5VV-fra");
    assertThat(e.attempts()).isEqualTo(1);
    assertThat(e.body()).contains(body);
    assertThat(e.outcomeUnknown()).isFalse();
    assertThat(e).hasMessageContaining("01K7E5VV-fra");
    assertThat(e.getMessage()).doesNotContain("<html>");
  }

  @Test
  void namesTheLeaseHolderAndTheExpiry() {
    answer(
        409,
        "{\"status\":\"error\",\"message\":\"machine ID 17 lease currently held by a@example.com,"
            + " expires at 2026-01-01T00:05:00Z\"}");
    LeaseHeldException e =
        catchThrowableOfType(
            LeaseHeldException.class, () -> builder().build().app("a").machines().stop("17"));
    assertThat(e.owner()).contains("a@example.com");
    assertThat(e.expiresAt()).contains(Instant.parse("2026-01-01T00:05:00Z"));
  }

  @Test
  void reportsWhenToRetry() {
    SERVER.stubFor(
        any(anyUrl()).willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));
    RateLimitedException e =
        catchThrowableOfType(
            RateLimitedException.class,
            () -> builder().retry(RetryPolicy.none()).build().app("a").get());
    assertThat(e.retryAt().orElseThrow())
        .isBetween(clock.instant().plusSeconds(5), clock.instant().plusSeconds(7));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void reportsWhereCapacityIsMissing(
      int status, String body, InsufficientCapacityException.Scope scope) {
    answer(status, body);
    InsufficientCapacityException e =
        catchThrowableOfType(
            InsufficientCapacityException.class,
            () -> builder().build().app("a").machines().create(r -> r.config(c -> c.image("i"))));
    assertThat(e.scope()).isEqualTo(scope);
  }

  static Stream<Arguments> scopes() {
    return Stream.of(
        arguments(
            422,
            "{\"error\":\"x\",\"status\":\"insufficient_capacity\"}",
            InsufficientCapacityException.Scope.REGION),
        arguments(
            412,
            "{\"error\":\"x\",\"status\":\"volume_placement_capacity\"}",
            InsufficientCapacityException.Scope.VOLUME_HOST),
        arguments(
            409,
            "{\"error\":\"insufficient CPUs available to fulfill request\"}",
            InsufficientCapacityException.Scope.HOST),
        arguments(
            409,
            "{\"error\":\"aborted: no capacity\"}",
            InsufficientCapacityException.Scope.REGION),
        arguments(
            412,
            "{\"error\":\"insufficient resources to create new machine with existing volume id"
                + " 'vol_1'\"}",
            InsufficientCapacityException.Scope.VOLUME_HOST));
  }

  @Test
  void nullInsteadOfAResourceMeansNotFound() {
    answer(200, "null");
    FlyApp app = builder().build().app("a");
    assertThat(app.machines().find("17")).isEmpty();
    assertThat(app.volumes().find("vol_1")).isEmpty();
    assertThat(app.machines().list()).isEmpty();
  }

  @Test
  void neverShowsTheTokenEvenIfTheServerRepeatsIt() {
    answer(400, "{\"error\":\"bad header FlyV1 fm2_t0ken\"}");
    ApiException.BadRequest e =
        catchThrowableOfType(ApiException.BadRequest.class, () -> builder().build().app("a").get());
    assertThat(e.getMessage() + e.body() + e).doesNotContain("fm2_t0ken");
  }

  @Test
  void neverShowsAPartOfTheToken() {
    answer(400, "{\"error\":\"fm2_discharge1 is not for this\"}");
    FlyClient fly = builder().token("FlyV1 fm2_permission1,fm2_discharge1").build();
    ApiException.BadRequest e =
        catchThrowableOfType(ApiException.BadRequest.class, () -> fly.app("a").get());
    assertThat(e.getMessage() + e.body() + e).doesNotContain("discharge1").contains("not for this");
  }

  private static void answer(int status, String body) {
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody(body)));
  }
}
