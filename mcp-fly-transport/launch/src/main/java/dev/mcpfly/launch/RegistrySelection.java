package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Selects a package or remote of a server: the requested one, or else the first that can be
 * launched of image, npm, PyPI and Go, NuGet, bundle; a remote if there is no package. Reads only
 * what the entry says, but for a bundle, whose inputs are in its file.
 */
final class RegistrySelection {
  static final String REMOTE = "remote";
  private static final String BUNDLE = "mcpb";

  /** Earlier is better; what is not named comes last. */
  private static final List<String> ORDER = List.of("oci", "npm", "pypi", "go", "nuget", BUNDLE);

  private final RegistryServer server;
  private final @Nullable RegistryPackage pack;
  private final @Nullable RegistryBundle bundle;
  private final List<String> notes;

  private RegistrySelection(
      RegistryServer server,
      @Nullable RegistryPackage pack,
      @Nullable RegistryBundle bundle,
      List<String> notes) {
    this.server = server;
    this.pack = pack;
    this.bundle = bundle;
    this.notes = List.copyOf(notes);
  }

  /**
   * Chooses.
   *
   * @param type that was asked for; empty to choose
   * @throws RegistryException if nothing can be launched; the sentence has the reasons
   */
  static RegistrySelection of(RegistryServer server, String type) {
    if (type.equals(REMOTE)) {
      return remote(server, List.of());
    }
    List<String> reasons = new ArrayList<>();
    List<RegistryPackage> usable = new ArrayList<>();
    for (JsonObject json : server.packages()) {
      String of =
          json.get("registryType") instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
      if (!type.isEmpty() && !type.equals(of)) {
        continue;
      }
      try {
        RegistryPackage read = RegistryPackage.read(json);
        if (!read.type().equals(BUNDLE)) {
          var unused = RegistryCommandLine.of(read, nothing(read));
        }
        usable.add(read);
      } catch (RegistryException e) {
        reasons.add((of.isEmpty() ? "a package" : Texts.shown(of)) + ": " + e.getMessage());
      }
    }
    // A stdio server needs no port that is right; the sort is stable otherwise.
    usable.sort(
        Comparator.comparing((RegistryPackage read) -> rank(read.type()))
            .thenComparing(read -> !read.isStdio()));
    if (!usable.isEmpty()) {
      RegistryPackage first = usable.get(0);
      RegistryBundle bundle =
          first.type().equals(BUNDLE) ? RegistryBundle.of(first, server.registry()) : null;
      return new RegistrySelection(server, first, bundle, alternatives(usable, server));
    }
    if (type.isEmpty() && server.isRemote()) {
      return remote(server, reasons);
    }
    throw new RegistryException(nothingToLaunch(server, type, reasons));
  }

  private static RegistrySelection remote(RegistryServer server, List<String> notes) {
    if (!server.isRemote()) {
      throw new RegistryException(
          "%s names no address at which it runs; leave out remote().".formatted(server.name()));
    }
    return new RegistrySelection(server, null, null, notes);
  }

  private static int rank(String type) {
    int place = ORDER.indexOf(type);
    return place < 0 ? ORDER.size() : place;
  }

  private static RegistryValues nothing(RegistryPackage pack) {
    return new RegistryValues(Map.of(), Set.of(), pack.variables(), pack.secretKeys());
  }

  private static List<String> alternatives(List<RegistryPackage> usable, RegistryServer server) {
    Set<String> others = new LinkedHashSet<>();
    usable.stream().skip(1).map(RegistryPackage::type).forEach(others::add);
    if (server.isRemote()) {
      others.add(REMOTE);
    }
    return others.isEmpty() ? List.of() : List.of("also offered as " + String.join(", ", others));
  }

  private static String nothingToLaunch(RegistryServer server, String type, List<String> reasons) {
    if (!reasons.isEmpty()) {
      return "%s %s cannot be launched. %s"
          .formatted(
              server.name(),
              Texts.shown(server.version()),
              Texts.excerpt(String.join(" ", reasons), 1500));
    }
    String there = Texts.excerpt(String.join(", ", server.packageTypes()), 200);
    return type.isEmpty()
        ? "%s %s has neither packages nor remotes, so there is nothing to launch."
            .formatted(server.name(), Texts.shown(server.version()))
        : "%s %s has no package of the type \"%s\"%s."
            .formatted(
                server.name(),
                Texts.shown(server.version()),
                Texts.shown(type),
                there.isEmpty() ? "" : "; it has " + there);
  }

  /** Returns what a launch asks for. */
  List<RegistryInput> inputs() {
    RegistryValues values = values(Map.of(), Set.of());
    var unused = derive(values);
    return List.copyOf(values.inputs());
  }

  /**
   * Derives what is run.
   *
   * @param inputs values that were given for this server, by the names of inputs
   * @param other values that were given in another way, which it may take
   * @param kept names of secrets that the app has already
   * @throws RegistryException if values are missing, all named at once; or wrong, or not known
   */
  RegistryRun run(
      Map<String, List<String>> inputs, Map<String, List<String>> other, Set<String> kept) {
    Map<String, List<String>> given = new HashMap<>(other);
    inputs.forEach((name, value) -> given.put(name.replaceFirst("^-+", ""), value));
    RegistryValues values = values(given, kept);
    RegistryRun run = derive(values);
    Set<String> unknown = new LinkedHashSet<>(values.unknown());
    unknown.removeAll(other.keySet());
    if (!unknown.isEmpty()) {
      Set<String> known =
          values.inputs().stream()
              .map(RegistryInput::name)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      throw new RegistryException(
          "%s takes no input \"%s\"; it takes %s."
              .formatted(
                  server.name(),
                  Texts.shown(unknown.iterator().next()),
                  known.isEmpty() ? "none" : Texts.excerpt(String.join(", ", known), 500)));
    }
    if (!values.missing().isEmpty()) {
      throw new RegistryException(missing(values.missing()));
    }
    return run.withNotes(notes);
  }

  private RegistryValues values(Map<String, List<String>> given, Set<String> kept) {
    RegistryPackage of = pack;
    if (of == null) {
      return new RegistryValues(
          given, kept, Map.of(), RegistryRemotes.secretKeys(server.remotes()));
    }
    return new RegistryValues(
        given, kept, of.variables(), bundle == null ? of.secretKeys() : bundle.secretKeys(of));
  }

  private RegistryRun derive(RegistryValues values) {
    RegistryPackage of = pack;
    if (of == null) {
      URI registry = server.registry().uri();
      return RegistryRemotes.of(server.remotes(), values, registry);
    }
    return bundle == null ? RegistryCommandLine.of(of, values) : bundle.run(of, values);
  }

  private String missing(Collection<RegistryInput> missing) {
    return "%s %s needs %s that %s not given: %s. Give each with input(\"%s\", ...)."
        .formatted(
            server.name(),
            Texts.shown(server.version()),
            Texts.count(missing.size(), "input"),
            missing.size() == 1 ? "was" : "were",
            missing.stream().map(RegistryInput::toString).collect(Collectors.joining("; ")),
            missing.iterator().next().name());
  }
}
