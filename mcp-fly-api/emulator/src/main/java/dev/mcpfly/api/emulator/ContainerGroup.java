package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The containers of one machine, which share its network. They start in the order of their
 * dependencies; when one ends on its own, the machine ends too. Commands run in the first.
 */
final class ContainerGroup implements EmulatedProcess {
  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 25;
  private static final int CONNECT_MILLIS = 1000;

  /** In the order in which they were started. */
  private final Map<String, EmulatedProcess> running =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final String first;
  private final CompletableFuture<Integer> firstExit = new CompletableFuture<>();
  private final CompletableFuture<Integer> exit = firstExit.thenApply(this::endOthers);
  private volatile boolean stopping;

  private ContainerGroup(String first) {
    this.first = first;
  }

  /**
   * Starts containers.
   *
   * @throws IOException if one of them cannot be started; the others are then stopped
   */
  static EmulatedProcess start(MachineRuntime runtime, List<ContainerSpec> containers)
      throws IOException {
    if (containers.size() == 1) {
      return runtime.start(containers.get(0).spec());
    }
    ContainerGroup group = new ContainerGroup(containers.get(0).name());
    try {
      group.startAll(runtime, containers);
      if (group.firstExit.isDone()) {
        group.stop("SIGKILL", Duration.ZERO); // one has ended while others were started
      }
      return group;
    } catch (IOException | RuntimeException e) {
      group.stop("SIGKILL", Duration.ZERO);
      throw e;
    }
  }

  private void startAll(MachineRuntime runtime, List<ContainerSpec> containers) throws IOException {
    List<ContainerSpec> waiting = new ArrayList<>(containers);
    while (!waiting.isEmpty()) {
      ContainerSpec next =
          waiting.stream()
              .filter(container -> running.keySet().containsAll(container.dependsOn().keySet()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IOException(
                          "the container "
                              + waiting.get(0).name()
                              + " depends on a container that does not exist, or on itself"));
      waiting.remove(next);
      for (ContainerSpec other : containers) {
        if (next.dependsOn().getOrDefault(other.name(), false)) {
          awaitHealth(other);
        }
      }
      EmulatedProcess process = runtime.start(next.spec());
      running.put(next.name(), process);
      var unused = process.exit().thenAccept(firstExit::complete);
    }
  }

  private void awaitHealth(ContainerSpec container) throws IOException {
    EmulatedProcess process = running.get(container.name());
    long end = System.nanoTime() + HEALTHY_WITHIN.toNanos();
    while (container.checkedPort() > 0 && process != null && !listens(process, container)) {
      if (process.exit().isDone() || System.nanoTime() > end) {
        throw new IOException("the container " + container.name() + " did not become healthy");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the containers started", e);
      }
    }
  }

  private static boolean listens(EmulatedProcess process, ContainerSpec container) {
    Optional<InetSocketAddress> address = process.address(container.checkedPort());
    if (address.isEmpty()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(address.get(), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return all().stream().flatMap(process -> process.address(internalPort).stream()).findFirst();
  }

  private List<EmulatedProcess> all() {
    synchronized (running) {
      return new ArrayList<>(running.values());
    }
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  private int endOthers(int code) {
    if (!stopping) {
      stop("SIGKILL", Duration.ZERO);
    }
    return code;
  }

  @Override
  public void stop(String signal, Duration timeout) {
    stopping = true;
    List<EmulatedProcess> lastFirst = all();
    Collections.reverse(lastFirst);
    lastFirst.forEach(process -> process.stop(signal, timeout));
  }

  @Override
  public void signal(String signal) {
    all().forEach(process -> process.signal(signal));
  }

  @Override
  public void suspend() {
    all().forEach(EmulatedProcess::suspend);
  }

  @Override
  public void resume() {
    all().forEach(EmulatedProcess::resume);
  }

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) throws IOException {
    EmulatedProcess process = running.get(first);
    if (process == null) {
      throw new IOException("the container " + first + " does not run");
    }
    return process.exec(command, stdin, timeout);
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    return all().stream().flatMap(process -> process.processes().stream()).toList();
  }
}
