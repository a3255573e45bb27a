package dev.mcpfly.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.mcp.client.McpClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.examples.Programs;
import dev.mcpfly.examples.ScratchHome;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.launch.local.LocalMachines;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.ai.mcp.client.common.autoconfigure.McpClientAutoConfiguration;
import org.springframework.ai.mcp.client.common.autoconfigure.McpToolCallbackAutoConfiguration;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The recipes against a server that is deployed on the emulator. */
@Timeout(300)
class RecipesTest {
  private static FlyEmulator emulator;
  private static ScratchHome home;
  private static McpDeployment notes;

  @BeforeAll
  static void deploy() {
    emulator = FlyEmulator.builder().runtime(LocalMachines.create()).start();
    home = ScratchHome.create();
    notes =
        McpLauncher.on(emulator.client())
            .command(Programs.noteServer())
            .server("notes")
            .host(home.host())
            .launch();
  }

  @AfterAll
  static void destroy() throws Exception {
    notes.destroy();
    home.close();
    emulator.close();
  }

  @Test
  void springAiCallsItsTools() {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(McpDeployment.class, () -> notes);
      context.register(SpringAiConfiguration.class);
      context.register(
          Configurations.getClasses(
              AutoConfigurations.of(
                  McpClientAutoConfiguration.class, McpToolCallbackAutoConfiguration.class)));
      context.refresh();
      List<ToolCallback> tools =
          context.getBeanProvider(ToolCallbackProvider.class).stream()
              .flatMap(provider -> Stream.of(provider.getToolCallbacks()))
              .toList();
      ToolCallback add =
          tools.stream()
              .filter(tool -> tool.getToolDefinition().name().endsWith("add_note"))
              .findAny()
              .orElseThrow(() -> new AssertionError(tools.toString()));
      assertThat(add.call("{\"text\":\"by Spring AI\"}")).contains("Kept note");
    }
  }

  @Test
  void langChain4jCallsItsTools() throws Exception {
    try (McpClient client = LangChain4jClients.connect(notes)) {
      assertThat(client.listTools()).extracting("name").contains("add_note");
      String answer =
          client
              .executeTool(
                  ToolExecutionRequest.builder()
                      .name("add_note")
                      .arguments("{\"text\":\"by LangChain4j\"}")
                      .build())
              .resultText();
      assertThat(answer).contains("Kept note");
    }
  }
}
