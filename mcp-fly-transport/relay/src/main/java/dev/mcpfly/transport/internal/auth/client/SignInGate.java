package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets one sign-in to a server take place at a time, over all processes of the user. Those that
 * wait get the token of the one that went first, or share its failure; and after a failure, or too
 * many sign-ins in a row, the user is not asked again for a while.
 */
final class SignInGate {
  /** After a sign-in that failed, how long no other is begun. */
  static final Duration COOL_DOWN = Duration.ofSeconds(30);

  /** So many sign-ins may follow each other, each within {@link #IN_A_ROW} of the one before. */
  static final int MOST_IN_A_ROW = 5;

  static final Duration IN_A_ROW = Duration.ofMinutes(2);

  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  /** A sign-in. */
  interface SignIn {
    Token run() throws OAuthFailure;
  }

  private final TokenStore store;
  private final Clock clock;
  private final Duration patience;
  private final String serverHost;

  SignInGate(TokenStore store, Clock clock, Duration timeout, String serverHost) {
    this.store = store;
    this.clock = clock;
    this.patience = timeout.plusSeconds(30);
    this.serverHost = serverHost;
  }

  /**
   * Signs in, unless another process did so meanwhile.
   *
   * @param good whether a token that another process got will do
   * @param asked whether a person asked for this very sign-in, so that it is never too soon
   */
  Token pass(Predicate<Token> good, boolean asked, SignIn signIn) throws OAuthFailure {
    Instant began = clock.instant();
    StoreLock lock = store.lockSignIn(patience, this::waiting);
    try {
      Token theirs = store.token();
      if (theirs != null && good.test(theirs)) {
        return theirs;
      }
      TokenStore.Attempt last = store.attempt();
      if (!asked) {
        refuseTooSoon(last, began);
      }
      boolean row = Duration.between(last.ended(), clock.instant()).compareTo(IN_A_ROW) < 0;
      int recent = row ? last.recent() + 1 : 1;
      try {
        Token token = signIn.run();
        store.save(token);
        note(null, recent);
        return token;
      } catch (OAuthFailure e) {
        if (!e.isNotOffered()) {
          note(Text.excerpt(e.getMessage(), 500), recent);
        }
        throw e;
      }
    } finally {
      lock.close();
    }
  }

  /** Notes that a sign-in was of no use, so that no process begins another at once. */
  OAuthFailure failed(String why) throws OAuthFailure {
    note(why, store.attempt().recent());
    return OAuthFailure.because(why);
  }

  private void note(@Nullable String failure, int recent) throws OAuthFailure {
    store.save(new TokenStore.Attempt(clock.instant(), failure, recent));
  }

  private void refuseTooSoon(TokenStore.Attempt last, Instant began) throws OAuthFailure {
    Duration ago = Duration.between(last.ended(), clock.instant());
    if (last.failure() != null && last.ended().isAfter(began)) {
      // It failed while this process waited for it.
      throw OAuthFailure.because(last.failure());
    }
    boolean failed = last.failure() != null && ago.compareTo(COOL_DOWN) < 0;
    boolean often = last.recent() >= MOST_IN_A_ROW && ago.compareTo(IN_A_ROW) < 0;
    if (!ago.isNegative() && (failed || often)) {
      Duration left = (often ? IN_A_ROW : COOL_DOWN).minus(ago);
      throw OAuthFailure.because(
          (failed
                  ? last.failure()
                  : "There were " + last.recent() + " sign-ins to " + serverHost + " in a row.")
              + " The next sign-in is possible in "
              + Math.max(1, left.toSeconds())
              + " s.");
    }
  }

  private void waiting() {
    LOG.log(
        System.Logger.Level.INFO,
        "Another program is signing in to {0}; waiting for it",
        serverHost);
  }
}
