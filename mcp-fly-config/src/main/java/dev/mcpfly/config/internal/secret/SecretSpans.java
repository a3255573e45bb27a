package dev.mcpfly.config.internal.secret;

import dev.mcpfly.config.internal.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The parts of one text that are not to be shown. */
public final class SecretSpans {
  private final List<Span> spans = new ArrayList<>();

  /** Adds a part; ignores an empty one. */
  public void add(int from, int to) {
    if (to > from) {
      spans.add(new Span(from, to));
    }
  }

  void addAll(SecretSpans others, int offset) {
    others.spans.forEach(span -> add(span.start() + offset, span.end() + offset));
  }

  /** Adds those of other parts, in order and apart, that reach into a range. */
  public void addWithin(List<Span> merged, int from, int to) {
    int low = 0;
    int high = merged.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (merged.get(middle).end() <= from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low; i < merged.size() && merged.get(i).start() < to; i++) {
      spans.add(merged.get(i));
    }
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }

  /** Returns the parts in order, with those joined that touch. */
  public List<Span> merged() {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingInt(Span::start));
    List<Span> merged = new ArrayList<>(sorted.size());
    for (Span span : sorted) {
      Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && span.start() <= last.end()) {
        merged.set(merged.size() - 1, new Span(last.start(), Math.max(last.end(), span.end())));
      } else {
        merged.add(span);
      }
    }
    return merged;
  }

  /** Returns a part of the text with the secrets hidden. */
  public String hide(String text, int from, int to) {
    StringBuilder out = new StringBuilder(to - from);
    int pos = from;
    for (Span span : merged()) {
      int start = Math.max(span.start(), from);
      int end = Math.min(span.end(), to);
      if (start >= end) {
        continue;
      }
      out.append(text, pos, start).append(Secrets.HIDDEN);
      if (span.end() > to && text.charAt(to - 1) == '\n') {
        out.append('\n'); // the secret goes on in the next line
      }
      pos = end;
    }
    return out.append(text, pos, to).toString();
  }

  /** Returns the text with the secrets hidden. */
  public String hide(String text) {
    return hide(text, 0, text.length());
  }
}
