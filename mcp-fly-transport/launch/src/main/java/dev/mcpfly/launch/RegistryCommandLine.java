package dev.mcpfly.launch;

import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives from a package what is run: a list of words that no shell reads, or an image. What the
 * entry says goes where a publisher's words belong, and nowhere else.
 */
final class RegistryCommandLine {
  private static final String NODE_IMAGE = "docker.io/library/node:22-slim";
  private static final String UV_IMAGE = "ghcr.io/astral-sh/uv:python3.12-bookworm-slim";
  private static final String DOTNET_IMAGE = "mcr.microsoft.com/dotnet/sdk:10.0";
  private static final String GO_IMAGE = "docker.io/library/golang:latest";

  private final RegistryPackage pack;
  private final RegistryValues values;
  private final RegistryWords words;
  private final List<String> notes = new ArrayList<>();

  private RegistryCommandLine(RegistryPackage pack, RegistryValues values) {
    this.pack = pack;
    this.values = values;
    this.words = new RegistryWords(values);
  }

  /**
   * Derives.
   *
   * @param values that were given; it collects what is missing
   * @throws RegistryException if the package cannot be launched
   */
  static RegistryRun of(RegistryPackage pack, RegistryValues values) {
    return new RegistryCommandLine(pack, values).derive();
  }

  private RegistryRun derive() {
    PackageNames.checkBaseUrl(pack);
    return switch (pack.type()) {
      case "npm" -> run(NODE_IMAGE, npx());
      case "pypi" -> run(UV_IMAGE, uvx());
      case "nuget" -> inImage(DOTNET_IMAGE, dnx());
      case "go" -> run(GO_IMAGE, go());
      case "oci" -> image();
      case "cargo" ->
          throw new RegistryException(
              "Packages of cargo have no runner that starts them by their name; build an image and"
                  + " launch it with image(...).");
      default ->
          throw new RegistryException(
              "The package is of the type \"%s\", which cannot be launched."
                  .formatted(pack.type()));
    };
  }

  private List<String> npx() {
    String spec = PackageNames.npm(pack);
    RunnerOptions.Checked options = RunnerOptions.NPX.check(pack.runtimeArguments(), words);
    List<String> command = new ArrayList<>(List.of("npx", "-y"));
    command.addAll(options.words());
    command.add(spec);
    command.addAll(packageWords(options.wrapsPackage()));
    return command;
  }

  private List<String> uvx() {
    String spec = PackageNames.pypi(pack);
    RunnerOptions.Checked options = RunnerOptions.UVX.check(pack.runtimeArguments(), words);
    List<String> command = new ArrayList<>(List.of("uvx"));
    command.addAll(options.words());
    command.add(spec);
    command.addAll(packageWords(options.wrapsPackage()));
    return command;
  }

  private List<String> dnx() {
    String spec = PackageNames.nuget(pack);
    RunnerOptions.Checked options = RunnerOptions.DNX.check(pack.runtimeArguments(), words);
    List<String> command = new ArrayList<>(List.of("dnx"));
    command.addAll(options.words());
    command.addAll(List.of(spec, "--yes"));
    List<String> arguments = packageWords(false);
    if (!arguments.isEmpty()) {
      command.add("--");
      command.addAll(arguments);
    }
    return command;
  }

  private List<String> go() {
    String spec = PackageNames.go(pack);
    RunnerOptions.Checked options = RunnerOptions.GO.check(pack.runtimeArguments(), words);
    List<String> command = new ArrayList<>(List.of("go", "run"));
    command.addAll(options.words());
    command.add(spec);
    command.addAll(packageWords(false));
    return command;
  }

