package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one place where the emulator meets the client that comes with it. */
@Timeout(120)
class ClientTest {
  @Test
  void clientIsReadyForUse() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("mine", a -> a.org("personal"));
      Machine machine = fly.app("mine").machines().create(r -> r.config(c -> c.image("nginx")));
      fly.app("mine").machines().await(machine.id(), MachineState.STARTED, Duration.ofSeconds(30));
      assertThat(fly.app("mine").publicUri()).isEqualTo(emulator.appUri("mine"));
      assertThat(fly.organizations()).hasSize(1);
      assertThat(emulator.unknownFields()).isEmpty();
      assertThat(emulator.counts().started()).isEqualTo(1);
    }
  }

  /** 30 creates take 27 seconds on the clock of the limits, and no real time. */
  @Test
  void underALeapingClockItsPausesTakeNoTime() {
    HeldClock clock = EmulatorClock.leaping();
    Instant start = clock.instant();
    try (FlyEmulator emulator = FlyEmulator.builder().clock(clock).start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("mine", a -> a.org("personal"));
      for (int i = 0; i < 30; i++) {
        fly.app("mine").machines().create(r -> r.config(c -> c.image("nginx")));
      }
      assertThat(emulator.counts().machines()).isEqualTo(30);
      assertThat(emulator.requests()).noneMatch(request -> request.status().orElse(0) == 429);
      assertThat(Duration.between(start, clock.instant())).isGreaterThan(Duration.ofSeconds(25));
    }
  }
}
