package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A new token for a fleet in one app, with every request gone wrong once. */
class FleetTokensFailureMatrixTest extends FailureMatrix {
  private static final int SAMPLE = 4;
  private static final List<String> USERS = List.of("ann", "bob", "cho");

  @Test
  void allHaveTheNewTokenOrAllHaveTheFormer() throws IOException {
    tryEveryCall("FLEET_TOKENS", SAMPLE, FleetAttempt::new);
  }

  private final class FleetAttempt extends Attempt {
    private final List<String> before;

    FleetAttempt() throws IOException {
      McpFleet.machineForEach("team", USERS, user -> member(user, patient)).launch();
      before = tokens();
    }

    private McpLauncher member(String user, FlyClient account) {
      return command(account).server("notes-" + user).client(config(user));
    }

    private ClientConfig config(String user) {
      return McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home(), Map.of()))
          .claudeDesktop()
          .at(home().resolve(user).resolve("claude.json"));
    }

    private List<String> tokens() {
      return USERS.stream()
          .map(user -> config(user).servers().get("notes-" + user).env())
          .map(env -> String.valueOf(env.get("MCP_FLY_BEARER_TOKEN").literalValue().orElse("")))
          .toList();
    }

    @Override
    void act(FlyClient account) {
      Map<String, McpDeployment> fleet = new LinkedHashMap<>();
      for (String user : USERS) {
        fleet.put(
            user,
            McpDeployments.on(account)
                .host(HostEnvironment.of(OperatingSystem.LINUX, home(), Map.of()))
                .client(config(user))
                .open("team", "notes-" + user));
      }
      McpFleet.rotateTokens(fleet)
          .failed()
          .values()
          .forEach(
              why -> {
                throw why;
              });
    }

    @Override
    McpLauncher changed(FlyClient account) {
      throw new IllegalStateException("no launch");
    }

    @Override
    boolean isWhole(FlyEmulator.Counts counts) {
      List<String> now = tokens();
      return counts.machines() == USERS.size()
          && new HashSet<>(now).size() == 1
          && !before.contains(now.get(0));
    }

    @Override
    String configuration() {
      List<String> all = new ArrayList<>(tokens());
      for (Machine machine : patient.app("team").machines().list()) {
        Map<String, Object> config = new TreeMap<>(machine.config().orElseThrow().json().asMap());
        config.remove("metadata"); // which says that the last change was no launch
        all.add(machine.id() + config);
      }
      all.sort(null);
      return all.toString();
    }
  }
}
