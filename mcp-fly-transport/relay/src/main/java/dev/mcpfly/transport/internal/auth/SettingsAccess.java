package dev.mcpfly.transport.internal.auth;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the public descriptions of sign-in hold to the relay, without a public getter for
 * secrets. Each public class registers how it is opened when it is loaded.
 */
public final class SettingsAccess {
  private static volatile @Nullable Function<Object, LoginSettings> login;
  private static volatile @Nullable Function<Object, IssuerSettings> issuer;

  private SettingsAccess() {}

  /** Registers how a description of a login is opened. */
  public static void openLogin(Function<Object, LoginSettings> opener) {
    login = opener;
  }

  /** Registers how a description of an issuer is opened. */
  public static void openIssuer(Function<Object, IssuerSettings> opener) {
    issuer = opener;
  }

  /** Opens a description of a login. */
  public static LoginSettings login(Object description) {
    return open(login, description);
  }

  /** Opens a description of an issuer. */
  public static IssuerSettings issuer(Object description) {
    return open(issuer, description);
  }

  private static <T> T open(@Nullable Function<Object, T> opener, Object description) {
    if (opener == null) {
      throw new IllegalStateException("Not loaded: " + description.getClass());
    }
    return opener.apply(description);
  }
}
