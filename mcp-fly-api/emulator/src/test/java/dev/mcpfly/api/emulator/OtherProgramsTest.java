package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.json.JsonFactory;

/** Programs of others: with their own Jackson, with none, and without manners. */
@Timeout(120)
class OtherProgramsTest {
  private static final String PROGRAM =
      """
      import dev.mcpfly.api.FlyClient;
      import dev.mcpfly.api.emulator.FlyEmulator;
      import dev.mcpfly.api.model.Machine;
      import dev.mcpfly.api.model.MachineState;
      import java.time.Duration;

      public class Program {
        public static void main(String[] args) {
          FlyEmulator emulator = FlyEmulator.start();
          FlyClient fly = emulator.client();
          fly.apps().create("mine", a -> a.org("personal"));
          Machine machine = fly.app("mine").machines().create(r -> r.config(c -> c.image("i")));
          machine = fly.app("mine").machines()
              .await(machine.id(), MachineState.STARTED, Duration.ofMinutes(1));
          emulator.appUri("mine");
          System.out.println("state " + machine.state());
          throw new IllegalStateException("and the emulator is not closed");
        }
      }
      """;

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static String run(Path folder, List<Class<?>> classPath) throws Exception {
    Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM);
    List<String> places = new ArrayList<>();
    for (Class<?> type : classPath) {
      places.add(place(type));
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                places.stream().collect(Collectors.joining(File.pathSeparator)),
                source.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(90, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("ends though the emulator was not closed: " + text).isTrue();
    return text;
  }

  /** No annotations, no data binding, and an emulator that is not closed keeps nothing alive. */
  @Test
  void programWithOnlyTheParserRunsAndEnds(@TempDir Path folder) throws Exception {
    String output =
        run(
            folder,
            List.of(FlyClient.class, FlyEmulator.class, JsonFactory.class, NullMarked.class));
    assertThat(output).contains("state started").contains("the emulator is not closed");
  }

  @Test
  void programWithTheJacksonOfSpringBoot3Runs(@TempDir Path folder) throws Exception {
    String output =
        run(
            folder,
            List.of(
                ObjectMapper.class,
                com.fasterxml.jackson.core.JsonFactory.class,
                JsonValue.class,
                FlyClient.class,
                FlyEmulator.class,
                JsonFactory.class,
                NullMarked.class));
    assertThat(output).contains("state started");
  }

  @Test
  void jackson2WritesResultsAsWhatTheServiceSent() throws Exception {
    ObjectMapper jackson = new ObjectMapper();
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly = emulator.client();
      fly.apps().create("mine", a -> a.org("personal"));
      Machine machine =
          fly.app("mine").machines().create(r -> r.config(c -> c.image("i").env("A", "b")));
      assertThat(jackson.readTree(jackson.writeValueAsString(machine)))
          .isEqualTo(jackson.readTree(machine.toJson()));
      assertThat(jackson.writeValueAsString(fly.org("personal").machinePages(q -> {}).toList()))
          .startsWith("[{\"machines\":[{\"id\":");
      assertThat(jackson.writeValueAsString(MachineState.STOPPED)).isEqualTo("\"stopped\"");
      assertThat(jackson.writeValueAsString(emulator.counts())).contains("\"machines\":1");
    }
  }
}
