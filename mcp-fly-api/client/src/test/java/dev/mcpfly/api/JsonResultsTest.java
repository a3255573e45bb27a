package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Page;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** That Jackson 3, as Spring Boot 4 has it, writes results as what the API sent. */
class JsonResultsTest {
  private static final String MACHINE =
      """
      {"id":"17","state":"started","config":{"image":"i","env":{"A":"b"},"services":[]},
       "events":[{"type":"exit","request":{"exit_event":{"exit_code":3}}}],"odd":[1,null,2.5,{}]}\
      """;

  private final JsonMapper jackson = JsonMapper.builder().build();

  @Test
  void modelIsWrittenAsTheServiceSentIt() {
    Machine machine = new Machine(JsonObject.parse(MACHINE));
    assertThat(jackson.readTree(jackson.writeValueAsString(machine)))
        .isEqualTo(jackson.readTree(MACHINE))
        .isEqualTo(jackson.readTree(machine.toJson()));
    assertThat(jackson.valueToTree(machine).toString())
        .isEqualTo(jackson.readTree(MACHINE).toString());
    assertThat(jackson.writeValueAsString(machine.config().orElseThrow().env()))
        .isEqualTo("{\"A\":\"b\"}");
    assertThat(jackson.writeValueAsString(Map.of("m", List.of(machine.lastExit().orElseThrow()))))
        .isEqualTo("{\"m\":[{\"exit_code\":3}]}");
  }

  @Test
  void pagesSizesAndStatesAreWrittenPlainly() {
    JsonObject page = JsonObject.parse("{\"machines\":[{\"id\":\"17\"}],\"next_cursor\":\"x\"}");
    assertThat(jackson.writeValueAsString(new Page<>(page, List.of()))).isEqualTo(page.toJson());
    LogEntry entry = new LogEntry(JsonObject.of("message", "hi"));
    assertThat(jackson.writeValueAsString(new LogEntry.Page(List.of(entry), Optional.of("t"))))
        .isEqualTo("{\"entries\":[{\"message\":\"hi\"}],\"next_token\":\"t\"}");
    assertThat(jackson.writeValueAsString(MachineState.STARTED)).isEqualTo("\"started\"");
    assertThat(jackson.writeValueAsString(MachineSize.SHARED_CPU_2X))
        .isEqualTo(
            "{\"name\":\"shared-cpu-2x\",\"cpuKind\":\"shared\",\"cpus\":2,\"memoryMb\":512}");
  }

  @Test
  void everyModelIsWrittenAsItsObject() throws Exception {
    URI classes = Machine.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path folder = Path.of(classes).resolve("dev/mcpfly/api/model");
    try (Stream<Path> files = Files.list(folder)) {
      List<Class<?>> records =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
              .<Class<?>>map(name -> load(name.substring(0, name.length() - 6)))
              .filter(Class::isRecord)
              .toList();
      assertThat(records).hasSizeGreaterThan(40);
      assertThat(records)
          .allSatisfy(
              type -> {
                boolean open =
                    type.getRecordComponents().length == 1
                        && type.getRecordComponents()[0].getType().equals(String.class);
                assertThat(open || JsonModel.class.isAssignableFrom(type)).isTrue();
              });
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("dev.mcpfly.api.model." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
