package dev.mcpfly.api.emulator.internal.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the two vectors of the XAES-256-GCM specification (C2SP). */
class XaesKeyTest {
  @ParameterizedTest
  @CsvSource({
    "1,'',ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271",
    "3,c2sp.org/XAES-256-GCM,986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
  })
  void makesWhatTheSpecificationMakes(byte fill, String associated, String expected)
      throws Exception {
    byte[] key = new byte[32];
    Arrays.fill(key, fill);
    byte[] nonce = "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(StandardCharsets.US_ASCII);
    byte[] text = "XAES-256-GCM".getBytes(StandardCharsets.US_ASCII);
    byte[] aad = associated.getBytes(StandardCharsets.US_ASCII);
    byte[] sealed = new XaesKey(key).seal(nonce, text, aad);
    assertThat(HexFormat.of().formatHex(sealed, 24, sealed.length)).isEqualTo(expected);
    assertThat(new XaesKey(key).decrypt(sealed, aad)).isEqualTo(text);
  }
}
