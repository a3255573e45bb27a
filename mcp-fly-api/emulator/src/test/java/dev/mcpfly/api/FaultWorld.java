package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.model.MachineState;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/**
 * An emulator with one app, a client that meets faults, and a patient one that prepares and counts.
 */
final class FaultWorld implements AutoCloseable {
  static final String APP = "my-app";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  final FlyEmulator emulator =
      FlyEmulator.builder().rateLimits(false).delays(LifecycleDelays.none()).start();

  /** The client under test, and its handle on the app. */
  final FlyClient acting;

  final FlyApp app;

  /** The app as a client sees it that waits as long as it takes. */
  final FlyApp seen;

  /** What the deed is about: a machine, a volume or another thing of the app. */
  String id = "";

  byte[] bytes = {};
  int before;
  int answered;
  MachineLease lease;

  /** How many requests the fault kept from the operation, when it is over. */
  int keptOut;

  FaultWorld(Duration patience) {
    acting = client(patience);
    app = acting.app(APP);
    FlyClient patient = client(Duration.ofSeconds(60));
    seen = patient.app(APP);
    patient.apps().create(APP, a -> a.org("personal"));
  }

  private FlyClient client(Duration patience) {
    SkippingClock clock = new SkippingClock();
    return FlyClient.builder()
        .token(emulator.token())
        .httpClient(HTTP)
        .baseUri(emulator.uri())
        .rateLimiting(false)
        .clock(clock)
        .sleeper(clock)
        .attemptTimeout(patience)
        .build();
  }

  void machine() {
    id =
        seen.machines()
            .create(r -> r.region("iad").config(c -> c.image("i").service(80, s -> s.http(80))))
            .id();
    seen.machines().await(id, MachineState.STARTED, Duration.ofMinutes(1));
  }

  void stoppedMachine() {
    machine();
    seen.machines().stop(id);
    seen.machines().await(id, MachineState.STOPPED, Duration.ofMinutes(1));
  }

  void volume() {
    id = seen.volumes().create(v -> v.name("data").region("iad").sizeGb(1)).id();
  }

  /** Checks that a deletion which went through tells so: empty means that there was nothing. */
  void known(Optional<?> deleted) {
    assertThat(deleted).as("what was deleted").isPresent();
  }

  FlyEmulator.Counts counts() {
    return emulator.counts();
  }

  /** Counts the requests of an operation that took effect, whatever became of their replies. */
  int happened(String operation) {
    return (int)
            emulator.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .count()
        - keptOut;
  }

  @Override
  public void close() {
    emulator.faults().clear();
    if (lease != null) {
      lease.close();
    }
    emulator.close();
  }
}
