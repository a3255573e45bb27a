package dev.mcpfly.api;

import java.util.Optional;
import java.util.function.Supplier;

/** Translates "not found" for deletes and look-ups. */
final class Absence {
  private Absence() {}

  /** Runs a delete; true unless the thing was not there. */
  static boolean of(Runnable delete) {
    try {
      delete.run();
      return true;
    } catch (NotFoundException e) {
      // After a lost reply, "not there" is what an earlier attempt brought about.
      return e.outcomeUnknown();
    }
  }

  /** Runs a read; empty if the thing is not there. */
  static <T> Optional<T> find(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }
}
