package dev.mcpfly.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Warns about peculiarities of a client that keep a change from taking effect. */
final class ClientWarnings {
  private static final int LONGEST_SCRIPT = 1 << 20;

  private final ClientConfig config;
  private final ClientDefinition definition;

  ClientWarnings(ClientConfig config) {
    this.config = config;
    this.definition = config.definition();
  }

  List<String> of(List<EditOperation> operations) {
    List<String> warnings = new ArrayList<>();
    List<EditOperation> puts =
        operations.stream().filter(EditOperation.Put.class::isInstance).toList();
    if (!puts.isEmpty() && !definition.discontinued.isEmpty()) {
      warnings.add(definition.displayName + " is discontinued: " + definition.discontinued + ".");
    }
    puts.forEach(put -> script(put.name()).ifPresent(warnings::add));
    return warnings;
  }

  /** Returns a warning if a script beside the file defines a server of this name too. */
  private Optional<String> script(String name) {
    for (String file : definition.scripts) {
      Path script = config.path().resolveSibling(file);
      if (defines(script, name)) {
        return Optional.of(
            definition.displayName
                + " takes \""
                + Visible.name(name)
                + "\" from "
                + script
                + ", which overrides the one in "
                + config.path()
                + ". Remove it there.");
      }
    }
    return Optional.empty();
  }

  private static boolean defines(Path script, String name) {
    if (!Files.isRegularFile(script)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(script)) {
      String text = new String(in.readNBytes(LONGEST_SCRIPT), StandardCharsets.UTF_8);
      return Pattern.compile(
              "(?m)^[^#\\r\\n]*\\bmcp[ \\t]+add[ \\t]([^\\r\\n]*[ \\t])?[\"']?"
                  + Pattern.quote(name)
                  + "[\"']?([ \\t;&|\\\\]|$)")
          .matcher(text)
          .find();
    } catch (IOException e) {
      return false; // what cannot be read is nothing to warn of
    }
  }
}
