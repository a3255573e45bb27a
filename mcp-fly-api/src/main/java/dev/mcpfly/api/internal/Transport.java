package dev.mcpfly.api.internal;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends one request and collects the whole reply, without retries and without a deadline. */
public interface Transport {
  /**
   * Starts a request. Cancelling the future ends the exchange and frees its connection.
   *
   * @return completed with the reply, or with the {@link java.io.IOException} that prevented it
   */
  CompletableFuture<Reply> send(Request request);

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
