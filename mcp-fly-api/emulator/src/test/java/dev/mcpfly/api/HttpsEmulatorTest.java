package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.emulator.FlyEmulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The emulator over HTTPS: its own client trusts it, others say why they do not. */
@Timeout(120)
class HttpsEmulatorTest {
  @Test
  void servesItsClientOverHttps() {
    try (FlyEmulator emulator = FlyEmulator.builder().https(Tls.context()).start()) {
      assertThat(emulator.uri()).hasScheme("https");
      emulator.client().apps().create("mine", a -> a.org("personal"));
      assertThat(emulator.counts().apps()).isEqualTo(1);
      FlyClient other =
          FlyClient.builder()
              .token(emulator.token())
              .baseUri(emulator.uri())
              .retry(RetryPolicy.none())
              .build();
      ConnectionException e =
          catchThrowableOfType(ConnectionException.class, () -> other.apps().find("mine"));
      assertThat(e).hasMessageContaining("certificate is not trusted");
    }
  }
}
