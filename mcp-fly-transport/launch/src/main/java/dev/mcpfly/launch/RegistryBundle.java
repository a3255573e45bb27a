package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An MCPB bundle: a zip with a manifest. It is opened only once its SHA-256 is the one that the
 * entry says. Immutable.
 */
final class RegistryBundle {
  /** Where its files are in the image. */
  static final String PLACE = "/opt/mcp-server";

  private static final int MAX_DOWNLOAD = 128 << 20;
  private static final int MAX_MANIFEST = 1 << 20;
  private static final String PYTHON_IMAGE = "docker.io/library/python:3.13-slim";
  private static final String UV_IMAGE = "ghcr.io/astral-sh/uv:python3.12-bookworm-slim";
  private static final String NODE_IMAGE = "docker.io/library/node:22-slim";
  private static final String BINARY_IMAGE = "docker.io/library/debian:stable-slim";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_/][A-Za-z0-9_.-]*)}");
  private static final Pattern USER_CONFIG =
      Pattern.compile("\\$\\{user_config\\.([A-Za-z0-9_-]+)}");

  private final JsonObject manifest;
  private final Map<String, BundleZip.Content> files;

  private RegistryBundle(JsonObject manifest, Map<String, BundleZip.Content> files) {
    this.manifest = manifest;
    this.files = files;
  }

  /**
   * Downloads, verifies and opens one.
   *
   * @throws RegistryException if it is not what the entry says, or cannot be run
   */
  static RegistryBundle of(RegistryPackage pack, McpRegistry registry) {
    if (!pack.sha256().matches("[0-9a-f]{64}")) {
      throw new RegistryException(
          "The bundle has no SHA-256 (fileSha256) by which it could be verified; it is not"
              + " downloaded.");
    }
    URI uri;
    try {
      uri = URI.create(pack.identifier());
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          "The bundle's address \"%s\" is not a URL.".formatted(Texts.shown(pack.identifier())));
    }
    byte[] zip = registry.http().file(uri, "the bundle", MAX_DOWNLOAD, registry.uri());
    String actual = sha256(zip);
    if (!actual.equals(pack.sha256())) {
      throw new RegistryException(
          "The bundle has the SHA-256 %s, but the registry says %s; it was not opened."
              .formatted(actual, pack.sha256()));
    }
    return open(zip);
  }

  static RegistryBundle open(byte[] zip) {
    Map<String, BundleZip.Content> files = BundleZip.read(zip);
    BundleZip.Content text = files.get("manifest.json");
    if (text == null) {
      throw new RegistryException("The bundle has no manifest.json, so it cannot be run.");
    }
    if (text.bytes().length > MAX_MANIFEST) {
      throw new RegistryException(
          "The bundle's manifest.json has %d bytes; at most %d are accepted."
              .formatted(text.bytes().length, MAX_MANIFEST));
    }
    return new RegistryBundle(
        RegistryHttp.parse(
            new String(text.bytes(), StandardCharsets.UTF_8), "The bundle's manifest"),
        files);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Returns the names whose values are secret wherever they are used. */
  Set<String> secretKeys(RegistryPackage pack) {
    Set<String> keys = pack.secretKeys();
    if (manifest.get("user_config") instanceof JsonObject config) {
      for (Map.Entry<String, @Nullable Object> each : config.asMap().entrySet()) {
        if (each.getValue() instanceof JsonObject of && Boolean.TRUE.equals(of.get("sensitive"))) {
          keys.add(each.getKey());
        }
      }
    }
    return keys;
  }

  /**
   * Derives what is run.
   *
   * @param values that were given; it collects what is missing
   */
  RegistryRun run(RegistryPackage pack, RegistryValues values) {
    try {
      return new Derivation(pack, values).run();
    } catch (JsonException e) {
      throw new RegistryException(
          "The bundle's manifest is not valid (%s)."
              .formatted(Texts.excerpt(String.valueOf(e.getMessage()), 200)));
    }
  }

  /** One derivation, with the values that it has found. */
  private final class Derivation {
    private final RegistryPackage pack;
    private final RegistryValues values;
    private final RegistryWords words;
    private final Map<String, RegistryField> fields = new LinkedHashMap<>();
    private final Map<String, Boolean> multiple = new LinkedHashMap<>();
    private final Set<String> usedInputs = new HashSet<>();
    private int arguments;

    Derivation(RegistryPackage pack, RegistryValues values) {
      this.pack = pack;
      this.values = values;
      this.words = new RegistryWords(values);
      readUserConfig();
    }

    private void readUserConfig() {
      JsonObject config = manifest.object("user_config");
      if (config == null) {
        return;
      }
      RegistryField.atMost(config.asMap().size(), "inputs", "user_config");
      for (String key : config.asMap().keySet()) {
        JsonObject each = config.object(key);
        JsonObject of = each == null ? JsonObject.empty() : each;
        Object otherwise = of.get("default");
        String type = of.text("type", "string");
        String format =
            switch (type) {
              case "number", "boolean" -> type;
              case "file", "directory" -> "filepath";
              default -> "string";
            };
        String description = of.text("description", of.text("title", ""));
        @Nullable String usual =
            otherwise == null || otherwise instanceof List || otherwise.toString().contains("${")
                ? null
                : otherwise.toString();
        JsonObject input =
            JsonObject.of("description", description)
                .with("isRequired", of.flag("required", false))
                .with("isSecret", of.flag("sensitive", false))
                .with("format", format)
                .with("default", usual);
        fields.put(key, RegistryField.read(RegistryField.checkedKey(key), input));
        multiple.put(key, of.flag("multiple", false));
      }
    }

    RegistryRun run() {
      JsonObject server = manifest.object("server");
      if (server == null) {
        throw new RegistryException("The bundle's manifest has no server, so it cannot be run.");
      }
      String type = server.text("type", "").toLowerCase(Locale.ROOT);
      String image =
          switch (type) {
            case "node" -> NODE_IMAGE;
            case "python" -> PYTHON_IMAGE;
            case "uv" -> UV_IMAGE;
            case "binary" -> BINARY_IMAGE;
            default ->
                throw new RegistryException(
                    "The bundle's server is of the type \"%s\"; only node, python, uv and binary are known."
                        .formatted(Texts.shown(type)));
          };
      if (!pack.isStdio()) {
        throw new RegistryException(
            "The bundle's transport is not stdio, the only one that bundles support.");
      }
      String entry = server.text("entry_point", "");
      Config config = Config.of(server, type, entry);
      if (type.equals("binary") && !isElf(config.command())) {
        throw new RegistryException(
            "The bundle's program is not one for Linux, so it cannot run in a machine.");
      }
      List<String> command = new ArrayList<>(List.of(literal(config.command())));
      config.args().forEach(arg -> command.addAll(argument(arg)));
      config.env().forEach(this::variable);
      pack.environment().forEach(words::variable);
      // What nothing uses is asked for all the same: the manifest says that the server needs it.
      fields.values().stream()
          .filter(field -> field.isRequired() && !usedInputs.contains(field.key()))
          .forEach(field -> values.fill(field, multiple(field), field.key()));
      Map<String, BundleZip.Content> placed = new LinkedHashMap<>();
      files.forEach((path, content) -> placed.put(PLACE + "/" + path, content));
      return new RegistryRun(
          "mcpb",
          command,
          image,
          null,
          words.environment(),
          words.secrets(),
          placed,
          null,
          List.of("the bundle's files are at " + PLACE));
    }

    private boolean multiple(RegistryField field) {
      return multiple.getOrDefault(field.key(), false);
    }

    /**
     * Returns an argument; one that is nothing but an input with several values becomes several.
     */
    private List<String> argument(String text) {
      Matcher whole = USER_CONFIG.matcher(text);
      if (whole.matches()) {
        RegistryField field = field(whole.group(1));
        return words.of(new RegistryArgument("", multiple(field), field, field.key()));
      }
      RegistryField field = template("bundle_" + ++arguments, text);
      return words.of(new RegistryArgument("", false, field, ""));
    }

    private void variable(String name, String text) {
      words.variable(RegistryPackage.checkedVariable(name), template(name, text));
    }

    private String literal(String text) {
      return words.literal(String.valueOf(template("command", text).value()));
    }

    /** Returns the text as the rest of this package spells templates. */
    private RegistryField template(String key, String text) {
      Map<String, RegistryField> used = new LinkedHashMap<>();
      String value =
          VARIABLE
              .matcher(RegistryField.checkedText(text, key))
              .replaceAll(
                  match -> {
                    String name = match.group(1);
                    if (name.startsWith("user_config.")) {
                      RegistryField field = field(name.substring("user_config.".length()));
                      used.put(field.key(), field);
                      return Matcher.quoteReplacement("{" + field.key() + "}");
                    }
                    return Matcher.quoteReplacement(place(name));
                  });
      if (used.isEmpty()) {
        return new RegistryField(key, "", false, false, "string", value, null, List.of(), Map.of());
      }
      return new RegistryField(key, "", false, false, "string", value, null, List.of(), used);
    }

    private RegistryField field(String key) {
      RegistryField field = fields.get(key);
      if (field == null) {
        throw new RegistryException(
            "The bundle's command uses the input \"%s\", which its manifest does not declare."
                .formatted(Texts.shown(key)));
      }
      usedInputs.add(key);
      return field;
    }

    private String place(String name) {
      return switch (name) {
        case "__dirname" -> PLACE;
        case "HOME" -> "/root";
        case "DESKTOP" -> "/root/Desktop";
        case "DOCUMENTS" -> "/root/Documents";
        case "DOWNLOADS" -> "/root/Downloads";
        case "pathSeparator", "/" -> "/";
        default ->
            throw new RegistryException(
                "The bundle's command uses ${%s}, which is not known."
                    .formatted(Texts.shown(name)));
      };
    }
  }

  /** The program with its arguments and variables, as Linux is to start it. */
  private record Config(String command, List<String> args, Map<String, String> env) {
    static Config of(JsonObject server, String type, String entry) {
      JsonObject config = server.object("mcp_config");
      if (config == null) {
        if (!type.equals("uv") || entry.isEmpty()) {
          throw new RegistryException(
              "The bundle's manifest does not say how its server is started (mcp_config).");
        }
        return new Config("uv", List.of("run", "--directory", "${__dirname}", entry), Map.of());
      }
      JsonObject overrides = config.object("platform_overrides");
      @Nullable JsonObject linux = overrides == null ? null : overrides.object("linux");
      String command = config.text("command", "");
      List<String> args = config.texts("args");
      Map<String, String> env = config.textMap("env");
      if (linux != null) {
        command = linux.text("command", command);
        args = linux.has("args") ? linux.texts("args") : args;
        env = linux.has("env") ? linux.textMap("env") : env;
      }
      if (command.isBlank()) {
        throw new RegistryException("The bundle's manifest names no program to start.");
      }
      return new Config(command, args, env);
    }
  }

  /** Returns whether a program of the bundle is one for Linux; others cannot be looked at. */
  private boolean isElf(String command) {
    String path = command.replaceFirst("^\\$\\{__dirname}[/\\\\]*", "").replaceFirst("^\\./", "");
    BundleZip.Content content = files.get(path);
    return content == null
        ? !command.startsWith("${__dirname}") && !command.toLowerCase(Locale.ROOT).endsWith(".exe")
        : content.bytes().length > 3
            && ((content.bytes()[0] == 0x7f && content.bytes()[1] == 'E')
                || (content.bytes()[0] == '#' && content.bytes()[1] == '!'));
  }
}
