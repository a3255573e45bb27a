package dev.mcpfly.transport.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSON array and the one member of each that names it; the bytes stay where they
 * are. An element that is not an object, or that has two names, has none.
 */
public final class NamedElements {
  private final byte[] buf;
  private final List<int[]> spans = new ArrayList<>();
  private final List<@Nullable String> names = new ArrayList<>();
  private boolean array;

  private NamedElements(byte[] buf) {
    this.buf = buf;
  }

  /** Scans a value that was scanned before. */
  public static NamedElements scan(byte[] buf, int from, int to, String key) {
    NamedElements elements = new NamedElements(buf);
    JsonScanner scanner = new JsonScanner(buf, from, to, false);
    try {
      if (scanner.peek() == '[') {
        elements.array = true;
        scanner.pos++;
        while (scanner.peek() != ']') {
          elements.element(scanner, key);
          if (scanner.peek() == ',') {
            scanner.pos++;
          }
        }
      }
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(e);
    }
    return elements;
  }

  private void element(JsonScanner scanner, String key) throws MalformedMessageException {
    byte first = scanner.peek();
    int start = scanner.pos;
    String name = null;
    int found = 0;
    if (first == '{') {
      scanner.pos++;
      while (scanner.peek() != '}') {
        int keyStart = scanner.pos;
        scanner.string();
        boolean same = isKey(keyStart, scanner, key);
        scanner.expect(':');
        byte value = scanner.peek();
        int valueStart = scanner.pos;
        scanner.value();
        if (same) {
          found++;
          name = value == '"' ? Json.unquote(buf, valueStart, scanner.pos) : null;
        }
        if (scanner.peek() == ',') {
          scanner.pos++;
        }
      }
      scanner.pos++;
    } else {
      scanner.value();
    }
    spans.add(new int[] {start, scanner.pos});
    names.add(found == 1 ? name : null);
  }

  private boolean isKey(int start, JsonScanner scanner, String key) {
    if (scanner.escaped) {
      return Json.unquote(buf, start, scanner.pos).equals(key);
    }
    if (scanner.pos - start - 2 != key.length()) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (buf[start + 1 + i] != key.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the value is an array. */
  public boolean isArray() {
    return array;
  }

  /** Returns how many elements there are. */
  public int size() {
    return spans.size();
  }

  /** Returns the name of an element, or null if it has none. */
  public @Nullable String name(int index) {
    return names.get(index);
  }

  /** Returns the array with some of its elements only. */
  public byte[] only(boolean[] shown) {
    int length = 2;
    for (int i = 0; i < shown.length; i++) {
      length += shown[i] ? spans.get(i)[1] - spans.get(i)[0] + 1 : 0;
    }
    byte[] out = new byte[length];
    int at = 0;
    out[at++] = '[';
    for (int i = 0; i < shown.length; i++) {
      if (shown[i]) {
        if (at > 1) {
          out[at++] = ',';
        }
        int size = spans.get(i)[1] - spans.get(i)[0];
        System.arraycopy(buf, spans.get(i)[0], out, at, size);
        at += size;
      }
    }
    out[at++] = ']';
    return Arrays.copyOf(out, at);
  }
}
