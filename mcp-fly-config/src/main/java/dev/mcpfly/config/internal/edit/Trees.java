package dev.mcpfly.config.internal.edit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares and copies plain trees of maps, lists, strings, numbers, booleans and nulls. */
public final class Trees {
  private Trees() {}

  /** Returns whether two trees mean the same: maps in any order, numbers by value. */
  public static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return equalMaps(left, right);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return equalLists(left, right);
    }
    if (a instanceof Number left && b instanceof Number right) {
      return equalNumbers(left, right);
    }
    return a.equals(b);
  }

  /**
   * Returns a tree with another one over it: maps are merged key by key, of anything else the
   * stronger one stays.
   */
  public static @Nullable Object merged(@Nullable Object weaker, @Nullable Object stronger) {
    if (!(weaker instanceof Map<?, ?> below) || !(stronger instanceof Map<?, ?> above)) {
      return stronger;
    }
    Map<Object, @Nullable Object> merged = new LinkedHashMap<>(below);
    above.forEach((key, value) -> merged.put(key, merged(below.get(key), value)));
    return merged;
  }

  private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<?, ?> member : left.entrySet()) {
      if (!right.containsKey(member.getKey())
          || !equal(member.getValue(), right.get(member.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalNumbers(Number left, Number right) {
    if (!isFinite(left) || !isFinite(right)) {
      return Double.compare(left.doubleValue(), right.doubleValue()) == 0;
    }
    return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString())) == 0;
  }

  /** Returns whether the number is neither infinite nor NaN. */
  public static boolean isFinite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  /** Returns a deep copy whose maps and lists can be changed. */
  public static @Nullable Object copy(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
      return copy;
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      list.forEach(item -> copy.add(copy(item)));
      return copy;
    }
    return tree;
  }

  /**
   * Refuses a string that no file can hold.
   *
   * @throws IllegalArgumentException if half of a surrogate pair is missing
   */
  public static void requireText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "a string has an unpaired surrogate at index " + i + ", which no file can hold");
      }
    }
  }
}
