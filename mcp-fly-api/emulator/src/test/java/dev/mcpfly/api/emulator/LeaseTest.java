package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LeaseTest {
  private static final String NONCE = "fly-machine-lease-nonce";

  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator = FlyEmulator.builder().clock(clock).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String machine = fly.machine(fly.app("leased"), "{'image':'nginx'}");

  @AfterEach
  void close() {
    emulator.close();
  }

  private String lease(String body) {
    Rest.Answer lease = fly.post(machine + "/lease", body).expect(201);
    assertThat(lease.text("/status")).isEqualTo("success");
    return lease.text("/data/nonce");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/start", "/stop", "/suspend", "/restart", "/cordon", "/uncordon", ""})
  void rejectsOtherCallersWhileItLasts(String action) {
    fly.await(machine, "started");
    String nonce = lease("{'ttl':30,'description':'mine'}");
    String body = action.isEmpty() ? "{'config':{'image':'nginx:2'}}" : "";

    Rest.Answer refused = fly.post(machine + action, body).expect(409);
    assertThat(refused.text("/message"))
        .matches(
            "machine ID [0-9a-f]{14} lease currently held by \\S+, expires at 2026-01-01"
                + " \\d\\d:\\d\\d:\\d\\d \\+0000 UTC");
    assertThat(refused.text("/status")).isEqualTo("error");
    fly.with(NONCE, "wrong").post(machine + action, body).expect(409);
    fly.with(NONCE, nonce).post(machine + action, body).expect(200);

    clock.advance(Duration.ofSeconds(31));
    fly.post(machine + action, body).expect(200);
  }

  @Test
  void onlyItsHolderCanRefreshIt() {
    String nonce = lease("{'ttl':10}");
    fly.post(machine + "/lease", "{'ttl':10}").expect(409);
    clock.advance(Duration.ofSeconds(8));
    Rest.Answer refreshed =
        fly.with(NONCE, nonce).post(machine + "/lease?ttl=10", "{}").expect(201);
    assertThat(refreshed.text("/data/nonce")).isEqualTo(nonce);
    clock.advance(Duration.ofSeconds(8));
    assertThat(fly.get(machine + "/lease").expect(200).text("/data/nonce")).isEqualTo(nonce);
    assertThat(emulator.counts().leases()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(3));
    fly.get(machine + "/lease").expect(404);
    assertThat(emulator.counts().leases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/start", "/stop", "/suspend", "/restart", "/cordon", "/uncordon", ""})
  void acceptsTheNonceOfAnExpiredLease(String action) {
    fly.await(machine, "started");
    String body = action.isEmpty() ? "{'config':{'image':'nginx:2'}}" : "";
    String expired = lease("{'ttl':10}");
    clock.advance(Duration.ofSeconds(11));
    fly.with(NONCE, expired).post(machine + action, body).expect(200);
    clock.advance(Duration.ofSeconds(5));

    String released = lease("{'ttl':10}");
    fly.with(NONCE, released).delete(machine + "/lease").expect(200);
    fly.with(NONCE, released).post(machine + action, body).expect(200);
    clock.advance(Duration.ofSeconds(5));
    fly.with(NONCE, expired).delete(machine + "?force=true").expect(200);
  }

  @Test
  void nonceOfAnExpiredLeaseDoesNotMatchTheNextOne() {
    String expired = lease("{'ttl':10}");
    clock.advance(Duration.ofSeconds(11));
    lease("{'ttl':10}");
    fly.with(NONCE, expired).post(machine + "/cordon", "").expect(409);
    fly.with(NONCE, expired).post(machine + "/lease", "{'ttl':10}").expect(409);
  }

  @Test
  void holderCanRenewItsExpiredLease() {
    String nonce = lease("{'ttl':10}");
    clock.advance(Duration.ofSeconds(11));
    assertThat(
            fly.with(NONCE, nonce)
                .post(machine + "/lease", "{'ttl':10}")
                .expect(201)
                .text("/data/nonce"))
        .isEqualTo(nonce);
    fly.post(machine + "/cordon", "").expect(409);
  }

  @Test
  void isReleasedWithItsNonce() {
    String nonce = lease("{'ttl':60}");
    fly.delete(machine + "/lease").expect(400);
    fly.with(NONCE, "wrong").delete(machine + "/lease").expect(409);
    assertThat(fly.with(NONCE, nonce).delete(machine + "/lease").expect(200).at("/data/ok"))
        .hasToString("true");
    fly.get(machine + "/lease").expect(404);
    fly.with(NONCE, nonce).delete(machine + "/lease").expect(404);
    lease("{'ttl':60}");
  }

  @Test
  void machineCanBeCreatedWithALease() {
    Rest.Answer created =
        fly.post("/v1/apps/leased/machines", "{'config':{'image':'x'},'lease_ttl':30}").expect(200);
    String path = "/v1/apps/leased/machines/" + created.text("/id");
    fly.post(path + "/cordon", "").expect(409);
    fly.with(NONCE, created.text("/nonce")).post(path + "/cordon", "").expect(200);
    assertThat(fly.get(path).json().has("nonce")).isFalse();
    assertThat(fly.get(path + "?include_leases=true").at("/lease/expires_at").isIntegralNumber())
        .isTrue();
    fly.post(machine + "/lease", "{'ttl':0}").expect(400);
  }
}
