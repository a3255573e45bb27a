package dev.mcpfly.config;

import com.google.errorprone.annotations.CheckReturnValue;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of an environment variable or header: a literal, or a reference that the client
 * resolves, which keeps the secret out of the file.
 *
 * <pre>{@code
 * McpServerEntry.http(uri).header("Authorization", ConfigValue.fromEnvironment("SLACK_TOKEN").after("Bearer "));
 * }</pre>
 *
 * <p>Immutable. {@link #toString()} never shows a literal.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ConfigValue {
  /** How a value is given. */
  public enum Kind {
    /** The value itself is in the file. */
    LITERAL,
    /** The file names an environment variable. */
    ENVIRONMENT,
    /**
     * The client asks for the value once and keeps it in its own secret store (VS Code's inputs).
     */
    PROMPT
  }

  private final Kind kind;
  private final String prefix;
  private final String content;
  private final String description;
  private final @Nullable String alternative;

  private ConfigValue(
      Kind kind, String prefix, String content, String description, @Nullable String alternative) {
    this.kind = kind;
    this.prefix = prefix;
    this.content = Objects.requireNonNull(content, "value");
    this.description = description;
    this.alternative = alternative;
  }

  /** Returns a literal value, which is written to the file unchanged. */
  public static ConfigValue literal(String value) {
    return new ConfigValue(Kind.LITERAL, "", value, "", null);
  }

  /** Returns the value of an environment variable of the client's process. */
  public static ConfigValue fromEnvironment(String variable) {
    return new ConfigValue(Kind.ENVIRONMENT, "", variable, "", null);
  }

  /**
   * Returns a value that the client asks for.
   *
   * @param id the name of the question, such as {@code slack-token}
   * @param description what the client shows when it asks
   */
  public static ConfigValue fromPrompt(String id, String description) {
    return new ConfigValue(
        Kind.PROMPT, "", id, Objects.requireNonNull(description, "description"), null);
  }

  /** Returns this value with a fixed text before it, such as {@code "Bearer "}. */
  public ConfigValue after(String text) {
    return kind == Kind.LITERAL
        ? literal(text + content)
        : new ConfigValue(kind, text + prefix, content, description, alternative);
  }

  /**
   * Returns this reference with a default for when the variable is not set. The default is written
   * to the file, so it must not be a secret. Few clients support defaults (Claude Code and Copilot
   * CLI do).
   *
   * @throws IllegalStateException unless this is {@link #fromEnvironment}
   * @throws IllegalArgumentException if the value holds a closing brace, which ends a reference
   */
  public ConfigValue orElse(String value) {
    if (kind != Kind.ENVIRONMENT) {
      throw new IllegalStateException("Only an environment variable can have a default");
    }
    if (value.indexOf('}') >= 0) {
      throw new IllegalArgumentException("The default must not contain a closing brace");
    }
    return new ConfigValue(kind, prefix, content, description, value);
  }

  /** Returns the default for when the variable is not set, if there is one. */
  public Optional<String> alternative() {
    return Optional.ofNullable(alternative);
  }

  /** Returns how the value is given. */
  public Kind kind() {
    return kind;
  }

  /** Returns the value, if it is a literal. */
  public Optional<String> literalValue() {
    return kind == Kind.LITERAL ? Optional.of(content) : Optional.empty();
  }

  /** Returns the environment variable or the prompt's id; for a literal, the literal itself. */
  String content() {
    return content;
  }

  /** Returns the name of the environment variable or of the prompt; empty for a literal. */
  public Optional<String> reference() {
    return kind == Kind.LITERAL ? Optional.empty() : Optional.of(content);
  }

  /** Returns the fixed text before a reference; empty for a literal. */
  public String prefix() {
    return prefix;
  }

  /** Returns what the client shows when it asks; empty unless this is a prompt. */
  public String description() {
    return description;
  }

  @Override
  public boolean equals(Object other) {
    // The description is for the eye: a client that forgets it has the same value.
    return other instanceof ConfigValue that
        && kind == that.kind
        && prefix.equals(that.prefix)
        && content.equals(that.content)
        && Objects.equals(alternative, that.alternative);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, prefix, content, alternative);
  }

  /** Returns the kind and the reference; a literal is hidden. */
  @Override
  public String toString() {
    return kind == Kind.LITERAL ? "****" : kind + "(" + content + ")";
  }
}
