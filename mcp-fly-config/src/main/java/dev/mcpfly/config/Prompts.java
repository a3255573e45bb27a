package dev.mcpfly.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The questions that a client asks for the values of an entry (VS Code's inputs). */
final class Prompts {
  private Prompts() {}

  /** Returns a question with its id. */
  static Map<String, Object> question(ConfigValue value) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("type", "promptString");
    question.put("id", value.content());
    question.put("description", value.description());
    question.put("password", true);
    return question;
  }
}
