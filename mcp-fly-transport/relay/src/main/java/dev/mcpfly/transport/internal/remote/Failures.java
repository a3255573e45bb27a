package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Text;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed exchange means for the message that it carried. */
final class Failures {
  private Failures() {}

  /** Returns the failure without the wrappers of futures. */
  static Throwable root(@Nullable Throwable failure) {
    Throwable cause = failure == null ? new RemoteException("There was no reply.") : failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Returns whether no connection came about, so that the server cannot have seen the message. */
  static boolean notSent(Throwable failure) {
    return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
  }

  /** Returns whether trying again cannot help. */
  static boolean isFinal(Throwable failure) {
    return has(failure, SSLException.class)
        || failure instanceof MessageTooLargeException
        || failure instanceof RemoteException
        || failure instanceof CancellationException
        || failure instanceof RuntimeException
        || failure instanceof Error;
  }

  /** Returns whether the host has no address. */
  static boolean unknownHost(Throwable failure) {
    return has(failure, UnresolvedAddressException.class);
  }

  /** Says in a few words what happened, without anything that was sent. */
  static String describe(@Nullable Throwable thrown) {
    Throwable failure = root(thrown);
    if (unknownHost(failure)) {
      return "its host name has no address";
    }
    if (has(failure, SSLException.class)) {
      String text = message(failure);
      return text.contains("PKIX")
          ? "its certificate is not trusted; if this network has a certificate authority of its"
              + " own, name its file in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE"
          : "TLS failed: " + text;
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "connecting to it timed out";
    }
    if (failure instanceof ConnectException) {
      return "it refused the connection";
    }
    return message(failure);
  }

  private static String message(Throwable failure) {
    String text = failure.getMessage();
    String said = text == null ? failure.getClass().getSimpleName() : Text.excerpt(text);
    // It becomes part of a sentence.
    return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
  }

  private static boolean has(@Nullable Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < 10; i++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
