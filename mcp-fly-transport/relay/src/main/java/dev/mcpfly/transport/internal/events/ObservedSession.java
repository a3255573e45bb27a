package dev.mcpfly.transport.internal.events;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session as observers see it. Thread-safe. */
public final class ObservedSession {
  private final String label;
  private final String principal;
  private final String transport;
  private final long openedAt = System.nanoTime();
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Makes a session.
   *
   * @param id its id, of which only a digest is kept: who knows the id may use the session
   */
  public ObservedSession(String id, String principal, String transport) {
    this.label = digest(id);
    this.principal = principal;
    this.transport = transport;
  }

  private static String digest(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells that the session is open, once. */
  public void opened(Observer observer, String version) {
    if (told.compareAndSet(false, true)) {
      observer.sessionOpened(this, version);
    }
  }

  /** Tells that the session is over, once, if it was ever open. */
  public void ended(Observer observer) {
    if (told.get() && ended.compareAndSet(false, true)) {
      observer.sessionEnded(this);
    }
  }

  /** Returns what tells the session from others. */
  public String label() {
    return label;
  }

  /** Returns whose it is. */
  public String principal() {
    return principal;
  }

  /** Returns how it is served. */
  public String transport() {
    return transport;
  }

  /** Returns how long it has lasted. */
  public long nanos() {
    return System.nanoTime() - openedAt;
  }
}
