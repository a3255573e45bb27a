package dev.mcpfly.transport;

import static dev.mcpfly.transport.RulesClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.RulesClient.Way;
import dev.mcpfly.transport.internal.JsonMembers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tools, prompts and resources callers see and use; the known pitfalls of such filters. */
@Timeout(60)
class RelayRulesTest {
  private static final String PRIVATE = "\"cacheScope\":\"private\"";

  private static Relay.Builder relay(CatalogServer server) {
    return new Relay.Builder(server).port(0);
  }

  private static Relay.Builder readers(CatalogServer server) {
    return relay(server).tools(t -> t.allow("read_*").deny("read_secret"));
  }

  static Stream<Arguments> waysAndServers() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Arguments.of(way, false), Arguments.of(way, true)))
        .filter(each -> each.get()[0] == Way.STATELESS || !(boolean) each.get()[1]);
  }

  // ---- the pitfalls ----

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void pitfall1_onePredicateDecidesAboutListAndCall(Way way, boolean modern) throws Exception {
    for (ChildPolicy policy : List.of(ChildPolicy.perSession(), ChildPolicy.shared())) {
      CatalogServer server = new CatalogServer(modern);
      try (Relay relay = readers(server).childPolicy(policy).start();
          RulesClient client = new RulesClient(way, relay.baseUri(), "")) {
        assertThat(client.tools()).containsExactly("read_a");
        assertThat(client.call("read_a")).contains("called read_a");
        assertThat(code(client.call("read_secret"))).isEqualTo(-32602);
        assertThat(code(client.call("write_a"))).isEqualTo(-32602);
        assertThat(server.heard("tools/call", "read_a")).isTrue();
        assertThat(server.heard("tools/call", "read_secret")).isFalse();
        assertThat(server.heard("tools/call", "write_a")).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void pitfall2_aBlockedToolIsAnsweredLikeOneThatDoesNotExist(Way way, boolean modern)
      throws Exception {
    try (Relay relay = readers(new CatalogServer(modern)).start();
        RulesClient client = new RulesClient(way, relay.baseUri(), "")) {
      String blocked = client.call("write_a").replaceAll("\"id\":\\d+", "");
      String unknown = client.call("write_b").replaceAll("\"id\":\\d+", "");
      assertThat(blocked).isEqualTo(unknown.replace("write_b", "write_a"));
      assertThat(blocked).contains("\"code\":-32602").contains("Unknown tool: write_a");
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void pitfall3_aPageMayBeEmptyAndKeepsItsCursor(Way way, boolean modern) throws Exception {
    try (Relay relay = relay(new CatalogServer(modern)).tools(t -> t.deny("read_a")).start();
        RulesClient client = new RulesClient(way, relay.baseUri(), "")) {
      String first = client.ask("tools/list", "\"paged\":1");
      assertThat(first).contains("\"tools\":[]").contains("\"nextCursor\":\"1\"");
      assertThat(client.ask("tools/list", "\"paged\":1,\"cursor\":\"1\"")).contains("read_secret");
    }
  }

  @Test
  void pitfall4_listChangedPasses() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = readers(server).start();
        RulesClient client = new RulesClient(Way.WRAP, relay.baseUri(), "")) {
      assertThat(client.tools()).isNotEmpty();
      server.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
      // The next line is the notification, whatever is asked after it.
      assertThat(client.ask("ping", "")).contains("tools/list_changed");
    }
  }

  @Test
  void pitfall5_listsThatDifferByCallerAreNotKeptInSharedCaches() throws Exception {
    Consumer<RelayRules.NameRules> differing =
        t -> t.allow("*").forPrincipal("token", p -> p.deny("write_*"));
    try (Relay relay = relay(new CatalogServer(true)).bearerToken("t").tools(differing).start();
        RulesClient client = new RulesClient(Way.STATELESS, relay.baseUri(), "t")) {
      assertThat(client.ask("tools/list", "")).contains(PRIVATE).doesNotContain("public");
      assertThat(client.ask("server/discover", "")).contains(PRIVATE).doesNotContain("public");
      // Nobody's prompts differ.
      assertThat(client.ask("prompts/list", "")).contains("\"cacheScope\":\"public\"");
    }
    try (Relay relay = readers(new CatalogServer(true)).start();
        RulesClient client = new RulesClient(Way.STATELESS, relay.baseUri(), "")) {
      assertThat(client.ask("tools/list", "")).contains("\"cacheScope\":\"public\"");
    }
  }

  @Test
  void pitfall6_headersOfToolsAreCheckedWithTheWholeCatalog() throws Exception {
    try (Relay relay =
        Relay.stdio(StdioServerMain.command("modern"))
            .port(0)
            .tools(t -> t.allow("*").forPrincipal("token", p -> p.deny("routed", "echo")))
            .bearerToken("t")
            .principal("other", "o")
            .start()) {
      RulesClient limited = new RulesClient(Way.STATELESS, relay.baseUri(), "t");
      assertThat(limited.tools()).doesNotContain("routed").contains("seen");
      HttpPeer other =
          new HttpPeer(relay.uri(), "Authorization", "Bearer o", "Mcp-Method", "tools/call")
              .with("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "routed");
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"routed\","
              + "\"arguments\":{\"region\":\"eu\"},\"_meta\":{"
              + RelayStatelessTest.META
              + "}}}";
      assertThat(other.post(call).errorCode()).isEqualTo(-32020);
      assertThat(other.post(call, "Mcp-Param-Region", "eu").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void pitfall7_namesStayAsTheServerSpellsThem(Way way, boolean modern) throws Exception {
    String odd = "read_\u00e9 \"x\"";
    try (Relay relay =
            relay(new CatalogServer(modern, odd, "write_a")).tools(t -> t.allow("read_*")).start();
        RulesClient client = new RulesClient(way, relay.baseUri(), "")) {
      assertThat(client.tools()).containsExactly(odd);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"read_a\",\"name\":\"write_a\"}",
        "{\"name\":\"read_a\",\"Name\":\"write_a\"}",
        "{\"name\":\"read_a\",\"NAME\":\"write_a\"}",
        "{\"name\":\"read_a\",\"n\\u0061me\":\"write_a\"}",
        "{\"name\":[\"write_a\"]}",
        "{\"name\":null}",
        "{}"
      })
  void pitfall8_oneMessageNamesOneTool(String params) throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = readers(server).start()) {
      HttpPeer peer = new HttpPeer(relay.uri()).session("2025-03-26");
      String message =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}";
      assertThat(peer.post(message).errorCode()).isNegative();
      assertThat(peer.post("[" + message + "]").body()).contains("\"error\"");
      String upper = message.replace("\"params\"", "\"Params\":{\"name\":\"write_a\"},\"params\"");
      assertThat(peer.post(upper).errorCode()).isNegative();
      assertThat(server.heard).noneMatch(each -> each.startsWith("tools/call"));
    }
  }

  @Test
  void pitfall8_theHeaderDoesNotDecideAndMustMatchTheMessage() throws Exception {
    CatalogServer server = new CatalogServer(true);
    try (Relay relay = readers(server).start()) {
      HttpPeer peer =
          new HttpPeer(relay.uri(), "Mcp-Method", "tools/call")
              .with("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "read_a");
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"write_a\","
              + "\"_meta\":{"
              + RelayStatelessTest.META
              + "}}}";
      assertThat(peer.post(call).errorCode()).isEqualTo(-32020);
      assertThat(server.heard("tools/call", "write_a")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void pitfall9_promptsResourcesAndCompletionHaveTheirOwnRules(Way way, boolean modern)
      throws Exception {
    CatalogServer server = new CatalogServer(modern);
    try (Relay relay =
            relay(server)
                .prompts(p -> p.allow("hello"))
                .resources(r -> r.deny("docs://secret/*"))
                .start();
        RulesClient client = new RulesClient(way, relay.baseUri(), "")) {
      assertThat(client.tools()).hasSize(3);
      assertThat(client.list("prompts/list", "prompts", "name")).containsExactly("hello");
      assertThat(client.list("resources/list", "resources", "uri"))
          .containsExactly("docs://public/a");
      assertThat(client.list("resources/templates/list", "resourceTemplates", "uriTemplate"))
          .containsExactly("docs://public/{x}");
      assertThat(client.ask("prompts/get", "\"name\":\"hello\"")).contains("\"result\"");
      assertThat(client.ask("prompts/get", "\"name\":\"hidden\"")).contains("Unknown prompt");
      assertThat(client.ask("resources/read", "\"uri\":\"docs://public/a\"")).contains("result");
      boolean stateless = way == Way.STATELESS && modern;
      assertThat(code(client.ask("resources/read", "\"uri\":\"docs://secret/b\"")))
          .isIn(-32002, stateless || way == Way.STATELESS ? -32602 : -32002);
      String prompt = "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"%s\"},\"argument\":{}";
      assertThat(client.ask("completion/complete", prompt.formatted("hello"))).contains("result");
      assertThat(code(client.ask("completion/complete", prompt.formatted("hidden"))))
          .isEqualTo(-32602);
      String resource = "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"%s\"},\"argument\":{}";
      assertThat(code(client.ask("completion/complete", resource.formatted("docs://secret/{x}"))))
          .isNegative();
      assertThat(server.heard)
          .doesNotContain("prompts/get hidden", "resources/read docs://secret/b");
    }
  }

  @ParameterizedTest
  @MethodSource("sessionWays")
  void pitfall9_aTaskFollowsTheRuleOfItsTool(Way way) throws Exception {
    CatalogServer server = new CatalogServer(false);
    Consumer<RelayRules.NameRules> rules =
        t -> t.allow("read_*").forPrincipal("boss", p -> p.allow("*"));
    try (Relay relay =
        relay(server)
            .principal("boss", "b")
            .principal("clerk", "c")
            .tools(rules)
            .childPolicy(ChildPolicy.perPrincipal())
            .start()) {
      RulesClient clerk = new RulesClient(way, relay.baseUri(), "c");
      clerk.ask("tools/call", "\"name\":\"read_a\",\"task\":{}");
      assertThat(clerk.ask("tasks/get", "\"taskId\":\"task-1\"")).contains("\"result\"");
      // Not known to be of a tool that the clerk may call.
      assertThat(code(clerk.ask("tasks/get", "\"taskId\":\"task-2\""))).isEqualTo(-32602);
      assertThat(code(clerk.ask("tasks/cancel", "\"taskId\":\"task-2\""))).isEqualTo(-32602);
      if (way == Way.SESSION) {
        assertThat(clerk.ask("tasks/list", "")).contains("task-1").doesNotContain("task-2");
      }
      clerk.close();
    }
  }

  static Way[] sessionWays() {
    return RulesClient.sessions();
  }

  @Test
  void pitfall10_anAllowListKeepsNewToolsOfTheServerOut() throws Exception {
    CatalogServer server = new CatalogServer(false, "read_a", "brand_new");
    try (Relay relay = relay(server).tools(t -> t.allow("read_a")).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
      assertThat(client.tools()).containsExactly("read_a");
      assertThat(code(client.call("brand_new"))).isEqualTo(-32602);
    }
  }

  @Test
  void pitfall10_whatIsAllowedForOneOnlyIsNotAllowedForOthers() throws Exception {
    try (Relay relay =
        relay(new CatalogServer(false))
            .principal("alice", "a")
            .principal("bob", "b")
            .tools(t -> t.forPrincipal("alice", p -> p.allow("read_a")))
            .start()) {
      assertThat(new RulesClient(Way.SESSION, relay.baseUri(), "a").tools())
          .containsExactly("read_a");
      assertThat(new RulesClient(Way.SESSION, relay.baseUri(), "b").tools()).isEmpty();
    }
  }

  @Test
  void pitfall11_aRuleThatMatchesNothingIsReportedOnce() throws Exception {
    BlockingQueue<RelayEvent> events = new LinkedBlockingQueue<>();
    List<String> log = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Relay relay =
        relay(new CatalogServer(false))
            .tools(t -> t.allow("read_*", "reed_a").deny("wipe_*"))
            .listener(events::add)
            .logger(log::add)
            .start()) {
      RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "");
      // Not before the last page is seen.
      client.ask("tools/list", "\"paged\":1");
      client.ask("tools/list", "\"paged\":1,\"cursor\":\"1\"");
      assertThat(log).noneMatch(line -> line.contains("matches no"));
      client.ask("tools/list", "\"paged\":1,\"cursor\":\"2\"");
      client.tools();
      client.tools();
    }
    assertThat(events.stream().filter(RelayEvent.UnmatchedRule.class::isInstance))
        .extracting(event -> ((RelayEvent.UnmatchedRule) event).pattern())
        .containsExactly("reed_a", "wipe_*");
    assertThat(log.stream().filter(line -> line.contains("matches no tool"))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DOCS://secret/b",
        "docs://secret/./b",
        "docs://secret/%62",
        "docs://SECRET/x/../b",
        "docs://secret/*",
        "docs://public/%7Bx%7D"
      })
  void pitfall11_aRuleAboutAResourceMatchesItInEachSpelling(String pattern) throws Exception {
    BlockingQueue<RelayEvent> events = new LinkedBlockingQueue<>();
    try (Relay relay =
            relay(new CatalogServer(false))
                .resources(r -> r.deny(pattern, "docs://nowhere"))
                .listener(events::add)
                .start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
      client.list("resources/templates/list", "resourceTemplates", "uriTemplate");
      client.list("resources/list", "resources", "uri");
    }
    assertThat(events.stream().filter(RelayEvent.UnmatchedRule.class::isInstance))
        .extracting(event -> ((RelayEvent.UnmatchedRule) event).pattern())
        .containsExactly("docs://nowhere");
  }

  @Test
  void pitfall12_theServersAnswerCannotExposeWhatIsBlocked() throws Exception {
    // A client's list is filtered whatever the server puts beside the names.
    CatalogServer server = new CatalogServer(false, "read_a", "write_a");
    try (Relay relay = readers(server).childPolicy(ChildPolicy.shared()).start()) {
      HttpPeer peer = new HttpPeer(relay.uri()).session();
      String list = peer.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").body();
      assertThat(list).contains("read_a").doesNotContain("write_a");
      // And once more through a second relay in front of the first, with other rules.
      try (Relay outer =
          Relay.stdio(ProxyCommand.to(relay.uri())).port(0).tools(t -> t.deny("read_a")).start()) {
        HttpPeer far = new HttpPeer(outer.uri()).session();
        assertThat(far.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").body())
            .contains("\"tools\":[]");
      }
    }
  }

  // ---- who is meant ----

  @ParameterizedTest
  @MethodSource("waysAndServers")
  void principalsSeeTheirOwnToolsAndScopesAddTheirs(Way way, boolean modern) throws Exception {
    try (Relay relay =
        relay(new CatalogServer(modern))
            .authenticator(
                Authenticator.deciding(
                    request -> {
                      String who =
                          request.header("Authorization").orElse("").replace("Bearer ", "");
                      Authenticator.Decision decision = Authenticator.Decision.accept(who);
                      return who.equals("carol") ? decision.scopes(List.of("write")) : decision;
                    }))
            .tools(
                t ->
                    t.allow("read_a")
                        .forPrincipal("bob", p -> p.allow("read_*"))
                        .forScope("write", s -> s.allow("write_*")))
            .start()) {
      for (String[] each :
          new String[][] {
            {"alice", "read_a"}, {"bob", "read_a", "read_secret"}, {"carol", "read_a", "write_a"}
          }) {
        try (RulesClient client = new RulesClient(way, relay.baseUri(), each[0])) {
          assertThat(client.tools())
              .as(each[0])
              .containsExactly(List.of(each).subList(1, each.length).toArray(new String[0]));
          assertThat(code(client.call("write_a"))).isEqualTo(each[0].equals("carol") ? 0 : -32602);
        }
      }
    }
  }

  @Test
  void rulesHoldInAServletAndInAHandler() throws Exception {
    for (boolean jetty : new boolean[] {true, false}) {
      CatalogServer server = new CatalogServer(false);
      Relay.Builder rules = new Relay.Builder(server).tools(t -> t.allow("read_a"));
      Fronts.WithUri test =
          root -> {
            String basic =
                "Basic "
                    + java.util.Base64.getEncoder()
                        .encodeToString("u:u".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            HttpPeer peer =
                new HttpPeer(URI.create(root + "/mcp"), "Authorization", basic).session();
            String list =
                peer.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").body();
            assertThat(
                    JsonMembers.elements(
                        JsonMembers.of(JsonMembers.of(list).get("result")).get("tools")))
                .hasSize(1);
            assertThat(peer.post(HttpPeer.call("2", "write_a", "{}")).errorCode())
                .isEqualTo(-32602);
          };
      if (jetty) {
        Fronts.jetty(rules, "/*", test);
      } else {
        Fronts.jdk(rules, test);
      }
    }
  }

  @Test
  void aSubscriptionToABlockedResourceIsLeftOut() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = relay(server).resources(r -> r.deny("docs://secret/*")).start()) {
      HttpPeer peer =
          new HttpPeer(relay.uri(), "Mcp-Method", "subscriptions/listen")
              .with("MCP-Protocol-Version", "2026-07-28");
      String listen =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{"
              + "\"notifications\":{\"resourceSubscriptions\":[\"docs://public/a\","
              + "\"docs://secret/b\"]},\"_meta\":{"
              + RelayStatelessTest.META
              + "}}}";
      try (HttpPeer.Stream stream = peer.postStream(listen)) {
        assertThat(stream.data()).contains("docs://public/a").doesNotContain("secret");
      }
      assertThat(server.heard("resources/subscribe", "docs://secret/b")).isFalse();
    }
  }

  // ---- what cannot be ----

  @Test
  void rejectsRulesThatCannotTakeEffect() {
    CatalogServer server = new CatalogServer(false);
    assertThatThrownBy(
            () ->
                relay(server)
                    .bearerToken("t")
                    .tools(t -> t.forScope("x", s -> s.allow("*")))
                    .start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scope \"x\"");
    assertThatThrownBy(
            () ->
                relay(server)
                    .principal("alice", "a")
                    .tools(t -> t.forPrincipal("alcie", p -> p.allow("*")))
                    .start())
        .hasMessageContaining("\"alcie\"")
        .hasMessageContaining("[alice]");
    assertThatThrownBy(() -> relay(server).tools(t -> t.allow("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> relay(server).callerLimits(l -> l.callsPerMinute(0)))
        .hasMessageContaining("but was 0");
    assertThatThrownBy(() -> relay(server).callerLimits(l -> l.callsAtOnce(-1)))
        .hasMessageContaining("but was -1");
    assertThatThrownBy(
            () -> relay(server).tools(t -> t.forScope("a", s -> s.forScope("b", x -> {}))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.heard).isEmpty();
  }

  @Test
  void refusesOneTokenForTwoPrincipals() {
    CatalogServer server = new CatalogServer(false);
    assertThatThrownBy(() -> relay(server).principal("alice", "s3cret").principal("bob", "s3cret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"alice\" and \"bob\"")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> relay(server).bearerToken("s3cret").principal("bob", "s3cret"))
        .isInstanceOf(IllegalArgumentException.class);
    RelayRules rules =
        RelayRules.none().principalToken("alice", "ALICE").principalToken("bob", "BOB");
    assertThatThrownBy(
            () -> relay(server).rules(rules, Map.of("ALICE", "s3cret", "BOB", "s3cret")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same bearer token");
    // The same once more is no contradiction.
    relay(server).principal("alice", "s3cret").principal("alice", "s3cret");
  }

  @Test
  void reportsRefusedCallsToListeners() throws Exception {
    BlockingQueue<RelayEvent> events = new LinkedBlockingQueue<>();
    try (Relay relay = readers(new CatalogServer(false)).listener(events::add).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
      client.call("write_a");
      RelayEvent event;
      do {
        event = events.poll(60, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
      } while (!(event instanceof RelayEvent.Refused));
      RelayEvent.Refused refused = (RelayEvent.Refused) event;
      assertThat(refused.reason()).isEqualTo(RelayEvent.Reason.RULE);
      assertThat(refused.name()).contains("write_a");
      assertThat(refused.method()).isEqualTo("tools/call");
    }
  }
}
