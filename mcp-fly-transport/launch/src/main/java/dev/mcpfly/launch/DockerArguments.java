package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the runtime arguments of an image, which repeat a line of {@code docker run}: variables are
 * taken, what belongs to docker alone is left out, and anything else is refused.
 */
final class DockerArguments {
  private static final Set<String> LEFT_OUT =
      Set.of("run", "-i", "-t", "-it", "-ti", "--interactive", "--tty", "--rm", "--init", "true");

  private static final Set<String> VARIABLE = Set.of("-e", "--env");
  private static final Set<String> PORT = Set.of("-p", "--publish");
  private static final Set<String> NETWORK = Set.of("--network", "--net");

  private final String image;
  private final RegistryWords words;
  private final List<String> notes;

  DockerArguments(String image, RegistryWords words, List<String> notes) {
    this.image = image;
    this.words = words;
    this.notes = notes;
  }

  /**
   * Reads them.
   *
   * @throws RegistryException if one has no meaning on Fly
   */
  void read(List<RegistryArgument> arguments) {
    String pending = "";
    List<RegistryArgument> all = new ArrayList<>(arguments);
    for (RegistryArgument argument : all) {
      if (argument.isNamed()) {
        read(argument.name(), argument.field());
        continue;
      }
      String text = argument.isFixed() ? String.valueOf(argument.field().value()) : "";
      if (!pending.isEmpty()) {
        read(pending, argument.field());
        pending = "";
      } else if (VARIABLE.contains(text) || PORT.contains(text) || NETWORK.contains(text)) {
        pending = text;
      } else if (!LEFT_OUT.contains(text) && !isImage(text)) {
        throw refused(text.isEmpty() ? argument.field().key() : text);
      }
    }
  }

  private void read(String option, RegistryField field) {
    if (VARIABLE.contains(option)) {
      variable(field);
    } else if (NETWORK.contains(option)) {
      notes.add("docker's option " + option + " is left out: the machine has its own network");
    } else if (!LEFT_OUT.contains(option) && !PORT.contains(option)) {
      throw refused(option);
    }
  }

  private void variable(RegistryField field) {
    String text = field.value();
    if (text == null) {
      throw new RegistryException(
          "The image has a runtime argument -e without the name of a variable.");
    }
    int equals = text.indexOf('=');
    String name = RegistryPackage.checkedVariable(equals < 0 ? text : text.substring(0, equals));
    RegistryField value =
        new RegistryField(
            name,
            field.description(),
            field.isRequired() || equals < 0,
            field.isSecret(),
            field.format(),
            equals < 0 ? null : text.substring(equals + 1),
            field.defaultValue(),
            field.choices(),
            field.variables());
    words.variable(name, value);
  }

  /** The image, in whatever version. */
  private boolean isImage(String text) {
    return !text.isEmpty() && repository(text).equals(repository(image));
  }

  private static String repository(String reference) {
    String path = reference.replaceFirst("@.*", "");
    int colon = path.indexOf(':', path.lastIndexOf('/') + 1);
    path = colon < 0 ? path : path.substring(0, colon);
    return path.replaceFirst("^docker\\.io/", "");
  }

  private static RegistryException refused(String option) {
    return new RegistryException(
        "The image needs docker's option \"%s\", which a machine on Fly cannot give it; launch the image with image(...) and the volume(...) or file(...) that it needs."
            .formatted(Texts.shown(option)));
  }
}
