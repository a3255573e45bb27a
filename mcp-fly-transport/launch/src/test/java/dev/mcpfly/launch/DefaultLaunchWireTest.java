package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.OperatingSystem;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a default launch sends, beside what flyctl sends for the same, field for field: {@code
 * default-launch.json} has both, and a reason for each difference. A change of either side, or a
 * reason that is not needed any more, fails here.
 */
@Timeout(120)
class DefaultLaunchWireTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonMapper PRETTY =
      JsonMapper.builder()
          .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
          .build();

  @TempDir static Path home;
  private static JsonNode golden;
  private static final List<JsonNode> sent = new ArrayList<>();

  @BeforeAll
  static void launch() throws Exception {
    try (InputStream in = DefaultLaunchWireTest.class.getResourceAsStream("default-launch.json")) {
      golden = JSON.readTree(in);
    }
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    try (FlyEmulator emulator =
        FlyEmulator.builder()
            .runtime(new PingMachines())
            .delays(LifecycleDelays.none())
            .rateLimits(false)
            .start()) {
      McpDeployment deployment =
          McpLauncher.on(emulator.client())
              .command("uvx mcp-server-time")
              .secret("CONF", "eA==")
              .volume(ServerVolume.of("data", "/data"))
              .file("/a", "x")
              .fileFromSecret("/b", "CONF")
              .client(McpClients.in(host).claudeDesktop())
              .host(host)
              .launch();
      Placeholders placeholders = Placeholders.of(deployment);
      for (FlyEmulator.RecordedRequest request : emulator.requests()) {
        if (!request.method().equals("GET")) {
          ObjectNode call = JSON.createObjectNode();
          call.put("call", placeholders.in(request.method() + " " + request.path()));
          String body = placeholders.in(request.body());
          call.set("body", body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body));
          sent.add(call);
        }
      }
    }
  }

  /** What is another value in each launch. */
  private record Placeholders(String machine, String volume, String token) {
    static Placeholders of(McpDeployment deployment) {
      return new Placeholders(
          deployment.machineId(),
          deployment.handle().volumes().list().get(0).id(),
          ClientEntry.bearerTokenOf(deployment.clients().get(0).servers().get(deployment.server()))
              .orElseThrow());
    }

    String in(String text) {
      return text.replace(machine, "<machine>")
          .replace(volume, "<volume>")
          .replace(token, "<token>")
          .replaceAll("\\?ttl=30$", "")
          .replaceAll("(\"mcp_fly_\\w+_mark\":)\"[^\"]+\"", "$1\"<mark>\"")
          .replaceAll("\"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\"", "\"<id>\"");
    }
  }

  private static Stream<JsonNode> calls() {
    return golden.path("calls").valueStream();
  }

  @Test
  void sendsTheRequestsOfTheGoldenFileInOrder() {
    ArrayNode expected = JSON.createArrayNode();
    calls()
        .filter(call -> !call.path("ours").isNull())
        .forEach(
            call -> {
              ObjectNode one = expected.addObject();
              one.set("call", call.path("call"));
              one.set("body", call.path("ours"));
            });
    ArrayNode actual = JSON.createArrayNode().addAll(sent);
    assertThat(PRETTY.writeValueAsString(sorted(actual)))
        .isEqualTo(PRETTY.writeValueAsString(sorted(expected)));
  }

  @Test
  void differsFromFlyctlOnlyForDocumentedReasons() {
    calls()
        .forEach(
            call -> {
              TreeSet<String> differences = new TreeSet<>();
              compare("", call.path("flyctl"), call.path("ours"), differences);
              assertThat(differences)
                  .as(call.path("call").asString())
                  .containsExactlyInAnyOrderElementsOf(call.path("differences").propertyNames());
              call.path("differences")
                  .valueStream()
                  .forEach(
                      reason -> assertThat(reason.asString()).matches("(fixes .{2}|same: ).{10,}"));
            });
  }

  @Test
  void comparisonContainsEveryCallThatFlyctlMakes() {
    assertThat(calls().filter(call -> !call.path("flyctl").isNull()))
        .extracting(call -> call.path("call").asString().replaceFirst("[?].*", ""))
        .containsExactlyInAnyOrder(
            "POST /v1/platform/placements",
            "POST /v1/apps",
            "POST /v1/apps/mcp-server-time/ip_assignments",
            "POST /v1/apps/mcp-server-time/ip_assignments",
            "POST /v1/apps/mcp-server-time/secrets",
            "POST /v1/apps/mcp-server-time/secrets",
            "POST /v1/apps/mcp-server-time/volumes",
            "POST /v1/apps/mcp-server-time/machines",
            "DELETE /v1/apps/mcp-server-time/machines/<machine>/lease");
  }

  /** Collects the paths at which two values differ; a list of plain values is one value. */
  private static void compare(String path, JsonNode one, JsonNode other, Set<String> into) {
    if (one.isObject() && other.isObject()) {
      TreeSet<String> names = new TreeSet<>(one.propertyNames());
      names.addAll(other.propertyNames());
      for (String name : names) {
        String below = path.isEmpty() ? name : path + "." + name;
        if (one.has(name) && other.has(name)) {
          compare(below, one.get(name), other.get(name), into);
        } else {
          into.add(below);
        }
      }
    } else if (one.isArray()
        && other.isArray()
        && one.size() == other.size()
        && one.valueStream().allMatch(JsonNode::isObject)) {
      for (int i = 0; i < one.size(); i++) {
        compare(path + "[" + i + "]", one.get(i), other.get(i), into);
      }
    } else if (!one.equals(other)) {
      into.add(path);
    }
  }

  /** The order of an object's members says nothing, and is the same in both texts that way. */
  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      ObjectNode result = JSON.createObjectNode();
      new TreeSet<>(node.propertyNames()).forEach(name -> result.set(name, sorted(node.get(name))));
      return result;
    }
    if (node.isArray()) {
      ArrayNode result = JSON.createArrayNode();
      node.forEach(each -> result.add(sorted(each)));
      return result;
    }
    return node;
  }
}
