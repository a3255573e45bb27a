package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
  private static final String PEM =
      "-----BEGIN KEY-----\nMIIBVAIBADANBgkqhkiG9w0\nBAQEFAASCAT4wggE6AgEAAkE\n-----END KEY-----\n";

  @ParameterizedTest
  @ValueSource(strings = {"s3cret with blanks", "p\"q'r\\s$t", "ümläut/+=&?", "abcd"})
  void hidesASecretInEveryFormInWhichItIsWritten(String secret) {
    Masking masking = new Masking(List.of(secret));
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String form :
        List.of(
            secret,
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
            secret.replace("\\", "\\\\").replace("\"", "\\\""),
            secret.replace("'", "'\\''"))) {
      assertThat(masking.mask("before " + form + " after")).isEqualTo("before *** after");
    }
  }

  @Test
  void hidesEachLineOfAMultilineSecret() {
    Masking masking = new Masking(List.of(PEM));

    PEM.lines().forEach(line -> assertThat(masking.mask("key: " + line)).isEqualTo("key: ***"));
    assertThat(masking.mask(PEM)).doesNotContain("MIIBVAI", "BAQEFAA");
  }

  @Test
  void hidesTheBeginningOfASecretAtTheEndOfALineThatWasCutOff() {
    assertThat(new Masking(List.of("xoxb-1234567890")).mask("token=xoxb-12345"))
        .isEqualTo("token=***");
  }

  @Test
  void leavesCommonShortWords() {
    assertThat(new Masking(List.of("yes")).mask("yes, it says yes")).isEqualTo("yes, it says yes");
  }
}
