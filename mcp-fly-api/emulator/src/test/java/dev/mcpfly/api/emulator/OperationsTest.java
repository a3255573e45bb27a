package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares what is routed with the table of the API's operations. */
@Timeout(120)
class OperationsTest {
  private static final Set<String> OUTSIDE_THE_TABLE =
      Set.of("Logs_get", "Organizations_list", "Organizations_show");

  private static List<String[]> table() throws IOException {
    try (InputStream in = OperationsTest.class.getResourceAsStream("operations.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.split("\t", -1)).toList();
    }
  }

  @Test
  void implementsExactlyTheOperationsOfTheTable() throws IOException {
    Set<String> expected = table().stream().map(row -> row[2]).collect(Collectors.toSet());
    try (FlyEmulator emulator = FlyEmulator.start()) {
      Set<String> found = new TreeSet<>(emulator.operations());
      found.removeAll(OUTSIDE_THE_TABLE);
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** A call that finds its operation is recorded under its name, whatever it is answered. */
  @Test
  void everyPathLeadsToItsOperation() throws IOException {
    List<String[]> table = table();
    assertThat(table).hasSize(79);
    try (FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start()) {
      Rest fly = new Rest(emulator);
      for (String[] row : table) {
        int status = fly.send(row[0], row[1].replaceAll("\\{.*?}", "none"), "").status();
        assertThat(status).as(row[1]).isNotIn(405, 500);
      }
      assertThat(emulator.requests())
          .extracting(FlyEmulator.RecordedRequest::operation)
          .containsExactlyElementsOf(table.stream().map(row -> row[2]).toList());
    }
  }

  @Test
  void otherPathsAndMethodsAreErrors() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      Rest fly = new Rest(emulator);
      fly.get("/v2/apps").expect(404);
      fly.send("PATCH", "/v1/apps", "{}").expect(405);
    }
  }

  @Test
  void rejectsAFaultForAnUnknownOperation() {
    FlyEmulator.Builder builder = FlyEmulator.builder().fault(Fault.on("Machine_make").answer(500));
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Machine_make")
        .hasMessageContaining("Machines_create");
  }
}
