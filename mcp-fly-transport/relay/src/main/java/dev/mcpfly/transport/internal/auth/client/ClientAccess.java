package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives connections access to the settings inside an {@code OAuthClient} without making them
 * public.
 */
public final class ClientAccess {
  private static volatile @Nullable Function<Object, OAuthSettings> reader;

  private ClientAccess() {}

  /** Called once, by the public class when it is loaded. */
  public static void install(Function<Object, OAuthSettings> given) {
    reader = given;
  }

  /** Returns the settings of a client. */
  public static OAuthSettings settings(Object client) {
    Function<Object, OAuthSettings> read = reader;
    if (read == null) {
      throw new IllegalStateException("No client was made yet.");
    }
    return read.apply(client).copy();
  }

  /** Returns whether a redirect leads to this machine in a way that can be served. */
  public static boolean canServe(URI redirect) {
    return Callback.canServe(redirect);
  }

  /** Returns a session for a server, outside of any connection. */
  public static OAuthSession session(OAuthSettings settings, URI server) {
    return new OAuthSession(
        settings,
        SafeTarget.require("The server's URL", server, true),
        NetworkSettings.of(settings.environment, settings.trustStore),
        null);
  }
}
