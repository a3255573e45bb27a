package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.transport.RelayRules;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** The rules file of a machine after an update. */
final class UpdatedRules {
  private UpdatedRules() {}

  /**
   * Returns the content of the file.
   *
   * @param there the configuration of the machine or container that has the file
   * @throws LaunchException if it has none, so that nothing would read it
   * @throws InvalidLaunchException if the new rules are not valid
   */
  static byte[] of(JsonObject there, UnaryOperator<RelayRules> change) {
    String former =
        there.objects("files").stream()
            .filter(file -> file.text("guest_path", "").equals(LaunchRules.PLACE))
            .map(file -> file.text("raw_value", ""))
            .findFirst()
            .orElseThrow(
                () ->
                    new LaunchException(
                        "The deployment has no rules to change; launch again with tools(...),"
                            + " callerLimits(...) or user(...) instead.",
                        null));
    try {
      byte[] json = Base64.getDecoder().decode(former);
      return LaunchRules.file(
          Given.value(
              "the changed rules",
              change.apply(RelayRules.parse(new String(json, StandardCharsets.UTF_8)))));
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }
}
