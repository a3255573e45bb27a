package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.json.JsonBlock.Item;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an edited text again and compares it with the one before: the requested entry must have its
 * new value, and every other entry and everything around the container must have the same
 * characters as before.
 *
 * <p>Compares characters, not values, so a huge text needs no second copy of its values.
 */
final class JsonCheck {
  /** The value of an entry that is gone. */
  static final Object GONE = new Object();

  private static final Container MEMBERS = Container.map(List.of());

  private final JsonScanner before;
  private final JsonScanner after;
  private final Container container;

  private JsonCheck(JsonScanner before, String after, Container container) {
    this.before = before;
    this.after = before.over(after);
    this.container = container;
  }

  /**
   * Returns the edited text if this is all that changed.
   *
   * @param name the entry's name before the edit
   * @param newName its name after the edit
   * @param value its value after the edit (in a list, with the member that holds its name), or
   *     {@link #GONE}
   * @throws TextFormatException if the edited text says anything else
   */
  static String verified(
      JsonScanner before,
      String after,
      Container container,
      String name,
      String newName,
      @Nullable Object value) {
    boolean asAsked;
    try {
      asAsked = new JsonCheck(before, after, container).isAsAsked(name, newName, value);
    } catch (TextFormatException e) {
      asAsked = false;
    }
    if (!asAsked) {
      throw refusal(before, container, name);
    }
    return after;
  }

  /** Returns the error for an edit that would change anything else, at the entry's place. */
  static TextFormatException refusal(JsonScanner before, Container container, String name) {
    JsonBlock block = JsonContainers.block(before, container);
    int index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    int at = block == null ? 0 : index < 0 ? block.open : block.items.get(index).start();
    return before.error(at, "this is written in a way that cannot be edited in place");
  }

  private boolean isAsAsked(String name, String newName, @Nullable Object value) {
    JsonBlock old = JsonContainers.root(before);
    JsonBlock now = JsonContainers.root(after);
    List<String> path = container.path();
    for (int depth = 0; depth < path.size() && old != null; depth++) {
      String key = path.get(depth);
      JsonBlock inner = inner(old, key);
      if (inner == null) {
        return value != GONE
            && isOnlyChange(
                old,
                now,
                MEMBERS,
                key,
                key,
                nested(path.subList(depth + 1, path.size()), container, newName, value));
      }
      old = inner;
      now = now == null ? null : inner(now, key);
    }
    if (old == null && !path.isEmpty()) {
      String key = path.get(0);
      return value != GONE
          && isOnlyChange(
              null,
              now,
              MEMBERS,
              key,
              key,
              nested(path.subList(1, path.size()), container, newName, value));
    }
    return isOnlyChange(old, now, container, name, newName, value);
  }

  private static Object nested(
      List<String> keys, Container container, String name, @Nullable Object value) {
    return JsonContainers.nest(keys, container, name, Objects.requireNonNull(value));
  }

  private static @Nullable JsonBlock inner(JsonBlock block, String key) {
    Item item = block.member(key);
    if (item == null) {
      return null;
    }
    char c = block.scanner.at(item.valueStart());
    return c == '{' || c == '[' ? JsonBlock.at(block.scanner, item.valueStart()) : null;
  }

  /** Returns whether all that changed in a block, and around it, is one item. */
  private boolean isOnlyChange(
      @Nullable JsonBlock old,
      @Nullable JsonBlock now,
      Container where,
      String name,
      String newName,
      @Nullable Object value) {
    if (now == null || (old != null && !sameAround(old, now))) {
      return false;
    }
    int edited = JsonContainers.indexOf(now, where, newName);
    if (value == GONE ? edited >= 0 : edited < 0) {
      return false;
    }
    List<Item> others = old == null ? List.of() : new ArrayList<>(old.items);
    if (old != null && value == GONE) {
      others.removeIf(item -> JsonContainers.name(old, item, where).equals(name));
    } else if (old != null && JsonContainers.indexOf(old, where, name) >= 0) {
      others.remove(JsonContainers.indexOf(old, where, name));
    }
    List<Item> othersNow = new ArrayList<>(now.items);
    if (edited >= 0) {
      othersNow.remove(edited);
    }
    return sameItems(others, othersNow)
        && (value == GONE
            || Trees.equal(JsonTree.of(after, now.items.get(edited).valueStart()), value));
  }

  private static boolean sameAround(JsonBlock old, JsonBlock now) {
    int tail = old.text.length() - old.close;
    return old.open == now.open
        && tail == now.text.length() - now.close
        && old.text.regionMatches(0, now.text, 0, old.open)
        && old.text.regionMatches(old.close, now.text, now.close, tail);
  }

  private boolean sameItems(List<Item> old, List<Item> now) {
    if (old.size() != now.size()) {
      return false;
    }
    for (int i = 0; i < old.size(); i++) {
      Item a = old.get(i);
      Item b = now.get(i);
      int length = a.valueEnd() - a.start();
      if (length != b.valueEnd() - b.start()
          || !before.text.regionMatches(a.start(), after.text, b.start(), length)) {
        return false;
      }
    }
    return true;
  }
}
