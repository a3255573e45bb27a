package dev.mcpfly.launch;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of packages with their versions, as their runners accept them. A name can be nothing else
 * than a name: no option, path, address or range.
 */
final class PackageNames {
  private static final Pattern NPM =
      Pattern.compile(
          "(?:@[A-Za-z0-9~][A-Za-z0-9._~-]{0,213}/)?[A-Za-z0-9~][A-Za-z0-9._~-]{0,213}");

  private static final Pattern PYPI =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?");
  private static final Pattern NUGET =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_])?");

  private static final Pattern GO =
      Pattern.compile("[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9-]+)+(?:/[A-Za-z0-9_][A-Za-z0-9._~-]*)+");

  private static final Pattern VERSION = Pattern.compile("v?[0-9][A-Za-z0-9.+!_-]{0,254}");

  /** The usual registry of each type, by its host. */
  private static final Map<String, Set<String>> USUAL =
      Map.of(
          "npm", Set.of("registry.npmjs.org", "registry.npmjs.com"),
          "pypi", Set.of("pypi.org", "pypi.python.org"),
          "nuget", Set.of("api.nuget.org", "nuget.org", "www.nuget.org"),
          "go", Set.of("proxy.golang.org", "pkg.go.dev"));

  private PackageNames() {}

  static String npm(RegistryPackage pack) {
    return name(pack, NPM) + "@" + version(pack);
  }

  static String pypi(RegistryPackage pack) {
    return name(pack, PYPI) + "==" + version(pack);
  }

  static String nuget(RegistryPackage pack) {
    return name(pack, NUGET) + "@" + version(pack);
  }

  static String go(RegistryPackage pack) {
    String version = version(pack);
    return name(pack, GO) + "@" + (version.startsWith("v") ? version : "v" + version);
  }

  /** Returns an image's reference; older entries have host and tag beside it. */
  static String oci(RegistryPackage pack) {
    String image = pack.identifier();
    if (!image.matches("[a-z0-9][A-Za-z0-9._/:@-]{0,400}")
        || (image.contains("@") && !image.matches("[^@]+@sha256:[0-9a-f]{64}"))) {
      throw new RegistryException(
          "\"%s\" is not an image; it must be host/name:tag, without a user or a scheme."
              .formatted(Texts.shown(image.replaceFirst("^[^@/]*:[^@/]*@", "***@"))));
    }
    boolean tagged = image.contains("@") || image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
    String reference = image;
    if (!tagged && !pack.version().isEmpty()) {
      if (!pack.version().matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")) {
        throw badVersion(pack);
      }
      reference = image + ":" + pack.version();
    }
    String host = pack.baseUrl().isEmpty() ? "" : host(pack.baseUrl());
    String first = image.substring(0, Math.max(0, image.indexOf('/')));
    boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return host.isEmpty() || hasHost ? reference : host + "/" + reference;
  }

  private static String name(RegistryPackage pack, Pattern pattern) {
    String name = pack.identifier();
    if (!pattern.matcher(name).matches() || name.contains("..")) {
      throw new RegistryException(
          "\"%s\" is not the name of a package of the type %s; it must not be an option, path, address or range."
              .formatted(Texts.shown(name), pack.type()));
    }
    return name;
  }

  private static String version(RegistryPackage pack) {
    if (!VERSION.matcher(pack.version()).matches()) {
      throw badVersion(pack);
    }
    return pack.version();
  }

  private static RegistryException badVersion(RegistryPackage pack) {
    return new RegistryException(
        pack.version().isEmpty()
            ? "The package %s has no version, so what is launched cannot be pinned; launch it with command(...) instead."
                .formatted(Texts.shown(pack.identifier()))
            : "\"%s\" is not one exact version of the package %s, so what is launched cannot be pinned."
                .formatted(Texts.shown(pack.version()), Texts.shown(pack.identifier())));
  }

  /**
   * Checks that the package is where its runner looks for it.
   *
   * @throws RegistryException if it is elsewhere
   */
  static void checkBaseUrl(RegistryPackage pack) {
    Set<String> usual = USUAL.get(pack.type());
    if (usual == null || pack.baseUrl().isEmpty()) {
      return;
    }
    String host = host(pack.baseUrl());
    if (!usual.contains(host)) {
      throw new RegistryException(
          "The package is in another registry, \"%s\", which its runner does not use; launch it with command(...) and that registry's option."
              .formatted(Texts.shown(host)));
    }
  }

  private static String host(String url) {
    try {
      URI uri = URI.create(url.contains("://") ? url : "https://" + url);
      if (uri.getHost() != null && uri.getRawUserInfo() == null) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getHost().toLowerCase(Locale.ROOT) + port;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new RegistryException(
        "The package's registryBaseUrl is not the address of a registry; it must be https with a"
            + " host and without a user.");
  }
}
