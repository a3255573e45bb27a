package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.cli.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads the rules and the audit log of {@code wrap} from its arguments and environment. */
final class RulesFlags {
  private static final String VARIABLE = "MCP_FLY_RULES_FILE";
  private static final String AUDIT = "MCP_FLY_AUDIT_FILE";
  private static final int LONGEST = 1 << 20;

  private RulesFlags() {}

  /**
   * Applies what is set to a relay.
   *
   * @throws IllegalArgumentException if the rules cannot be read
   */
  static void apply(CommandLine line, Map<String, String> environment, Relay.Builder relay) {
    relay.options().policy.secretsFrom(environment);
    String variable = environment.getOrDefault(VARIABLE, "").strip();
    String file = line.value("rules", variable);
    if (!file.isEmpty()) {
      relay.rules(read(Path.of(file)));
    }
    List<String> allow = line.values("allow-tool");
    List<String> deny = line.values("deny-tool");
    if (!allow.isEmpty() || !deny.isEmpty()) {
      relay.tools(t -> t.allow(allow.toArray(new String[0])).deny(deny.toArray(new String[0])));
    }
    String audit = line.value("audit", environment.getOrDefault(AUDIT, "").strip());
    if (!audit.isEmpty()) {
      relay.audit(Path.of(audit));
    }
    if (line.flag("audit-contents")) {
      relay.auditContents(true);
    }
  }

  private static RelayRules read(Path file) {
    String what = "The rules file " + Text.excerpt(file.toString());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(what + " does not exist.");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          what + " cannot be read; it must be a file, and this user may read it.", e);
    }
    if (bytes.length > LONGEST) {
      throw new IllegalArgumentException(what + " is longer than " + LONGEST + " bytes.");
    }
    try {
      return RelayRules.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + " cannot be used. " + e.getMessage(), e);
    }
  }
}
