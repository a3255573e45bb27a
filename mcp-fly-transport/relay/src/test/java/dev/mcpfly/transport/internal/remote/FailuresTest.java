package dev.mcpfly.transport.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  private static Throwable because(Throwable failure, Throwable cause) {
    return failure.initCause(cause);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure(new ConnectException("refused"), true, false, "it refused the connection"),
        failure(
            because(new ConnectException(), new UnresolvedAddressException()),
            true,
            false,
            "its host name has no address"),
        failure(new HttpConnectTimeoutException("slow"), true, false, "connecting to it timed out"),
        failure(new HttpTimeoutException("slow"), false, false, "slow"),
        failure(new EOFException("cut off"), false, false, "cut off"),
        failure(new SocketException("reset\u001b[2J\nnow"), false, false, "reset"),
        failure(new IOException((String) null), false, false, "IOException"),
        failure(new SSLHandshakeException("bad record"), false, true, "TLS failed: bad record"),
        failure(new IOException("x", new SSLHandshakeException("y")), false, true, "TLS failed: x"),
        failure(
            new SSLHandshakeException("PKIX path building failed"),
            false,
            true,
            "its certificate is not trusted"),
        failure(new MessageTooLargeException(7), false, true, "A message is larger"),
        failure(new RemoteException("said."), false, true, "said"),
        failure(new CancellationException(), false, true, "CancellationException"),
        failure(new IllegalArgumentException("bad"), false, true, "bad"),
        failure(new StackOverflowError(), false, true, "StackOverflowError"));
  }

  private static Arguments failure(Throwable failure, boolean unsent, boolean last, String said) {
    return Arguments.of(failure, unsent, last, said);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void knowsWhatAFailureMeansForTheMessage(
      Throwable failure, boolean unsent, boolean last, String said) {
    assertThat(Failures.notSent(failure)).isEqualTo(unsent);
    assertThat(Failures.isFinal(failure)).isEqualTo(last);
    assertThat(Failures.describe(failure))
        .startsWith(said)
        .doesNotContain("\u001b")
        .doesNotContain("\n")
        .doesNotEndWith(".");
    Throwable wrapped = new ExecutionException(new CompletionException(failure));
    assertThat(Failures.root(wrapped)).isSameAs(failure);
    assertThat(Failures.describe(wrapped)).isEqualTo(Failures.describe(failure));
  }

  @Test
  void nothingIsAMissingReply() {
    assertThat(Failures.root(null)).hasMessage("There was no reply.");
    assertThat(Failures.describe(null)).isEqualTo("There was no reply");
  }

  @Test
  void aWrapperWithoutACauseIsItself() {
    Throwable alone = new CompletionException("alone", null);
    assertThat(Failures.root(alone)).isSameAs(alone);
  }

  @Test
  void causesInACircleEnd() {
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second);
    assertThat(Failures.isFinal(first)).isFalse();
    assertThat(Failures.unknownHost(second)).isFalse();
  }
}
