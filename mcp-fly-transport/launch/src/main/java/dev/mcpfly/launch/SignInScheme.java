package dev.mcpfly.launch;

/** Spells how people sign in to a deployment, for its record. */
final class SignInScheme {
  /** People sign in to the deployment itself. */
  private static final String LOGIN = "oauth";

  /** People sign in to another authorization server. */
  private static final String ISSUER = "issuer";

  private static final String WITH_BEARER = "+bearer";

  private SignInScheme() {}

  static String of(boolean login, boolean bearer) {
    return (login ? LOGIN : ISSUER) + (bearer ? WITH_BEARER : "");
  }

  /** Returns whether people sign in to a deployment whose record has this scheme. */
  static boolean signsIn(String scheme) {
    return isLogin(scheme) || scheme.startsWith(ISSUER);
  }

  /** Returns whether people sign in to the deployment itself. */
  static boolean isLogin(String scheme) {
    return scheme.startsWith(LOGIN);
  }

  /** Returns whether a bearer token is accepted as well as sign-in. */
  static boolean hasBearer(String scheme) {
    return signsIn(scheme) && scheme.endsWith(WITH_BEARER);
  }
}
