package dev.mcpfly.transport.internal.auth;

import org.jspecify.annotations.Nullable;

/** Links that sign a user in once, for ten minutes. */
final class SignInLink {
  static final String INVALID =
      "It is older than ten minutes, or incomplete. Sign in with your name and password.";

  private static final long SECONDS = 600;

  private SignInLink() {}

  static String make(Sealer sealer, String issuer, User user) {
    return issuer
        + "/login?link="
        + sealer.seal(
            Sealer.Kind.LINK,
            issuer,
            sealer.now() + SECONDS,
            user.name(),
            Integer.toString(user.epoch()),
            sealer.random(12));
  }

  private static Sealer.@Nullable Opened open(LoginContext context, String link) {
    return context.sealer().open(Sealer.Kind.LINK, context.issuer(), link);
  }

  static @Nullable User user(LoginContext context, String link) {
    Sealer.Opened opened = open(context, link);
    User user = opened == null ? null : context.users().get(opened.fields().get(0));
    return opened != null
            && user != null
            && Integer.toString(user.epoch()).equals(opened.fields().get(1))
        ? user
        : null;
  }

  static boolean use(LoginContext context, String link) {
    Sealer.Opened opened = open(context, link);
    return opened != null && context.families().use(opened.fields().get(2));
  }
}
