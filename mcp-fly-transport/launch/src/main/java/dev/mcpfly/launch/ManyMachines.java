package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineContainerBuilder;
import dev.mcpfly.api.MachineServiceBuilder;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineService;
import dev.mcpfly.api.model.Signal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine's configuration says so that its relay ends calls before it stops, and so that it
 * is one of several.
 */
final class ManyMachines {
  private static final String DRAIN = "MCP_FLY_DRAIN";
  private static final String EXIT_WHEN_IDLE = "MCP_FLY_EXIT_WHEN_IDLE";
  private static final Duration DRAIN_TIME = Duration.ofSeconds(30);

  /** Fly stops at most one machine of a region in a pass of some minutes; relays do it earlier. */
  private static final String IDLE_TIME = "10m";

  /** For the relay to end its server once the calls have ended. */
  private static final Duration AFTER_DRAIN = Duration.ofSeconds(15);

  /** The longest that Fly waits between the signal and the kill. */
  private static final Duration LONGEST_STOP = Duration.ofMinutes(5);

  private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m)");
  private static final String READY = "/readyz";

  private ManyMachines() {}

  /** Returns the variables of the relay. */
  static Map<String, String> environment(ServerDesign design) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (design.isRelayed()) {
      variables.put(DRAIN, DRAIN_TIME.toSeconds() + "s");
      if (design.isSeveral() && stopsWhenIdle(design)) {
        variables.put(EXIT_WHEN_IDLE, IDLE_TIME);
      }
    }
    return variables;
  }

  private static boolean stopsWhenIdle(ServerDesign design) {
    return !design.asked().machine().autostop().equals(Autostop.OFF);
  }

  /** Describes how the machine stops, and that it stays stopped when the relay has ended. */
  static void describe(ServerDesign design, MachineConfigBuilder c) {
    if (design.isRelayed()) {
      c.stop(Signal.SIGTERM, stopTime(design.asked().machine().environment()));
    }
    if (design.isSeveral()) {
      c.restart(MachineConfig.RestartPolicy.ON_FAILURE);
    }
  }

  /** Describes how the container of a relay stops. */
  static void describe(ServerDesign design, MachineContainerBuilder container) {
    if (design.isRelayed()) {
      container.stop(Signal.SIGTERM, stopTime(design.asked().machine().environment()));
    }
  }

  private static Duration stopTime(Map<String, String> environment) {
    Matcher time = TIME.matcher(environment.getOrDefault(DRAIN, ""));
    Duration drain = DRAIN_TIME;
    if (time.matches()) {
      long number = Long.parseLong(time.group(1));
      drain = time.group(2).equals("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }
    Duration stop = drain.plus(AFTER_DRAIN);
    return stop.compareTo(LONGEST_STOP) > 0 ? LONGEST_STOP : stop;
  }

  /** Describes how requests are spread. */
  static void publish(ServerDesign design, MachineServiceBuilder service) {
    Scaling scaling = design.asked().machine().scaling();
    if (design.isSeveral() || scaling.hasLimits()) {
      service.requests(scaling.soft(), scaling.hard());
    }
    if (design.isSeveral() && design.asked().server().reverseProxy() == null) {
      service.httpCheck(READY, DesiredMachine::pace);
    }
  }

  /** Takes out what an earlier launch has put in that an update would put in again, or not. */
  static void renew(ServerDesign design, MachineConfig there, MachineConfigBuilder c) {
    c.withoutEnv(EXIT_WHEN_IDLE);
    Set<String> ours = new LinkedHashSet<>(Set.of(READY));
    if (design.source() instanceof ServerSource.Http http && http.healthPath() != null) {
      ours.add(http.healthPath());
    }
    for (MachineService service : there.services()) {
      if (service.internalPort() == design.publishedPort() && !service.checks().isEmpty()) {
        List<JsonObject> others =
            service.checks().stream()
                .map(MachineConfig.Check::json)
                .filter(check -> !ours.contains(check.text("path", "")))
                .toList();
        c.service(
            service.internalPort(),
            s -> {
              if (others.isEmpty()) {
                s.unset("checks");
              } else {
                s.set("checks", others);
              }
            });
      }
    }
  }

  /**
   * Makes of the configuration of a single machine that of one of several.
   *
   * @param container the server's container, if the machine runs containers
   */
  static MachineConfig ofSeveral(MachineConfig single, String container) {
    Optional<MachineService> published =
        single.services().stream().filter(service -> !service.ports().isEmpty()).findFirst();
    Map<String, String> variables = new LinkedHashMap<>();
    if (published
        .flatMap(MachineService::autostop)
        .filter(autostop -> !autostop.equals(Autostop.OFF))
        .isPresent()) {
      variables.put(EXIT_WHEN_IDLE, IDLE_TIME);
    }
    Optional<MachineContainer> server =
        single.containers().stream().filter(each -> each.name().equals(container)).findFirst();
    return MachineConfigBuilder.change(
        single,
        c -> {
          c.restart(MachineConfig.RestartPolicy.ON_FAILURE);
          if (single.stop().isEmpty()) {
            c.stop(Signal.SIGTERM, DRAIN_TIME.plus(AFTER_DRAIN));
            variables.put(DRAIN, DRAIN_TIME.toSeconds() + "s");
          }
          published.ifPresent(
              there -> c.service(there.internalPort(), s -> publish(there, server.isEmpty(), s)));
          server.ifPresentOrElse(
              there -> c.container(there.name(), there.image(), b -> equip(there, variables, b)),
              () -> c.env(variables));
        });
  }

  private static void publish(MachineService there, boolean direct, MachineServiceBuilder service) {
    if (there.concurrency().isEmpty()) {
      service.requests(Scaling.SOFT_LIMIT, Scaling.HARD_LIMIT);
    }
    if (there.checks().isEmpty() && direct) {
      service.httpCheck(READY, DesiredMachine::pace);
    }
  }

  /** Passes the secrets to the container, which sees no others. */
  private static void equip(
      MachineContainer there, Map<String, String> variables, MachineContainerBuilder container) {
    variables.forEach(container::env);
    boolean hasKey =
        there.json().objects("secrets").stream()
            .anyMatch(each -> each.text("env_var", "").equals(SecretsDesign.STICKY_KEY));
    if (!hasKey) {
      container.secret(SecretsDesign.STICKY_KEY);
    }
  }
}
