package dev.mcpfly.image;

import dev.mcpfly.image.WrapOptions.Part;
import dev.mcpfly.image.internal.setup.SetupLines;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the wrapper of a server, and describes the resulting image. */
final class WrapPlanner {
  private static final String PLACE = "/opt/mcp-fly";
  private static final String JRE = PLACE + "/jre";
  static final String JAR = PLACE + "/relay.jar";
  private static final String FLYCTL = "/usr/bin/flyctl";
  private static final String FLYCTL_HOME = PLACE + "/flyctl";

  private final RegistryClient client;
  private final ImageReference image;
  private final WrapOptions options;

  WrapPlanner(RegistryClient client, ImageReference image, WrapOptions options) {
    this.client = client;
    this.image = image;
    this.options = options;
  }

  /**
   * A wrapper that fits: the assembly with its files, the command in front of the server, words for
   * it, and what the files are.
   */
  private record Choice(
      ServerImage.Wrapper wrapper,
      ImageAssembly assembly,
      List<String> front,
      String words,
      List<String> ingredients) {}

  ServerImage.Plan plan() {
    Base base = new Base(client, client.image(image, options.platform), options.platform);
    Base.Command command = base.command(options.command);
    SetupLines setup = SetupLines.parse(options.setup, base.image().config().env());
    if (!setup.commands().isEmpty() && !base.hasShell()) {
      throw new ImageException(
          Reason.UNSUITABLE_BASE,
          base.image()
              + " has no /bin/sh, so setup lines cannot run in it: leave them out, or use an image"
              + " with a shell.");
    }
    ImageAssembly start = ImageAssembly.from(base.image().reference()).platform(options.platform);
    Choice choice = choose(base, start);

    List<String> entrypoint = new ArrayList<>();
    ImageAssembly assembly = choice.assembly();
    if (!setup.commands().isEmpty()) {
      assembly = assembly.layer(files -> files.file(SetupLines.PLACE, setup.script(), 0755));
      entrypoint.addAll(List.of("/bin/sh", SetupLines.PLACE));
    }
    entrypoint.addAll(choice.front());
    entrypoint.addAll(command.entrypoint());
    for (var variable : setup.env().entrySet()) {
      assembly = assembly.env(variable.getKey(), variable.getValue());
    }
    for (var variable : options.env.entrySet()) {
      assembly = assembly.env(variable.getKey(), variable.getValue());
    }
    assembly =
        assembly
            .entrypoint(entrypoint)
            .cmd(command.arguments())
            .expose(String.valueOf(options.port));
    if (!options.files.isEmpty()) {
      assembly = assembly.layer(this::addFiles).label(WrappedReader.FILES, "last layer");
    }
    return new ServerImage.Plan(
        client,
        base.image().reference(),
        choice.wrapper(),
        options.port,
        assembly,
        lines(base, choice, command, setup),
        fingerprint(base, choice, entrypoint, command, setup));
  }

  private void addFiles(ImageAssembly.Layer layer) {
    options.files.forEach((path, file) -> layer.file(path, file.content(), file.mode()));
  }

  private List<String> lines(Base base, Choice choice, Base.Command command, SetupLines setup) {
    List<String> words = new ArrayList<>(command.entrypoint());
    words.addAll(command.arguments());
    List<String> lines = new ArrayList<>();
    lines.add("base: " + base.image() + " for " + options.platform);
    lines.add("server: " + String.join(" ", words));
    if (!setup.commands().isEmpty()) {
      lines.add(
          "setup: " + setup.commands().size() + " command(s) at each start, before the server");
    }
    if (!options.files.isEmpty()) {
      lines.add("files: " + options.files.size() + " that are put in");
    }
    lines.add("wrapper: " + choice.words());
    lines.add(
        "serves: "
            + (choice.wrapper().streamableHttp() ? "Streamable HTTP" : "flyctl's dialect")
            + " at port "
            + options.port
            + ", path "
            + choice.wrapper().path());
    return lines;
  }

