package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Text;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A finished HTTP response.
 *
 * @param sent the headers of the request, which hold credentials
 * @param body all of it, or empty if it was a stream whose events went to their handler
 * @param streamed whether the body was a stream
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and read by its only owner.
record Reply(int status, HttpHeaders sent, HttpHeaders headers, byte[] body, boolean streamed) {
  private static final int SHORTEST_SECRET = 4;
  private static final Set<String> PUBLIC =
      Set.of("accept", "accept-encoding", "content-type", "user-agent", "last-event-id");

  boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Returns whether the body claims to be JSON. */
  boolean isJson() {
    String type = mediaType(headers);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** Returns whether there is nothing in the body but white space. */
  boolean isEmpty() {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Returns the pause that the server asks for, or null if it asks for none that makes sense. */
  @Nullable Duration retryAfter() {
    String text = headers.firstValue("Retry-After").orElse("").trim();
    boolean seconds = !text.isEmpty() && text.length() <= 6;
    for (int i = 0; i < text.length(); i++) {
      seconds &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return seconds ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  /** Returns a few words of the body for a message to a person, or an empty string. */
  String excerpt() {
    String text = withoutCredentials(said());
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private String said() {
    return isJson()
        ? Reason.of(body)
        : mediaType(headers).equals("text/plain")
            ? Text.excerpt(new String(body, StandardCharsets.UTF_8))
            : "";
  }

  /** Returns the text without what the request had in its headers: some servers send that back. */
  private String withoutCredentials(String text) {
    String masked = text;
    for (Map.Entry<String, List<String>> header : sent.map().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!PUBLIC.contains(name) && !name.startsWith("mcp-")) {
        for (String value : header.getValue()) {
          for (String secret : secrets(name, value)) {
            masked = masked(masked, secret);
          }
        }
      }
    }
    return masked;
  }

  /** Returns what a header's value gives away, in whole and in its parts, longest first. */
  private static List<String> secrets(String name, String value) {
    List<String> secrets = new ArrayList<>();
    secrets.add(value);
    String credentials = value.substring(value.indexOf(' ') + 1);
    secrets.add(credentials);
    if (name.equals("cookie")) {
      for (String pair : value.split("; *", -1)) {
        secrets.add(pair.substring(pair.indexOf('=') + 1));
      }
    } else if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        secrets.add(pair);
        secrets.add(pair.substring(pair.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        // Not what it says it is.
      }
    }
    return secrets;
  }

  private static String masked(String text, String secret) {
    if (secret.length() < SHORTEST_SECRET) {
      return text;
    }
    String masked = text.replace(secret, "****");
    // What was cut off may have been the rest of it.
    for (int length = secret.length() - 1; length >= SHORTEST_SECRET; length--) {
      String beginning = secret.substring(0, length);
      if (masked.endsWith(beginning + "…")) {
        return masked.substring(0, masked.length() - length - 1) + "****";
      }
    }
    return masked;
  }

  static String mediaType(HttpHeaders headers) {
    String type = headers.firstValue("Content-Type").orElse("");
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }
}
