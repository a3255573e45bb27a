package dev.mcpfly.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Judges what became of the calls of {@link SdkClients}: each is answered once, by its own answer,
 * and executed once. A session may end with a 404, if the call that heard it had not been executed.
 */
final class CallVerdict {
  private static final String NO_SESSION = "initialize again";
  private static final String NO_STREAM = "stream gone";

  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final Excuses excuses;

  /** Says why calls may fail. */
  interface Excuses {
    /** No call may fail. */
    Excuses NONE = (machine, start, end) -> Optional.empty();

    /**
     * Returns why a call may have failed; empty if it may not.
     *
     * @param machine where its session was; may be empty
     * @param start when it began, in milliseconds of the epoch
     * @param end when it failed
     */
    Optional<String> of(String machine, long start, long end);
  }

  CallVerdict(Excuses excuses) {
    this.excuses = excuses;
  }

  /**
   * Judges.
   *
   * @param opened takes each session that was opened
   * @param succeeded takes each call that was answered
   */
  void judge(SdkClients clients, Consumer<JsonNode> opened, Consumer<JsonNode> succeeded)
      throws IOException {
    Map<String, Integer> executed = clients.executed();
    clients.events(
        event -> {
          String key = event.path("key").asString("");
          String error = event.path("error").asString("");
          switch (event.path("type").asString()) {
            case "call" -> {
              if (!answered.add(key)) {
                problems.add("answered twice: " + event);
              }
              succeeded.accept(event);
            }
            case "open" -> opened.accept(event);
            case "lost" -> lost("with 404", event, executed.containsKey(key));
            case "failed", "closed" -> {
              if (error.contains(NO_SESSION)) {
                lost("with 404 in their handshake", event, executed.containsKey(key));
              } else if (error.contains(NO_STREAM) && !executed.containsKey(key)) {
                count("sessions lost with 404 on their stream");
              } else {
                failed(event);
              }
            }
            default -> problems.add(event.toString());
          }
        });
    executed.forEach(
        (key, times) -> {
          if (times > 1) {
            problems.add("executed " + times + " times: " + key);
          }
        });
    answered.stream()
        .filter(key -> !executed.containsKey(key))
        .forEach(key -> problems.add("answered and not executed: " + key));
  }

  /** A call that was executed is lost with its session, unless there is an excuse. */
  private void lost(String how, JsonNode event, boolean executed) {
    if (executed) {
      failed(event);
    } else {
      count("sessions lost " + how);
    }
  }

  private void failed(JsonNode event) {
    Optional<String> excuse =
        excuses.of(
            event.path("machine").asString(""),
            event.path("start").asLong(),
            event.path("at").asLong());
    if (excuse.isPresent()) {
      count("calls failed " + excuse.get());
    } else {
      problem(event.path("type").asString() + ": " + event);
    }
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void problem(String what) {
    problems.add(what);
  }

  /** How many calls were answered. */
  int answered() {
    return answered.size();
  }

  /** What must not be. */
  List<String> problems() {
    return problems;
  }

  /** Prints what happened, the first problems included. */
  void print(String test) {
    System.out.printf("%s: %d calls answered, %d problems%n", test, answered(), problems.size());
    counts.forEach((what, times) -> System.out.printf("%s:   %6d  %s%n", test, times, what));
    problems.stream().limit(20).forEach(System.out::println);
  }
}
