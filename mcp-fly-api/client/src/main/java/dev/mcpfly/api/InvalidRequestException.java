package dev.mcpfly.api;

import org.jspecify.annotations.Nullable;

/** Thrown when a request is invalid; it was not sent. */
public final class InvalidRequestException extends FlyException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String value;
  private final String rule;

  InvalidRequestException(String field, @Nullable Object value, String rule) {
    super(field + " " + rule + ", but was " + value + ".", Failure.NONE);
    this.field = field;
    this.value = String.valueOf(value);
    this.rule = rule;
  }

  /** Creates an exception whose message does not show the value. */
  InvalidRequestException(String field, String sentence) {
    super(sentence, Failure.NONE);
    this.field = field;
    this.value = "hidden";
    this.rule = sentence;
  }

  /** Returns the field in the API's spelling, {@code "guest.memory_mb"} for example. */
  public String field() {
    return field;
  }

  /** Returns the rejected value as text. */
  public String value() {
    return value;
  }

  /** Returns the rule that the value breaks. */
  public String rule() {
    return rule;
  }
}
