package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineService;
import dev.mcpfly.api.model.MachineState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Fields that the client does not know stay unchanged, at every depth and in every form. */
class UnknownFieldsTest extends Served {

  /** A configuration with 40 fields that no version of this library knows, and every odd form. */
  private static JsonObject odd() {
    Map<String, Object> config =
        new LinkedHashMap<>(
            JsonObject.parse(
                    """
                    {"image":"nginx","env":{"A":"b"},"init":{},
                     "guest":{"cpu_kind":"shared","cpus":1,"memory_mb":256,"persist_rootfs":2},
                     "services":[{"protocol":"tcp","internal_port":80,"autostop":true,
                       "force_instance_key":null,
                       "checks":[{"type":"http","path":"/","interval":15000000000}],
                       "ports":[{"port":80,"handlers":["http"],"http_options":
                         {"response":{"headers":{"a":["b","c"],"d":false}}}}]}],
                     "stop_config":{"timeout":"1m30s"},"restart":{"policy":"sometimes"},
                     "mounts":null,"statics":[],"metadata":{}}\
                    """)
                .asMap());
    for (int i = 0; i < 40; i++) {
      Object value =
          switch (i % 8) {
            case 0 -> "text " + i;
            case 1 -> i * 1_000_000_007L;
            case 2 -> new BigDecimal("0.10");
            case 3 -> i % 3 == 0;
            case 4 -> new ArrayList<>(List.of(i, "a", Map.of("deep", List.of())));
            case 5 -> Map.of("x", Map.of("y", i), "z", List.of(Map.of()));
            case 6 -> null;
            default -> new BigInteger("123456789012345678901234567890");
          };
      config.put("unknown_" + i, value);
    }
    return JsonObject.of(config);
  }

  @Test
  void aConfigWith40UnknownFieldsDiffersInTheChangedFieldOnly() {
    JsonObject config = odd();
    JsonObject machine =
        JsonObject.of("id", "17").with("state", "started").with("instance_id", "01A");
    SERVER.stubFor(get(anyUrl()).willReturn(okJson(machine.with("config", config).toJson())));
    SERVER.stubFor(post(anyUrl()).willReturn(okJson(machine.toJson())));

    builder().build().app("my-app").machines().update("17", u -> u.config(c -> c.image("nginx:2")));

    JsonObject sent =
        JsonObject.parse(SERVER.findAll(postRequestedFor(anyUrl())).get(0).getBodyAsString());
    assertThat(sent.text("current_version")).isEqualTo("01A");
    assertThat(differences("", config, sent.object("config"))).containsExactly(".image");
  }

  @Test
  void aDeepChangeDiffersInTheChangedFieldOnly() {
    MachineConfig config = new MachineConfig(odd());
    MachineConfig changed =
        MachineConfigBuilder.change(
            config, c -> c.service(80, s -> s.http(80, p -> p.forceHttps(true))));
    assertThat(differences("", config.json(), changed.json()))
        .containsExactly(".services[0].ports[0].force_https");
  }

  @Test
  void readsEveryUnusualForm() {
    MachineConfig config = new MachineConfig(odd());
    MachineService service = config.services().get(0);
    assertThat(service.autostop()).contains(Autostop.STOP);
    assertThat(service.checks().get(0).interval()).contains(Duration.ofSeconds(15));
    assertThat(config.stop().orElseThrow().timeout()).contains(Duration.ofSeconds(90));
    assertThat(config.guest().orElseThrow().persistRootfs()).contains("always");
    assertThat(config.restart().orElseThrow().policy())
        .isEqualTo(MachineConfig.RestartPolicy.of("sometimes"));
    assertThat(config.mounts()).isEmpty();
    assertThat(new MachineService(JsonObject.parse("{\"autostop\":false}")).autostop())
        .contains(Autostop.OFF);
    assertThat(new MachineService(JsonObject.parse("{\"autostop\":\"nap\"}")).autostop())
        .contains(Autostop.of("nap"));
  }

  @Test
  void keepsAStateThatIsNewToIt() {
    Machine machine = new Machine(JsonObject.parse("{\"id\":\"1\",\"state\":\"warping\"}"));
    assertThat(machine.state()).isEqualTo(MachineState.of("warping"));
    assertThat(machine.state().isKnown()).isFalse();
    assertThat(machine.json().toJson()).isEqualTo("{\"id\":\"1\",\"state\":\"warping\"}");
  }

  private static Set<String> differences(String at, Object a, Object b) {
    Set<String> result = new TreeSet<>();
    if (a instanceof JsonObject left && b instanceof JsonObject right) {
      Map<String, Object> all = new TreeMap<>();
      left.asMap().keySet().forEach(key -> all.put(key, ""));
      right.asMap().keySet().forEach(key -> all.put(key, ""));
      for (String key : all.keySet()) {
        if (left.has(key) != right.has(key)) {
          result.add(at + "." + key);
        } else {
          result.addAll(differences(at + "." + key, left.get(key), right.get(key)));
        }
      }
    } else if (a instanceof List<?> left
        && b instanceof List<?> right
        && left.size() == right.size()) {
      for (int i = 0; i < left.size(); i++) {
        result.addAll(differences(at + "[" + i + "]", left.get(i), right.get(i)));
      }
    } else if (a == null ? b != null : !a.equals(b)) {
      result.add(at);
    }
    return result;
  }
}
