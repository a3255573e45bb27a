package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases: taken, carried, refreshed in the background, lost and released. */
@Timeout(120)
class LeaseTest {

  /** Runs the refresh when the test says so. */
  private static final class ByHand extends ScheduledThreadPoolExecutor {
    private Runnable task = () -> {};
    private Duration period = Duration.ZERO;

    ByHand() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      task = command;
      period = Duration.of(delay, unit.toChronoUnit());
      return schedule(() -> {}, 1, TimeUnit.DAYS);
    }
  }

  private final HeldClock held = EmulatorClock.leaping();
  private final Clock clock = new EmulatorTime(held);
  private final ByHand scheduler = new ByHand();
  private final List<FlyEvent> events = new ArrayList<>();
  private FlyEmulator emulator;
  private Machines machines;
  private String id;

  @BeforeEach
  void start() {
    emulator = FlyEmulator.builder().clock(held).rateLimits(false).start();
    FlyClient fly = client();
    fly.apps().create("my-app", a -> a.org("personal"));
    machines = fly.app("my-app").machines();
    id = machines.create(r -> r.config(c -> c.image("i"))).id();
    machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    emulator.close();
    scheduler.shutdownNow();
  }

  private FlyClient client() {
    return FlyClient.builder()
        .token(emulator.token())
        .baseUri(emulator.uri())
        .rateLimiting(false)
        .clock(clock)
        .sleeper(held::advance)
        .scheduler(scheduler)
        .listener(events::add)
        .build();
  }

  @Test
  void sendsItsNonceWithEveryGuardedCallAndNoOther() {
    try (MachineLease lease = machines.lease(id)) {
      machines.cordon(id);
      machines.uncordon(id);
      machines.update(id, u -> u.config(c -> c.env("A", "b")));
      machines.await(id, MachineState.STARTED, Duration.ofMinutes(1));
      machines.exec(id, "true");
      machines.setMetadata(id, "a", "b");
      machines.stop(id);
      assertThat(lease.toString()).doesNotContain(lease.nonce());
      for (FlyEmulator.RecordedRequest request : emulator.requests()) {
        boolean guarded =
            List.of(
                    "Machines_cordon",
                    "Machines_uncordon",
                    "Machines_update",
                    "Machines_exec",
                    "Machines_stop")
                .contains(request.operation());
        assertThat(request.headers().getOrDefault("fly-machine-lease-nonce", List.of()))
            .as(request.operation())
            .isEqualTo(guarded ? List.of(lease.nonce()) : List.of());
      }
    }
    assertThat(emulator.counts().leases()).isZero();
  }

  @Test
  void rejectsOtherCallersAndNamesTheHolder() {
    Machines others = client().app("my-app").machines();
    try (MachineLease lease = machines.lease(id, l -> l.description("a deploy"))) {
      LeaseHeldException e = catchThrowableOfType(LeaseHeldException.class, () -> others.stop(id));
      assertThat(e.owner()).isPresent();
      assertThat(e.expiresAt()).isPresent();
      assertThat(catchThrowableOfType(LeaseHeldException.class, () -> others.lease(id)))
          .isNotNull();
      assertThat(lease.isHeld()).isTrue();
    }
    others.stop(id);
  }

  @Test
  void waitsForALeaseThatAnotherCallerHolds() {
    MachineLease forgotten = client().app("my-app").machines().lease(id);
    try (MachineLease lease = machines.lease(id, l -> l.waitFor(Duration.ofMinutes(2)))) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(forgotten.isHeld()).isFalse();
    }
  }

  @Test
  void isRefreshedInTheBackgroundEachThirdOfItsTtl() {
    try (MachineLease lease = machines.lease(id, l -> l.ttl(Duration.ofSeconds(30)))) {
      assertThat(scheduler.period).isEqualTo(Duration.ofSeconds(10));
      for (int i = 0; i < 12; i++) {
        held.advance(Duration.ofSeconds(10));
        scheduler.task.run();
      }
      assertThat(lease.isHeld()).isTrue();
      assertThat(lease.expiresAt()).isAfter(clock.instant().plusSeconds(20));
      machines.cordon(id);
      assertThat(events).filteredOn(e -> e instanceof FlyEvent.LeaseRefreshed).hasSize(12);
    }
  }

  @Test
  void survivesARefreshThatFails() {
    try (MachineLease lease = machines.lease(id, l -> l.ttl(Duration.ofSeconds(30)))) {
      emulator.faults().add(Fault.on("Machines_create_lease").calls(1, 2).answer(503));
      held.advance(Duration.ofSeconds(10));
      scheduler.task.run();
      held.advance(Duration.ofSeconds(10));
      scheduler.task.run();
      assertThat(lease.isHeld()).isTrue();
      assertThat(events).noneMatch(e -> e instanceof FlyEvent.LeaseLost);
    }
  }

  @Test
  void reportsItsLossAndBlocksGuardedCalls() {
    try (MachineLease lease = machines.lease(id, l -> l.ttl(Duration.ofSeconds(30)))) {
      held.advance(Duration.ofSeconds(40));
      try (MachineLease other = client().app("my-app").machines().lease(id)) {
        assertThat(other.isHeld()).isTrue();
        Runnable refresh = () -> lease.refresh();
        assertThat(catchThrowableOfType(LeaseHeldException.class, refresh::run)).isNotNull();
        assertThat(lease.isHeld()).isFalse();
        assertThat(catchThrowableOfType(LeaseHeldException.class, () -> machines.stop(id)))
            .isNotNull();
      }
    }
  }

  @Test
  void continuesALeaseThatWasTakenWithACreate() {
    Machine machine =
        machines.create(r -> r.leaseTtl(Duration.ofSeconds(60)).config(c -> c.image("i")));
    String nonce = machine.nonce().orElseThrow();
    try (MachineLease lease = machines.lease(machine.id(), l -> l.nonce(nonce))) {
      machines.cordon(machine.id());
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(emulator.counts().leases()).isZero();
  }

  @Test
  void recoversItsNonceWhenTheCreateReplyWasLost() {
    emulator.faults().add(Fault.on("Machines_create").call(1).dropAfter());
    Machine machine =
        machines.create(r -> r.leaseTtl(Duration.ofSeconds(60)).config(c -> c.image("i")));
    assertThat(machine.nonce()).isPresent();
    assertThat(events).anyMatch(e -> e instanceof FlyEvent.Adopted);
    assertThat(emulator.counts().machines()).isEqualTo(2);
  }
}