  /** Returns a hash of everything that determines the image's content. */
  private String fingerprint(
      Base base, Choice choice, List<String> entrypoint, Base.Command command, SetupLines setup) {
    List<String> parts = new ArrayList<>(choice.ingredients());
    parts.add(base.image().toString());
    parts.add(options.platform.toString());
    parts.add(String.valueOf(options.port));
    parts.add(setup.script());
    parts.addAll(entrypoint);
    parts.add("cmd");
    parts.addAll(command.arguments());
    setup.env().forEach((name, value) -> parts.add(name + "=" + value));
    options.env.forEach((name, value) -> parts.add(name + "=" + value));
    options.files.forEach(
        (path, file) -> parts.add(path + " " + file.mode() + " " + Digest.sha256(file.content())));
    StringBuilder text = new StringBuilder();
    // Lengths keep ["ab", "c"] and ["a", "bc"] apart.
    parts.forEach(part -> text.append(part.length()).append(':').append(part));
    return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private Choice choose(Base base, ImageAssembly start) {
    ServerImage.Wrapper wanted = options.wrapper.orElse(null);
    if (wanted == ServerImage.Wrapper.FLYCTL) {
      return flyctl(base, start);
    }
    ServerImage.CLibrary library = base.cLibrary();
    if (wanted == ServerImage.Wrapper.RELAY) {
      if (library == ServerImage.CLibrary.NONE) {
        throw new ImageException(
            Reason.UNSUITABLE_BASE,
            base.image()
                + " has "
                + library
                + " for "
                + options.platform
                + ", so the relay cannot run in it: choose flyctl's wrap, which is static, or"
                + " another image.");
      }
      return relay(start, library);
    }
    if (library == ServerImage.CLibrary.NONE) {
      return flyctl(base, start);
    }
    try {
      return relay(start, library);
    } catch (ImageException noJre) {
      if (noJre.reason() != Reason.NO_PLATFORM && noJre.reason() != Reason.NOT_FOUND) {
        throw noJre;
      }
      try {
        return flyctl(base, start);
      } catch (ImageException noFlyctl) {
        noFlyctl.addSuppressed(noJre);
        throw new ImageException(
            Reason.UNSUITABLE_BASE,
            base.image()
                + " ("
                + library
                + ", "
                + options.platform
                + ") fits no wrapper: "
                + noJre.getMessage()
                + " "
                + noFlyctl.getMessage(),
            noFlyctl);
      }
    }
  }

  private Choice relay(ImageAssembly start, ServerImage.CLibrary library) {
    Part jre = library == ServerImage.CLibrary.MUSL ? options.muslJre : options.glibcJre;
    RemoteImage source = client.image(jre.image(), options.platform);
    byte[] jar =
        options.relayJar.orElseThrow(
            () ->
                new ImageException(
                    Reason.BAD_INPUT,
                    "The relay's wrapper needs the relay's jar: name it with relayJar(...)."));
    ImageAssembly assembly =
        start
            .copyFrom(source.reference(), jre.path(), JRE)
            .layer(files -> files.file(JAR, jar, 0644));
    List<String> front = new ArrayList<>(RelayFile.javaCommand(JRE + "/bin/java", JAR));
    front.addAll(List.of("wrap", "--host", "0.0.0.0", "--port", String.valueOf(options.port)));
    if (options.unauthenticated) {
      front.add("--allow-anyone");
    }
    front.add("--");
    return new Choice(
        ServerImage.Wrapper.RELAY,
        assembly,
        front,
        "relay, on the JRE for " + library + " in " + source,
        List.of(source + jre.path(), Digest.sha256(jar).toString()));
  }

  private Choice flyctl(Base base, ImageAssembly start) {
    Optional<String> there = base.flyctl();
    @Nullable RemoteImage source =
        there.isPresent() ? null : client.image(options.flyctl.image(), options.platform);
    ImageAssembly assembly = start;
    if (source != null) {
      assembly =
          start
              .copyFrom(source.reference(), options.flyctl.path(), FLYCTL)
              // flyctl wants to write its settings, and not every image has a home or a user who
              // may.
              .layer(files -> files.directory(FLYCTL_HOME, 01777))
              .env("FLY_CONFIG_DIR", FLYCTL_HOME);
    }
    List<String> front = new ArrayList<>(List.of(there.orElse(FLYCTL), "mcp", "wrap"));
    if (options.port != 8080) {
      front.addAll(List.of("--port", String.valueOf(options.port)));
    }
    front.add("--");
    return new Choice(
        ServerImage.Wrapper.FLYCTL,
        assembly,
        front,
        "flyctl, " + (source == null ? "which the base has" : "from " + source),
        source == null ? List.of() : List.of(source + options.flyctl.path()));
  }
}
