package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConsistencyTest {
  @Test
  void newAppsAndMachinesAppearLate() {
    HeldClock clock = EmulatorClock.held();
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .clock(clock)
            .rateLimits(false)
            .eventualConsistency(Duration.ofSeconds(4))
            .start()) {
      Rest fly = new Rest(emulator);
      String app = fly.app("late");
      fly.get(app).expect(404);
      fly.post("/v1/apps", "{'name':'late','org_slug':'personal'}").expect(422);
      clock.advance(Duration.ofSeconds(2));
      fly.get(app).expect(401);
      assertThat(fly.get("/v1/apps?org_slug=personal").at("/total_apps").asInt()).isZero();
      clock.advance(Duration.ofSeconds(2));
      fly.get(app).expect(200);

      String machine = fly.machine(app, "{'image':'x'}");
      fly.get(machine).expect(404);
      fly.get(machine + "/wait?timeout=1").expect(404);
      assertThat(fly.get(app + "/machines").json()).isEmpty();
      assertThat(fly.get("/v1/orgs/personal/machines").at("/machines")).isEmpty();
      assertThat(emulator.counts().machines()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(4));
      fly.get(machine).expect(200);
      assertThat(fly.get(app + "/machines").json()).hasSize(1);
    }
  }
}
