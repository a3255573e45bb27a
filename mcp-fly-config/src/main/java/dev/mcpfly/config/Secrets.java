package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Hides what may be secret in texts that people read. */
final class Secrets {
  static final String HIDDEN = "****";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "token|secret|passw|api[-_]?key|access[-_]?key|private[-_]?key|auth|credential|cookie|bearer",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");
  private static final Pattern QUERY_VALUE = Pattern.compile("(?<=[?&][^=&#\\s]{1,100}=)[^&#\\s]+");

  private Secrets() {}

  /** Returns whether a member, option or header of this name usually holds a secret. */
  static boolean isSecretName(String name) {
    return SECRET_NAME.matcher(name).find();
  }

  /** Returns an address without its user information and the values of its query. */
  static String hideInUrl(String url) {
    return QUERY_VALUE.matcher(USER_INFO.matcher(url).replaceAll(HIDDEN)).replaceAll(HIDDEN);
  }

  /** Returns a command line without the values of options and headers that look secret. */
  static List<String> hideInArgs(List<String> args) {
    List<String> shown = new ArrayList<>(args.size());
    boolean hideNext = false;
    for (String arg : args) {
      int equals = arg.indexOf('=');
      int colon = arg.indexOf(':');
      if (hideNext) {
        shown.add(HIDDEN);
        hideNext = false;
      } else if (arg.contains("://")) {
        shown.add(hideInUrl(arg));
      } else if (equals > 0 && isSecretName(arg.substring(0, equals))) {
        shown.add(arg.substring(0, equals + 1) + HIDDEN);
      } else if (colon > 0 && isSecretName(arg.substring(0, colon))) {
        shown.add(arg.substring(0, colon + 1) + HIDDEN);
      } else {
        shown.add(arg);
        hideNext = arg.startsWith("-") && isSecretName(arg);
      }
    }
    return shown;
  }
}
