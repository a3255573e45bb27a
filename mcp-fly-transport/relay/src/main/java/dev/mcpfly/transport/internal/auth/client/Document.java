package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.JsonMembers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An untrusted JSON object: what is missing or of another type counts as absent. */
final class Document {
  private final Map<String, String> members;

  private Document(Map<String, String> members) {
    this.members = members;
  }

  /** Reads a document, or returns null if it is not a JSON object. */
  static @Nullable Document parse(String text) {
    try {
      String json = text.strip();
      Map<String, String> members = JsonMembers.of(json);
      return json.startsWith("{") && json.endsWith("}") ? new Document(members) : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  @Nullable String text(String name) {
    try {
      return JsonMembers.text(members.get(name));
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Returns the strings of an array; a single string counts as one. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    String raw = members.get(name);
    try {
      String single = JsonMembers.text(raw);
      if (single != null) {
        texts.add(single);
      }
      for (String element : JsonMembers.elements(raw)) {
        String text = JsonMembers.text(element);
        if (text != null) {
          texts.add(text);
        }
      }
    } catch (RuntimeException e) {
      texts.clear();
    }
    return List.copyOf(texts);
  }

  boolean flag(String name) {
    return "true".equals(members.get(name));
  }

  /** Returns a whole number that is not negative, also one in a string; null for anything else. */
  @Nullable Long number(String name) {
    String raw = members.get(name);
    String text = raw == null ? "" : raw.startsWith("\"") ? String.valueOf(text(name)) : raw;
    if (text.matches("[0-9]{1,15}(\\.[0-9]{1,9})?")) {
      int dot = text.indexOf('.');
      return Long.parseLong(dot < 0 ? text : text.substring(0, dot));
    }
    return null;
  }

  /** Returns a URL, or null if there is none that can be read. */
  @Nullable URI uri(String name) {
    String text = text(name);
    if (text == null || text.isEmpty() || text.length() > 2000) {
      return null;
    }
    try {
      URI uri = new URI(text);
      return uri.getRawFragment() == null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