  /**
   * Returns the words of the package's own arguments.
   *
   * @param beginsWithProgram whether the first must be the name of a program in the package
   */
  private List<String> packageWords(boolean beginsWithProgram) {
    preferVariables();
    List<RegistryArgument> arguments = pack.packageArguments();
    if (beginsWithProgram
        && (arguments.isEmpty()
            || arguments.get(0).isNamed()
            || !arguments.get(0).isFixed()
            || !String.valueOf(arguments.get(0).field().value()).matches("[A-Za-z0-9_][\\w.-]*"))) {
      throw new RegistryException(
          "The package does not say which of its programs is started; its first argument must be"
              + " that name.");
    }
    List<String> all = new ArrayList<>();
    String leftOut = "";
    for (RegistryArgument argument : arguments) {
      List<String> of = words.of(argument);
      if (!argument.isNamed()) {
        if (of.isEmpty()) {
          leftOut = argument.field().key();
        } else if (!leftOut.isEmpty() && !argument.isFixed() && values.missing().isEmpty()) {
          throw new RegistryException(
              "\"%s\" cannot be given without \"%s\", which comes before it; give both."
                  .formatted(argument.field().key(), leftOut));
        }
      }
      all.addAll(of);
    }
    return all;
  }

  /** Prefers the variable for a secret that can be either an argument or a variable. */
  private void preferVariables() {
    for (RegistryArgument argument : pack.packageArguments()) {
      RegistryField field = argument.field();
      if (!argument.isNamed() || field.value() != null || !values.has(field.key())) {
        continue;
      }
      List<RegistryField> same =
          pack.environment().stream()
              .filter(variable -> variable.isSecret() && variable.value() == null)
              .filter(variable -> folded(variable.key()).endsWith(folded(field.key())))
              .toList();
      if (same.size() == 1 && !values.has(same.get(0).key())) {
        values.move(field.key(), same.get(0).key());
      }
    }
  }

  private static String folded(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(java.util.Locale.ROOT);
  }

  private void variables() {
    pack.environment().forEach(words::variable);
  }

  /** Returns a command of the wrapper image, or of one that serves HTTP itself. */
  private RegistryRun run(String imageOfItsOwn, List<String> command) {
    return pack.isStdio() ? done(command, null) : inImage(imageOfItsOwn, command);
  }

  private RegistryRun inImage(String image, List<String> command) {
    return done(command, image);
  }

  private RegistryRun image() {
    String reference = PackageNames.oci(pack);
    try {
      var unused = ServerImage.of(reference);
    } catch (ImageException e) {
      throw new RegistryException(
          "The package's image cannot be used: %s"
              .formatted(Texts.excerpt(String.valueOf(e.getMessage()), 300)));
    }
    new DockerArguments(reference, words, notes).read(pack.runtimeArguments());
    List<String> arguments = packageWords(false);
    if (words.hasSecretWords()) {
      throw new RegistryException(
          "The image takes a secret as an argument, which would be readable in the machine's"
              + " configuration, and not every image has a shell that could fill it in; launch it"
              + " with image(...) and a variable.");
    }
    if (!References.in(arguments).isEmpty()) {
      throw new RegistryException(
          "An argument of the image has a text like ${NAME}, which would be filled in; launch it"
              + " with image(...).");
    }
    return done(arguments, reference);
  }

  private RegistryRun done(List<String> command, @Nullable String image) {
    variables();
    return new RegistryRun(
        pack.type(),
        command,
        image,
        pack.isStdio() ? null : http(),
        words.environment(),
        words.secrets(),
        Map.of(),
        null,
        notes);
  }

  /** Returns where the server answers: the port and the path of the transport's URL. */
  private RegistryRun.Http http() {
    List<String> open = new ArrayList<>();
    String text =
        RegistryTemplate.filled(
            pack.url(),
            name -> {
              String value = words.seen(name);
              if (value == null) {
                open.add(name);
              }
              return value;
            });
    boolean sse = pack.transport().equals("sse");
    if (!values.missing().isEmpty()) {
      return new RegistryRun.Http(1, "/", sse); // it is asked for first
    }
    if (!open.isEmpty()) {
      throw new RegistryException(
          "The server's address inside the machine needs a value for \"%s\"; give it with input(...)."
              .formatted(Texts.shown(open.get(0))));
    }
    try {
      URI uri = URI.create(text);
      int port = uri.getPort() > 0 ? uri.getPort() : 80;
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      if (uri.getHost() == null || port > 65535 || path.length() > 1000) {
        throw new IllegalArgumentException("no host");
      }
      notes.add("the server must listen on all addresses of the machine, at port " + port);
      return new RegistryRun.Http(port, path, sse);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          "The server's address inside the machine, \"%s\", is not a URL with a port and a path."
              .formatted(Texts.shown(text)));
    }
  }
}
