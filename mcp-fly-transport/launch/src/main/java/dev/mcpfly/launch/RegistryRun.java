package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a registry entry runs, with the given values filled in. Immutable; no text form shows a
 * secret.
 *
 * @param type of the package, or {@code remote}
 * @param command what is run, with references to secrets; empty for an image's own
 * @param image in which it is run; null for the wrapper image
 * @param http where a server that speaks HTTP itself answers in the machine; null for stdio
 * @param environment variables that are not secret
 * @param secrets by the names of the server's variables
 * @param files that go into the image, by path
 * @param remote where it runs already; null for what is launched
 * @param notes what a person should know of it, each in a line
 */
record RegistryRun(
    String type,
    List<String> command,
    @Nullable String image,
    @Nullable Http http,
    Map<String, String> environment,
    Map<String, String> secrets,
    Map<String, BundleZip.Content> files,
    @Nullable Remote remote,
    List<String> notes) {
  RegistryRun {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    notes = List.copyOf(notes);
  }

  /** Returns this run with more notes, which come before its own. */
  RegistryRun withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new RegistryRun(type, command, image, http, environment, secrets, files, remote, all);
  }

  /**
   * A server that speaks HTTP itself.
   *
   * @param port in the machine
   * @param path where clients connect
   * @param isSse whether it speaks the older HTTP with SSE
   */
  record Http(int port, String path, boolean isSse) {}

  /**
   * A server that runs elsewhere.
   *
   * @param uri its address
   * @param isSse whether it speaks the older HTTP with SSE
   * @param headers that requests carry; values may be secret
   */
  record Remote(java.net.URI uri, boolean isSse, Map<String, String> headers) {
    Remote {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    @Override
    public String toString() {
      return "Remote[%s, headers %s]".formatted(uri, headers.keySet());
    }
  }

  @Override
  public String toString() {
    return "RegistryRun[%s, %s, image %s, secrets %s]"
        .formatted(type, command, image, secrets.keySet());
  }
}
