package dev.mcpfly.transport.internal.auth.client;

/** What was tried already for one request, so that it ends. */
public final class Recovery {
  private static final int MOST_ROUNDS = 4;

  private int rounds;
  private boolean refreshed;
  private boolean signedIn;

  /** Notes one more refusal; returns whether there is any use in going on. */
  boolean again() {
    return ++rounds <= MOST_ROUNDS;
  }

  /** Returns whether the token may be renewed for this request: once. */
  boolean mayRefresh() {
    boolean may = !refreshed && !signedIn;
    refreshed = true;
    return may;
  }

  /** Returns whether a sign-in is due for a request that lacks a token: once. */
  boolean maySignIn() {
    boolean may = !signedIn;
    signedIn = true;
    return may;
  }

  /** Notes a sign-in for more scopes. */
  void stepUp() {
    signedIn = true;
  }
}
