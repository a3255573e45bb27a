package dev.mcpfly.api.emulator;

/**
 * The number of resources in an emulator at one moment, counted from its state and not through its
 * API.
 *
 * @param apps apps, also those that are being deleted
 * @param machines machines that are not destroyed
 * @param started machines whose state is {@code started}
 * @param volumes volumes that are not destroyed
 * @param ips IP assignments
 * @param secrets app secrets
 * @param secretKeys secret keys
 * @param certificates hostnames with a certificate
 * @param leases leases that have not expired
 */
public record EmulatorCounts(
    int apps,
    int machines,
    int started,
    int volumes,
    int ips,
    int secrets,
    int secretKeys,
    int certificates,
    int leases) {

  /** Returns whether nothing is left: no app, and therefore nothing inside one. */
  public boolean isEmpty() {
    return equals(new EmulatorCounts(0, 0, 0, 0, 0, 0, 0, 0, 0));
  }
}
