package dev.mcpfly.transport.internal.policy;

/** What a server offers by name. */
public enum NameKind {
  TOOL("tool", "tools"),
  PROMPT("prompt", "prompts"),
  RESOURCE("resource", "resources");

  private final String singular;
  private final String plural;

  NameKind(String singular, String plural) {
    this.singular = singular;
    this.plural = plural;
  }

  /** Returns whether a rule's pattern is about a name, as it is when rules are enforced. */
  public boolean matches(String pattern, String name) {
    return NameFilter.matches(this, pattern, name);
  }

  /** Returns what one of them is called: {@code tool}. */
  public String singular() {
    return singular;
  }

  /** Returns what several are called, which is also the member of rules files: {@code tools}. */
  public String plural() {
    return plural;
  }
}
