package dev.mcpfly.api.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends one request and collects the whole reply, without retries. */
public interface Transport {
  /**
   * Sends a request and waits for the last byte of its reply, on the calling thread. Whatever ends
   * the wait early also ends the exchange and frees its connection.
   *
   * @param timeout how long all of it may take; positive
   * @throws IOException if there is no complete reply, also after a timeout
   * @throws InterruptedException if the thread is interrupted before or meanwhile
   */
  Reply send(Request request, Duration timeout) throws IOException, InterruptedException;

  /** Returns what is thrown when a reply is not complete in time. */
  static IOException late(Duration timeout, Exception cause) {
    return new IOException("no complete reply within " + timeout, cause);
  }

  /** One request. */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      byte @Nullable [] body,
      int maxBody,
      int maxErrorBody) {}

  /**
   * One reply: at most {@code maxBody} bytes.
   *
   * @param headers by names in lower case, or in a case-insensitive map
   * @param truncated whether the body was longer; only error bodies are cut
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
  record Reply(int status, Map<String, List<String>> headers, byte[] body, boolean truncated) {
    /** Returns the first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
      List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
      return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
  }
}
