package dev.mcpfly.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A mutable {@link McpServerEntry} under construction. */
final class EntryDraft {
  McpServerEntry.Transport transport;
  List<String> command = List.of();
  String url = "";
  final Map<String, ConfigValue> env = new LinkedHashMap<>();
  final Map<String, ConfigValue> headers = new LinkedHashMap<>();
  @Nullable String workingDirectory;
  @Nullable Boolean enabled;
  @Nullable Duration timeout;
  List<String> autoApproved = List.of();
  McpServerEntry.@Nullable SignIn signIn;
  final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

  EntryDraft(McpServerEntry.Transport transport) {
    this.transport = transport;
  }

  EntryDraft(McpServerEntry entry) {
    transport = entry.transport();
    entry.command().ifPresent(program -> command(program, entry.args()));
    url = entry.url().orElse("");
    env.putAll(entry.env());
    headers.putAll(entry.headers());
    workingDirectory = entry.workingDirectory().orElse(null);
    enabled = entry.enabled().orElse(null);
    timeout = entry.timeout().orElse(null);
    autoApproved = entry.autoApproved();
    signIn = entry.oauth().orElse(null);
    unknown.putAll(entry.unknown());
  }

  @CanIgnoreReturnValue
  EntryDraft command(String program, List<String> args) {
    List<String> all = new ArrayList<>(args.size() + 1);
    all.add(Objects.requireNonNull(program, "command"));
    all.addAll(args);
    command = all;
    return this;
  }

  @CanIgnoreReturnValue
  EntryDraft url(String endpoint) {
    url = endpoint;
    return this;
  }

  McpServerEntry build() {
    return new McpServerEntry(this);
  }
}
