package dev.mcpfly.config.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.config.testing.McpClientContract;
import dev.mcpfly.config.testing.NastyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every built-in client keeps the contract, on a file system of each operating system. */
class BuiltInClientsTest {
  /** The contract on file systems in memory. */
  abstract static class Contract extends McpClientContract {
    @Override
    protected Path emptyHome(OperatingSystem system) throws IOException {
      return Homes.empty(system);
    }
  }

  @Nested
  class ClaudeDesktop extends Contract {
    @Override
    protected String clientId() {
      return "claude-desktop";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class Cursor extends Contract {
    @Override
    protected String clientId() {
      return "cursor";
    }
  }

  @Nested
  class Neovim extends Contract {
    @Override
    protected String clientId() {
      return "neovim";
    }
  }

  @Nested
  class Vscode extends Contract {
    @Override
    protected String clientId() {
      return "vscode";
    }
  }

  @Nested
  class VscodeInsiders extends Contract {
    @Override
    protected String clientId() {
      return "vscode-insiders";
    }
  }

  @Nested
  class Vscodium extends Contract {
    @Override
    protected String clientId() {
      return "vscodium";
    }
  }

  @Nested
  class Windsurf extends Contract {
    @Override
    protected String clientId() {
      return "windsurf";
    }
  }

  @Nested
  class DevinDesktop extends Contract {
    @Override
    protected String clientId() {
      return "devin-desktop";
    }
  }

  @Nested
  class Zed extends Contract {
    @Override
    protected String clientId() {
      return "zed";
    }
  }

  @Nested
  class ClaudeCode extends Contract {
    @Override
    protected String clientId() {
      return "claude-code";
    }
  }

  @Nested
  class Codex extends Contract {
    @Override
    protected String clientId() {
      return "codex";
    }
  }

  @Nested
  class GeminiCli extends Contract {
    @Override
    protected String clientId() {
      return "gemini-cli";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class QwenCode extends Contract {
    @Override
    protected String clientId() {
      return "qwen-code";
    }
  }

  @Nested
  class Opencode extends Contract {
    @Override
    protected String clientId() {
      return "opencode";
    }
  }

  @Nested
  class KiloCode extends Contract {
    @Override
    protected String clientId() {
      return "kilo-code";
    }
  }

  @Nested
  class CopilotCli extends Contract {
    @Override
    protected String clientId() {
      return "copilot-cli";
    }
  }

  @Nested
  class Cline extends Contract {
    @Override
    protected String clientId() {
      return "cline";
    }
  }

  @Nested
  class RooCode extends Contract {
    @Override
    protected String clientId() {
      return "roo-code";
    }
  }

  @Nested
  class Goose extends Contract {
    @Override
    protected String clientId() {
      return "goose";
    }
  }

  /** Continue's main file, whose entries are a list. */
  @Nested
  class Continue extends Contract {
    @Override
    protected String clientId() {
      return "continue";
    }

    @Override
    protected List<NastyFile> nastyFiles(ClientConfig config) {
      List<NastyFile> files = new ArrayList<>(NastyFile.ofYamlList("mcpServers"));
      files.add(new NastyFile("empty", new byte[0], NastyFile.Outcome.STARTED));
      return files;
    }
  }

  /** A file in the directory that Continue's editor extension reads. */
  @Nested
  class ContinueFileOfItsOwn extends Contract {
    @Override
    protected String clientId() {
      return "continue";
    }

    @Override
    protected ClientConfig config(OperatingSystem system) {
      ClientConfig main = super.config(system);
      return main.client().at(main.path().resolveSibling("mcpServers/mcp-fly.json"));
    }
  }

  @Nested
  class AmazonQ extends Contract {
    @Override
    protected String clientId() {
      return "amazon-q";
    }
  }

  @Nested
  class Kiro extends Contract {
    @Override
    protected String clientId() {
      return "kiro";
    }
  }

  @Nested
  class Crush extends Contract {
    @Override
    protected String clientId() {
      return "crush";
    }
  }

  @Nested
  class Antigravity extends Contract {
    @Override
    protected String clientId() {
      return "antigravity";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class Lmstudio extends Contract {
    @Override
    protected String clientId() {
      return "lmstudio";
    }
  }

  @Nested
  class Junie extends Contract {
    @Override
    protected String clientId() {
      return "junie";
    }
  }

  @Nested
  class Warp extends Contract {
    @Override
    protected String clientId() {
      return "warp";
    }
  }

  @Nested
  class VisualStudio extends Contract {
    @Override
    protected String clientId() {
      return "visual-studio";
    }

    @Override
    protected List<OperatingSystem> systems() {
      return List.of(OperatingSystem.WINDOWS);
    }
  }

  @Nested
  class Amp extends Contract {
    @Override
    protected String clientId() {
      return "amp";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class Droid extends Contract {
    @Override
    protected String clientId() {
      return "droid";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class KimiCode extends Contract {
    @Override
    protected String clientId() {
      return "kimi-code";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class MistralVibe extends Contract {
    @Override
    protected String clientId() {
      return "mistral-vibe";
    }

    @Override
    protected List<NastyFile> nastyFiles(ClientConfig config) {
      return NastyFile.ofTomlList("mcp_servers");
    }
  }

  @Nested
  class Hermes extends Contract {
    @Override
    protected String clientId() {
      return "hermes";
    }
  }

  @Nested
  class Openclaw extends Contract {
    @Override
    protected String clientId() {
      return "openclaw";
    }

    @Override
    protected List<NastyFile> nastyFiles(ClientConfig config) {
      return NastyFile.ofJson5("mcp", "servers");
    }
  }

  @Nested
  class Auggie extends Contract {
    @Override
    protected String clientId() {
      return "auggie";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class Trae extends Contract {
    @Override
    protected String clientId() {
      return "trae";
    }

    @Override
    protected String command() {
      return "C:\\Programs\\x.exe";
    }
  }

  @Nested
  class Qoder extends Contract {
    @Override
    protected String clientId() {
      return "qoder";
    }
  }

  @Nested
  class QoderCli extends Contract {
    @Override
    protected String clientId() {
      return "qoder-cli";
    }
  }

  @Nested
  class RovoDev extends Contract {
    @Override
    protected String clientId() {
      return "rovo-dev";
    }
  }

  @Nested
  class GrokBuild extends Contract {
    @Override
    protected String clientId() {
      return "grok-build";
    }
  }

  @Nested
  class Pi extends Contract {
    @Override
    protected String clientId() {
      return "pi";
    }
  }

  @Nested
  class Fx extends Contract {
    @Override
    protected String clientId() {
      return "fx";
    }
  }

  @Nested
  class MastraCode extends Contract {
    @Override
    protected String clientId() {
      return "mastra-code";
    }
  }

  @Nested
  class Mcporter extends Contract {
    @Override
    protected String clientId() {
      return "mcporter";
    }

    @Override
    protected boolean acceptsByteOrderMark() {
      return false;
    }
  }

  @Nested
  class AbacusAi extends Contract {
    @Override
    protected String clientId() {
      return "abacus-ai";
    }
  }

  @Nested
  class Codearts extends Contract {
    @Override
    protected String clientId() {
      return "codearts";
    }
  }

  @Nested
  class VscodeServer extends Contract {
    @Override
    protected String clientId() {
      return "vscode-server";
    }
  }

  @Nested
  class CopilotJetbrains extends Contract {
    @Override
    protected String clientId() {
      return "copilot-jetbrains";
    }
  }

  @Nested
  class CopilotXcode extends Contract {
    @Override
    protected String clientId() {
      return "copilot-xcode";
    }

    @Override
    protected List<OperatingSystem> systems() {
      return List.of(OperatingSystem.MACOS);
    }
  }

  @Nested
  class Anythingllm extends Contract {
    @Override
    protected String clientId() {
      return "anythingllm";
    }
  }

  @Nested
  class Jan extends Contract {
    @Override
    protected String clientId() {
      return "jan";
    }
  }

  @Nested
  class Librechat extends Contract {
    @Override
    protected String clientId() {
      return "librechat";
    }
  }

  @Nested
  class Boltai extends Contract {
    @Override
    protected String clientId() {
      return "boltai";
    }
  }

  @Nested
  class Enconvo extends Contract {
    @Override
    protected String clientId() {
      return "enconvo";
    }
  }

  @Nested
  class Tome extends Contract {
    @Override
    protected String clientId() {
      return "tome";
    }
  }

  /** OpenCode's file in the shape of its version 2. */
  @Nested
  class OpencodeNewerShape extends Contract {
    @Override
    protected String clientId() {
      return "opencode";
    }

    @Override
    protected List<NastyFile> nastyFiles(ClientConfig config) {
      return NastyFile.ofNewerOpencode();
    }
  }

  @Test
  void everyBuiltInClientIsTested() {
    List<String> tested =
        Arrays.stream(BuiltInClientsTest.class.getDeclaredClasses())
            .filter(type -> type.isAnnotationPresent(Nested.class))
            .map(type -> type.getSimpleName())
            .toList();
    assertThat(McpClients.all())
        .extracting(McpClient::id)
        .filteredOn(id -> !id.equals(AcmeClients.ID))
        .hasSize(55)
        .allSatisfy(id -> assertThat(tested).contains(camel(id)));
  }

  private static String camel(String id) {
    StringBuilder name = new StringBuilder();
    for (String part : id.split("-", -1)) {
      name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
    }
    return name.toString();
  }
}
