package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import dev.mcpfly.image.registry.ImageException.Reason;
import dev.mcpfly.image.registry.Wire.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a registry's error into one sentence. */
final class Failures {
  private Failures() {}

  /**
   * Returns the exception for an unexpected reply, while reading or writing an image or a part of
   * it.
   */
  static ImageException of(String what, ImageReference image, Reply reply) {
    String said = said(reply);
    return switch (reply.status()) {
      case 401, 403 ->
          new ImageException(
              Reason.NO_ACCESS,
              image.registry()
                  + " gives no access to "
                  + image.repository()
                  + said
                  + ": the image does not exist or is private; log in with 'docker login "
                  + image.registry()
                  + "' or pass RegistryCredentials that may use it.");
      case 404 ->
          new ImageException(
              Reason.NOT_FOUND, "There is no " + what + said + ": check the name and the tag.");
      case 429 ->
          new ImageException(
              Reason.REGISTRY,
              image.registry()
                  + " limits the rate of requests"
                  + said
                  + ": log in, or try again later.");
      default ->
          new ImageException(
              Reason.REGISTRY, image.registry() + " did not serve " + what + said + ".");
    };
  }

  static ImageException ofToken(
      String registry, String realmHost, RegistryCredentials.@Nullable Login login, Reply reply) {
    String said = said(reply);
    if (reply.status() >= 500 || reply.status() == 429) {
      return new ImageException(
          Reason.REGISTRY, realmHost + " gives no token for " + registry + said + ".");
    }
    return new ImageException(
        Reason.NO_ACCESS,
        login == null
            ? realmHost
                + " gives no token for "
                + registry
                + " without a login"
                + said
                + ": the image does not exist or is private; log in with 'docker login "
                + registry
                + "' or pass RegistryCredentials."
            : realmHost
                + " refuses the login of user '"
                + Text.excerpt(login.user())
                + "' for "
                + registry
                + said
                + ": check the password or token.");
  }

  static ImageException unreachable(String what, ImageReference image, Exception cause) {
    boolean stalled = cause instanceof StalledException;
    return new ImageException(
        stalled ? Reason.TIMED_OUT : Reason.CONNECTION,
        (stalled ? "Gave up on " : "No working connection to " + image.registry() + " for ")
            + what
            + ": "
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + ".",
        cause);
  }

  /** Returns the status, code and message in brackets, as far as the reply has them. */
  private static String said(Reply reply) {
    StringBuilder said = new StringBuilder(" (").append(reply.status());
    try {
      JsonMembers json = Json.object(reply.body(), "The error");
      List<JsonMembers> errors = json.objects("errors");
      JsonMembers first = errors.isEmpty() ? json.object("errors") : errors.get(0);
      String code = first.text("code", json.text("error", ""));
      String message = first.text("message", json.text("details", ""));
      if (!code.isEmpty()) {
        said.append(' ').append(Text.excerpt(code));
      }
      if (!message.isEmpty()) {
        said.append(": ").append(Text.excerpt(message));
      }
    } catch (ImageException e) {
      // Not JSON: the status must do.
    }
    return said.append(')').toString();
  }
}
