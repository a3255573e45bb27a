package dev.mcpfly.launch;

import dev.mcpfly.image.internal.setup.SetupLines;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server finds where it runs, be that a machine or a container.
 *
 * @param environment its variables, without secrets
 * @param files guest path to content
 * @param secretFiles guest path to the secret that is the content
 */
record ServerContent(
    Map<String, String> environment, Map<String, byte[]> files, Map<String, String> secretFiles) {
  static ServerContent of(ServerDesign design) {
    ServerContent content =
        new ServerContent(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    if (design.source() instanceof ServerSource.Http http) {
      content.environment.put("PORT", String.valueOf(http.port()));
    } else if (design.source() instanceof ServerSource.Wrapped wrapped) {
      SetupLines setup = wrapped.setup();
      content.environment.putAll(setup.env());
      if (!setup.commands().isEmpty()) {
        content.files.put(SetupLines.PLACE, setup.script().getBytes(StandardCharsets.UTF_8));
      }
    }
    if (design.guard() == DeploymentRecord.Guard.WRAPPER) {
      content.environment.putAll(design.secrets().authorization().environment());
    }
    content.environment.putAll(ManyMachines.environment(design));
    content.environment.putAll(design.asked().machine().environment());
    for (ServerFile file : design.asked().machine().files()) {
      byte[] bytes = file.read();
      if (bytes != null) {
        content.files.put(file.guestPath(), bytes);
      } else if (file.secretName() != null) {
        // A secret of this launch, or one that the app has.
        String name = file.secretName();
        content.secretFiles.put(
            file.guestPath(),
            design.secrets().variables().contains(name) ? design.secretName(name) : name);
      }
    }
    return content;
  }
}
