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
  void hidesWhatJavaScriptEncodesAndWhatIsEncodedTwice() {
    Masking masking = new Masking(List.of("p\u00e4ss w\u00f6rd's"));
    for (String form :
        List.of(
            "p%C3%A4ss%20w%C3%B6rd's",
            "p%C3%A4ss+w%C3%B6rd's",
            "p%c3%a4ss+w%c3%b6rd's",
            "p%25C3%25A4ss%2520w%25C3%25B6rd's",
            "p%25C3%25A4ss%2Bw%25C3%25B6rd%2527s".replace("%2B", "+"))) {
      assertThat(masking.mask("q=" + form + "&x=1")).isEqualTo("q=***&x=1");
    }
  }

  @Test
  void hidesEachLineOfBrokenBase64() {
    Masking masking = new Masking(List.of(PEM));
    byte[] bytes = PEM.getBytes(StandardCharsets.UTF_8);
    for (int length : List.of(64, 76)) {
      String broken = Base64.getMimeEncoder(length, new byte[] {'\n'}).encodeToString(bytes);
      broken
          .lines()
          .filter(line -> line.length() >= 16)
          .forEach(line -> assertThat(masking.mask("k " + line)).isEqualTo("k ***"));
    }
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eTpzM2NyZXQvd2l0aD1zaWducw==", // y:…
        "bWU6czNjcmV0L3dpdGg9c2lnbnM=", // me:…
        "eW91OnMzY3JldC93aXRoPXNpZ25z", // you:…
        "c29tZW9uZTpzM2NyZXQvd2l0aD1zaWduczphZnRlcg==" // someone:…:after
      })
  void hidesASecretThatIsAPartOfWhatWasEncoded(String base64) {
    assertThat(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8))
        .contains("s3cret/with=signs");
    String masked =
        new Masking(List.of("s3cret/with=signs")).mask("Authorization: Basic " + base64);
    assertThat(masked).contains("***").doesNotContain("zM2NyZXQ", "czNjcmV0", "MzY3JldC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p%2fq%22r%27s%20%24t%c3%bc%26%3c",
        "p%2Fq%22r's%20%24t%C3%BC%26%3C",
        "p/q\\\"r's $t\\u00fc&<",
        "p\\/q\\\"r's $tü&<",
        "p/q\\\"r's $tü\\u0026\\u003c",
        "p/q\\\\\\\"r's $tü&<",
        "p/q\\\"r\\'s\\ \\$t\\ü\\&\\<",
        "p/q&quot;r&#39;s $tü&amp;&lt;",
        "p/q&#34;r&#39;s $tü&amp;&lt;",
        "p/q\"r's $tü&amp;&lt;",
        "702f712272277320247 4c3bc263c"
      })
  void hidesASecretInRarerForms(String form) {
    assertThat(
            new Masking(List.of("p/q\"r's $tü&<"))
                .mask("before " + form.replace("7 4", "74") + " after"))
        .isEqualTo("before *** after");
  }

  @Test
  void copesWithLargeSecrets() {
    String large = "0123456789abcdef".repeat(20_000);
    Masking masking = new Masking(List.of(large));
    assertThat(masking.mask("x " + large.substring(0, 100_000))).isEqualTo("x ***");
    assertThat(masking.mask("nothing of it")).isEqualTo("nothing of it");
  }
}
