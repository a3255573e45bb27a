package dev.mcpfly.transport;

/** A relay in a separate process, in front of a server that ends for nothing but KILL. */
final class KilledRelayMain {
  private KilledRelayMain() {}

  public static void main(String[] arguments) throws Exception {
    String stubborn = "trap '' TERM HUP; echo $$ >&2; while :; do sleep 1; done";
    Relay.stdio("/bin/sh", "-c", stubborn).port(0).stderr(System.out::println).start();
    Thread.sleep(Long.MAX_VALUE);
  }
}
