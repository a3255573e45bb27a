package dev.mcpfly.launch;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy has to know of a deployment before it can be applied.
 *
 * @param publicUrl the root of the address at which clients reach it; empty if it is not known yet
 * @param server the name under which clients know the server
 * @param kept variables of the earlier launch's secrets, whose values are not known
 * @param token the bearer token of an earlier launch that clients still have
 */
record Resolution(
    Optional<URI> publicUrl, String server, Set<String> kept, Optional<Authorization> token) {
  /** Returns the resolution for a new deployment at an address that is not known yet. */
  static Resolution ofNew(String server) {
    return new Resolution(Optional.empty(), server, Set.of(), Optional.empty());
  }

  Resolution {
    kept = Set.copyOf(kept);
  }
}
