package dev.mcpfly.api.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Explains network failures in plain words. */
public final class NetworkFailure {
  private NetworkFailure() {}

  /** Returns the host and the cause, as the end of a sentence: {@code from api.fly.io: …}. */
  public static String describe(IOException failure, URI uri) {
    String where = uri.getRawAuthority() == null ? uri.toString() : uri.getRawAuthority();
    return "from " + where + ": " + cause(failure);
  }

  private static String cause(IOException failure) {
    String text = failure.getMessage() == null ? "" : failure.getMessage();
    String all = all(failure);
    if (failure instanceof ProxyLoginException) {
      return text;
    }
    if (failure instanceof UnknownHostException) {
      return "the host name cannot be resolved; check the name and the network";
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "connecting took too long; check the network, a firewall or HTTPS_PROXY";
    }
    if (failure instanceof NoRouteToHostException) {
      return "there is no route to the host; check the network";
    }
    if (all.contains("PKIX path") || all.contains("CertPathBuilder")) {
      return "its TLS certificate is not trusted here; if a proxy inspects traffic, name its"
          + " certificates in SSL_CERT_FILE or with trustedCertificates(…)";
    }
    if (all.contains("No subject alternative") || all.contains("No name matching")) {
      return "its TLS certificate is for another host name";
    }
    if (all.contains("NotAfter") || all.contains("certificate expired")) {
      return "its TLS certificate has expired; check the clock of this computer, too";
    }
    if (failure instanceof SSLException) {
      return "TLS failed (" + Excerpt.of(text, 200) + ")";
    }
    if (failure instanceof ConnectException && text.startsWith("no connection to ")) {
      return Excerpt.of(text, 200) + "; no process listens on that socket";
    }
    if (failure instanceof ConnectException) {
      return text.isEmpty() || all.toLowerCase(Locale.ROOT).contains("refused")
          ? "the connection was refused; no server seems to listen there"
          : "no connection (" + Excerpt.of(text, 200) + ")";
    }
    if (all.contains("Connection reset") || all.contains("Broken pipe")) {
      return "the connection was reset";
    }
    if (failure instanceof EOFException
        || all.contains("EOF")
        || all.contains("received no bytes")
        || all.contains("closed")) {
      return "the connection was closed before the end of the reply";
    }
    return text.isEmpty() ? failure.getClass().getSimpleName() : Excerpt.of(text, 200);
  }

  private static String all(Throwable failure) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (Throwable one = failure; one != null && depth < 10; one = one.getCause()) {
      text.append(one.getClass().getSimpleName()).append(' ').append(one.getMessage()).append('\n');
      depth++;
    }
    return text.toString();
  }
}
