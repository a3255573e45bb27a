package dev.mcpfly.transport;

import static dev.mcpfly.transport.RulesClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.RulesClient.Way;
import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that say the same in another way, to get around a rule or a limit. */
@Timeout(60)
class RelayRulesEvasionTest {
  private static final String HIDDEN = "\"params\":{\"name\":\"write_a\",\"arguments\":{}}";

  private static Relay.Builder relay(CatalogServer server) {
    return new Relay.Builder(server).port(0);
  }

  private static Relay.Builder readers(CatalogServer server) {
    return relay(server).tools(t -> t.allow("read_*").deny("read_secret"));
  }

  private static void assertNeverSent(CatalogServer server, String what) {
    assertThat(server.lines).noneMatch(line -> line.contains(what));
  }

  // ---- messages without an answer ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\":\"tools/call\"",
        "\"method\":\"tools\\/call\"",
        "\"method\":\"prompts/get\"",
        "\"method\":\"vendor/custom\"",
        "\"method\":\"notifications/roots/list_changed\",\"Method\":\"tools/call\"",
        "\"method\":\"notifications/roots/list_changed\",\"Id\":1,\"METHOD\":\"tools/call\"",
        "\"method\":\"notifications/cancelled\",\"Method\":\"tools/call\""
      })
  void aCallWithoutAnIdDoesNotReachTheServer(String method) throws Exception {
    for (ChildPolicy policy : List.of(ChildPolicy.perSession(), ChildPolicy.shared())) {
      CatalogServer server = new CatalogServer(false, "read_a", "write_a", "hang");
      try (Relay relay = readers(server).childPolicy(policy).start()) {
        String message = "{\"jsonrpc\":\"2.0\"," + method + "," + HIDDEN + "}";
        String cancels = message.replace("\"name\"", "\"requestId\":1,\"name\"");
        HttpPeer session = new HttpPeer(relay.uri()).session();
        session.post(message);
        session.post(cancels);
        HttpPeer batches = new HttpPeer(relay.uri()).session("2025-03-26");
        batches.post("[" + message + "," + cancels + "]");
        HttpPeer root = new HttpPeer(relay.baseUri(), "Accept", "application/json");
        try (HttpPeer.Stream stream = root.stream()) {
          root.post(HttpPeer.initialize("2025-06-18"));
          assertThat(stream.next("{")).contains("\"id\":0");
          root.post(message);
          root.post(cancels);
        }
        assertThat(session.post(HttpPeer.call("2", "read_a", "{}")).status()).isEqualTo(200);
      }
      assertNeverSent(server, "write_a");
    }
  }

  @Test
  void aStatelessCallWithoutAnIdDoesNotReachTheServer() throws Exception {
    CatalogServer server = new CatalogServer(true);
    try (Relay relay = readers(server).start()) {
      HttpPeer peer =
          new HttpPeer(relay.uri(), "Mcp-Method", "tools/call")
              .with("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", "write_a");
      peer.post(
          "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"write_a\",\"_meta\":{"
              + RelayStatelessTest.META
              + "}}}");
      peer.with("Mcp-Name", "read_a")
          .post(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_a\",\"_meta\":{"
                  + RelayStatelessTest.META
                  + "}}}");
    }
    assertThat(server.heard("tools/call", "read_a")).isTrue();
    assertNeverSent(server, "write_a");
  }

  @Test
  void anAnswerThatCouldBeTakenForACallIsNotPassedOn() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = readers(server).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      try (HttpPeer.Stream stream = session.stream()) {
        server.say("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}");
        assertThat(stream.data()).contains("roots/list");
        session.post(
            "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{},\"Method\":\"tools/call\","
                + HIDDEN
                + "}");
        assertThat(session.post(HttpPeer.call("2", "read_a", "{}")).status()).isEqualTo(200);
      }
    }
    assertNeverSent(server, "write_a");
    assertThat(server.lines).as("the server does not wait").anyMatch(l -> l.contains("not clear"));
  }

  @Test
  void withoutRulesOtherNotificationsPass() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = relay(server).start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      session.post("{\"jsonrpc\":\"2.0\",\"method\":\"$/vendor\"}");
      session.post(HttpPeer.call("2", "read_a", "{}"));
    }
    assertThat(server.heard("$/vendor", "")).isTrue();
  }

  // ---- URIs ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs://secret/b",
        "DOCS://secret/b",
        "docs://SECRET/b",
        "docs://secret/%62",
        "docs://s%65cret/b",
        "docs://secre%74/b",
        "docs://secret%2Fb",
        "docs://secret%2fb",
        "docs://%2573ecret/b",
        "docs://public/../secret/b",
        "docs://public/%2e%2e/secret/b",
        "docs://public/%252e%252e/secret/b",
        "docs://public\\..\\secret\\b",
        "docs://./secret/b",
        "docs://secret//b",
        "docs:////secret/b",
        "docs://secret/./b",
        "docs://secret/c/../b",
        "docs://user@secret/b",
        "docs://secret:/b",
        "docs://secret./b",
        "docs://secret/b?x=1",
        "docs://secret/b#x",
        "docs://secret/b/",
        " docs://secret/b",
        "docs://sec\tret/b",
        "docs://sec\nret/b",
        "do%63s://secret/b",
        "docs://%25252525252573ecret/b"
      })
  void aBlockedResourceIsBlockedHoweverItsUriIsSpelled(String uri) throws Exception {
    CatalogServer server = new CatalogServer(false);
    String named = "\"uri\":" + Json.quote(uri);
    for (Relay.Builder rules :
        List.of(
            relay(server).resources(r -> r.deny("docs://secret/*")),
            relay(server).resources(r -> r.deny("docs://secret/b")),
            relay(server).resources(r -> r.deny("docs://secret/%62")),
            relay(server).resources(r -> r.allow("docs://public/*")))) {
      try (Relay relay = rules.start();
          RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
        assertThat(code(client.ask("resources/read", named))).isEqualTo(-32002);
        assertThat(code(client.ask("resources/subscribe", named))).isEqualTo(-32002);
        String ref = "\"ref\":{\"type\":\"ref/resource\"," + named + "},\"argument\":{}";
        assertThat(code(client.ask("completion/complete", ref))).isEqualTo(-32002);
      }
    }
    assertThat(server.heard).noneMatch(each -> each.startsWith("resources/"));
    assertThat(server.heard).noneMatch(each -> each.startsWith("completion/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs://public/a",
        "docs://public/a b",
        "docs://public/a%20b",
        "docs://public/100%25",
        "docs://public/100%",
        "docs://public/a?q=../secret",
        "docs://public/a.b/..c",
        "docs://public/{x}",
        "docs://public/a%2Ab",
        "docs://public/\u00e9",
        "docs://public/%C3%A9"
      })
  void aPermittedResourceIsPermittedAsItIsSpelled(String uri) throws Exception {
    String named = "\"uri\":" + Json.quote(uri);
    for (Relay.Builder rules :
        List.of(
            relay(new CatalogServer(false)).resources(r -> r.deny("docs://secret/*")),
            relay(new CatalogServer(false)).resources(r -> r.allow("docs://public/*")),
            relay(new CatalogServer(false)).resources(r -> r.allow(uri)))) {
      try (Relay relay = rules.start();
          RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
        assertThat(code(client.ask("resources/read", named))).isZero();
      }
    }
  }

  @Test
  void filesAreTheSameInEachSpellingOfTheirUri() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = relay(server).resources(r -> r.deny("file:///etc/*")).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
      for (String uri :
          List.of(
              "file:///etc/x",
              "file:/etc/x",
              "file://localhost/etc/x",
              "FILE:////etc/x",
              "file:etc/x",
              "file:\\\\\\etc\\x",
              "file:///srv/../etc/x",
              "file:///..%2fetc/x",
              "file://any.host/etc/x")) {
        assertThat(code(client.ask("resources/read", "\"uri\":" + Json.quote(uri))))
            .as(uri)
            .isEqualTo(-32002);
      }
      assertThat(code(client.ask("resources/read", "\"uri\":\"file:///srv/etc/x\""))).isZero();
    }
  }

  @Test
  void websAddressesAreTheSameInEachSpelling() throws Exception {
    CatalogServer server = new CatalogServer(false);
    try (Relay relay = relay(server).resources(r -> r.deny("https://in.example/*")).start();
        RulesClient client = new RulesClient(Way.SESSION, relay.baseUri(), "")) {
      for (String uri :
          List.of(
              "https://in.example/x",
              "https:in.example/x",
              "https:/in.example/x",
              "https:///in.example/x",
              "https:\\\\in.example/x",
              "https://IN.example:443/x",
              "https://a:b@in.example./x",
              "https://in%2Eexample/x")) {
        assertThat(code(client.ask("resources/read", "\"uri\":" + Json.quote(uri))))
            .as(uri)
            .isEqualTo(-32002);
      }
      assertThat(code(client.ask("resources/read", "\"uri\":\"https://in.example.org/x\"")))
          .isZero();
    }
  }

  // ---- scopes ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"method\":\"tools/call\",\"params\":{\"name\":\"read_a\",\"Name\":\"write_a\"}",
        "\"method\":\"tools/list\",\"Method\":\"tools/call\",\"params\":{\"name\":\"write_a\"}",
        "\"method\":\"tools/call\",\"params\":{\"name\":\"read_a\"},\"Params\":{\"name\":\"write_a\"}"
      })
  void aScopeIsNeededForWhatALenientServerWouldRead(String members) throws Exception {
    CatalogServer server = new CatalogServer(false);
    Authenticator reader =
        Authenticator.deciding(
            request -> Authenticator.Decision.accept("alice").scopes(List.of("read")));
    try (Relay relay =
        relay(server)
            .authenticator(reader)
            .scopeRules(ScopeRules.none().tool("write_*", "write"))
            .start()) {
      HttpPeer session = new HttpPeer(relay.uri()).session();
      Answer answer = session.post("{\"jsonrpc\":\"2.0\",\"id\":1," + members + "}");
      assertThat(answer.status()).isEqualTo(400);
    }
    assertNeverSent(server, "write_a");
  }

  // ---- what is hidden ----

  @Test
  void headersDoNotTellThatABlockedToolExists() throws Exception {
    try (Relay relay =
        Relay.stdio(StdioServerMain.command("modern")).port(0).tools(t -> t.deny("r*")).start()) {
      String[] bodies = new String[2];
      String[] names = {"routed", "rooted"};
      for (int i = 0; i < 2; i++) {
        HttpPeer peer =
            new HttpPeer(relay.uri(), "Mcp-Method", "tools/call")
                .with("MCP-Protocol-Version", "2026-07-28", "Mcp-Name", names[i]);
        String call =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
                + names[i]
                + "\",\"arguments\":{\"region\":\"eu\"},\"_meta\":{"
                + RelayStatelessTest.META
                + "}}}";
        bodies[i] = peer.post(call).body().replace(names[i], "NAME");
      }
      assertThat(bodies[0]).isEqualTo(bodies[1]).contains("Unknown tool");
    }
  }

  @Test
  void aTaskWhoseIdTheServerGivesTwiceIsNotOpenToThoseWhoMayNotCallEither() throws Exception {
    CatalogServer server = new CatalogServer(false);
    Authenticator same =
        Authenticator.deciding(
            request -> {
              boolean admin = request.header("Authorization").orElse("").endsWith("admin");
              return Authenticator.Decision.accept("alice")
                  .scopes(admin ? List.of("admin") : List.of());
            });
    try (Relay relay =
            relay(server)
                .authenticator(same)
                .childPolicy(ChildPolicy.perPrincipal())
                .tools(t -> t.allow("read_*").forScope("admin", s -> s.allow("*")))
                .start();
        RulesClient clerk = new RulesClient(Way.SESSION, relay.baseUri(), "clerk");
        RulesClient admin = new RulesClient(Way.SESSION, relay.baseUri(), "admin")) {
      clerk.ask("tools/call", "\"name\":\"read_a\",\"task\":{}");
      assertThat(code(clerk.ask("tasks/result", "\"taskId\":\"task-1\""))).isZero();
      admin.ask("tools/call", "\"name\":\"write_again\",\"task\":{}");
      assertThat(code(clerk.ask("tasks/result", "\"taskId\":\"task-1\""))).isEqualTo(-32602);
      assertThat(code(admin.ask("tasks/result", "\"taskId\":\"task-1\""))).isEqualTo(-32602);
    }
  }

  // ---- limits ----

  @ParameterizedTest
  @EnumSource(Translated.class)
  void whatTheRelayAnswersItselfCountsAsACall(Translated what) throws Exception {
    HeldClock clock = new HeldClock();
    for (boolean modern : new boolean[] {false, true}) {
      Relay.Builder builder =
          relay(new CatalogServer(modern)).callerLimits(l -> l.callsPerMinute(1));
      builder.options().clock = clock;
      try (Relay relay = builder.start();
          RulesClient client = new RulesClient(Way.STATELESS, relay.baseUri(), "")) {
        assertThat(client.call("read_a")).contains("called");
        Answer refused = client.post(what.method, what.params);
        assertThat(refused.status()).as(what + " " + modern).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("60");
      }
      clock.pass(java.time.Duration.ofMinutes(2));
    }
  }

  enum Translated {
    DISCOVER("server/discover", ""),
    LISTEN("subscriptions/listen", "\"notifications\":{}"),
    RESUME("tools/call", "\"name\":\"read_a\",\"requestState\":\"guess\"");

    private final String method;
    private final String params;

    Translated(String method, String params) {
      this.method = method;
      this.params = params;
    }
  }
}
