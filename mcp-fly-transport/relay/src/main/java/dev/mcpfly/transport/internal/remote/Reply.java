package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Text;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A finished HTTP response.
 *
 * @param body all of it, or empty if it was a stream whose events went to their handler
 * @param streamed whether the body was a stream
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and read by its only owner.
record Reply(int status, HttpHeaders headers, byte[] body, boolean streamed) {
  boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Whether the body claims to be JSON. */
  boolean isJson() {
    String type = mediaType(headers);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** Whether there is nothing in the body but white space. */
  boolean isEmpty() {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /** The pause that the server asks for, or null if it asks for none that makes sense. */
  @Nullable Duration retryAfter() {
    String text = headers.firstValue("Retry-After").orElse("").trim();
    boolean seconds = !text.isEmpty() && text.length() <= 6;
    for (int i = 0; i < text.length(); i++) {
      seconds &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return seconds ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  /** A few words of a body that is plain text, for a message to a person. */
  String excerpt() {
    if (!mediaType(headers).equals("text/plain")) {
      return "";
    }
    String text = Text.excerpt(body, 120);
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  static String mediaType(HttpHeaders headers) {
    String type = headers.firstValue("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }
}
