package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ErrorShapeTest {
  private static String error(FlyEmulator.ErrorShape shape, String path) {
    try (FlyEmulator emulator = FlyEmulator.builder().errorShape(shape).start()) {
      return new Rest(emulator).get(path).expect(404).body();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FLAPS          | {"error":"app not found"}
          MESSAGE        | {"status":"error","message":"app not found"}
          DETAIL         | {"errors":{"detail":"app not found"}}
          NUMERIC_STATUS | {"error":"app not found","status":404}
          PLAIN_TEXT     | app not found
          """)
  void anErrorTakesTheChosenForm(FlyEmulator.ErrorShape shape, String body) {
    assertThat(error(shape, "/v1/apps/none")).isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTML", "EMPTY"})
  void someShapesCarryNoMessage(FlyEmulator.ErrorShape shape) {
    assertThat(error(shape, "/v1/apps/none")).doesNotContain("app not found");
  }
}
