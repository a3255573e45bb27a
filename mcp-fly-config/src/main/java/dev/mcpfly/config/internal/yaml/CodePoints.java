package dev.mcpfly.config.internal.yaml;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Turns the parser's code point positions into offsets. */
final class CodePoints {
  private final int @Nullable [] offsets;

  CodePoints(String text) {
    int points = text.codePointCount(0, text.length());
    if (points == text.length()) {
      offsets = null;
      return;
    }
    offsets = new int[points + 1];
    for (int i = 0, at = 0; i < points; i++) {
      offsets[i] = at;
      at += Character.charCount(text.codePointAt(at));
    }
    offsets[points] = text.length();
  }

  int of(Mark mark) {
    return of(mark.getIndex());
  }

  int of(int point) {
    return offsets == null ? point : offsets[Math.min(point, offsets.length - 1)];
  }
}
