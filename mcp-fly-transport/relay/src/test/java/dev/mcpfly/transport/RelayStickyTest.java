package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two relays of one app, and requests that come to the one though they are for the other. */
@Timeout(120)
class RelayStickyTest {
  static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String THERE = "instance=m1aa;timeout=5s;fallback=force_self";
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private static Relay home;
  private static Relay other;

  static Relay.Builder relay(String machine, String... server) {
    return Relay.stdio(StdioServerMain.command(server))
        .port(0)
        .principal("ada", "a")
        .principal("bob", "b")
        .stickySessions(machine, KEY);
  }

  @BeforeAll
  static void start() {
    home = relay("m1aa").start();
    other = relay("m2bb").start();
  }

  @AfterAll
  static void stop() {
    home.close();
    other.close();
  }

  private static HttpPeer peer(Relay relay, String token) {
    return new HttpPeer(relay.uri(), "Authorization", "Bearer " + token);
  }

  private static String session(Relay relay) throws Exception {
    return session(peer(relay, "a"));
  }

  private static String session(HttpPeer peer) throws Exception {
    Answer answer = peer.post(HttpPeer.initialize("2025-11-25"));
    assertThat(answer.status()).isEqualTo(200);
    return answer.header("Mcp-Session-Id");
  }

  static void assertSentOn(Answer answer, String where) {
    assertThat(answer.header("fly-replay")).as(answer.body()).isEqualTo(where);
    assertThat(answer.status()).isEqualTo(409);
  }

  static void assertUnknown(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.header("fly-replay")).isEmpty();
  }

  @Test
  void sendsEveryRequestOfASessionToItsMachine() throws Exception {
    String id = session(home);
    assertThat(id).matches("[\\x21-\\x7E]+").contains(".m1aa.");
    HttpPeer there = peer(other, "a").with("Mcp-Session-Id", id);
    assertSentOn(there.post(call("1", "echo", "{}")), THERE);
    assertSentOn(there.post(INITIALIZED), THERE);
    assertSentOn(there.send("GET", "Accept", "text/event-stream"), THERE);
    assertSentOn(there.send("GET", "Accept", "text/event-stream", "Last-Event-ID", "0-1"), THERE);
    assertSentOn(there.send("DELETE"), THERE);
    HttpPeer here = peer(home, "a").with("Mcp-Session-Id", id);
    assertThat(here.post(call("1", "echo", "{}"), "fly-replay-src", "instance=m2bb").text())
        .isEqualTo("{}");
    assertThat(here.send("DELETE").status()).isEqualTo(200);
    assertUnknown(here.post(call("1", "echo", "{}")));
  }

  @Test
  void forwardsARequestAtMostOnce() throws Exception {
    String id = session(home);
    HttpPeer there = peer(other, "a").with("Mcp-Session-Id", id);
    for (List<String> header :
        List.of(
            List.of("fly-replay-src", "instance=m3cc;region=iad;t=1"),
            List.of("fly-replay-src", ""),
            List.of("fly-replay-failed", "instance=m1aa;app=x;reason=no_candidate"))) {
      String[] had = header.toArray(new String[0]);
      assertUnknown(there.post(call("1", "echo", "{}"), had));
      assertUnknown(there.with(had).send("GET", "Accept", "text/event-stream"));
      assertUnknown(there.with(had).send("DELETE"));
      // Who begins anew is not stopped by what it still remembers.
      Answer anew = there.post(HttpPeer.initialize("2025-11-25"), had);
      assertThat(anew.status()).isEqualTo(200);
      assertThat(anew.header("Mcp-Session-Id")).contains(".m2bb.");
    }
  }

  @Test
  void doesNotForwardToItselfAfterARestart() throws Exception {
    String lost;
    try (Relay before = relay("m2bb").start()) {
      lost = session(before);
    }
    assertUnknown(peer(other, "a").post(call("1", "echo", "{}"), "Mcp-Session-Id", lost));
  }

  @Test
  void doesNotForwardForgedOrForeignSessions() throws Exception {
    String id = session(home);
    String tag = id.substring(id.lastIndexOf('.') + 1);
    String random = id.substring(0, id.indexOf('.'));
    String keyless;
    try (Relay strange = relay("m1aa").stickySessions("m1aa", KEY + "x").start()) {
      keyless = session(strange);
    }
    for (String forged :
        List.of(
            random + ".m3cc." + tag,
            random + "x.m1aa." + tag,
            random + ".m1aa." + tag.substring(1),
            random + ".m1aa.",
            random + ".m1aa",
            ".m1aa." + tag,
            "..",
            ".",
            "x;app=evil.m1aa." + tag,
            random + ".m1aa;app=evil." + tag,
            random + "." + "m".repeat(33) + "." + tag,
            keyless)) {
      assertUnknown(peer(other, "a").post(call("1", "echo", "{}"), "Mcp-Session-Id", forged));
    }
    HttpPeer bob = peer(other, "b").with("Mcp-Session-Id", id);
    assertUnknown(bob.post(call("1", "echo", "{}")));
    assertUnknown(bob.send("GET", "Accept", "text/event-stream"));
    assertUnknown(bob.send("DELETE"));
    // As a stream of the older dialect it is nothing.
    assertUnknown(
        new HttpPeer(
                other.baseUri().resolve("/messages?sessionId=" + id), "Authorization", "Bearer a")
            .post(call("1", "echo", "{}")));
  }

  @Test
  void checksCredentialsBeforeItRevealsWhereASessionIs() throws Exception {
    Answer answer =
        new HttpPeer(other.uri()).post(call("1", "echo", "{}"), "Mcp-Session-Id", session(home));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("fly-replay")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void explainsWhyABodyOfMoreThanOneMegabyteIsNotForwarded(boolean stated) throws Exception {
    String id = session(home);
    String longest = call("1", "size", "{\"text\":\"" + "x".repeat((1 << 20) - 200) + "\"}");
    String tooLong = call("1", "size", "{\"text\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(post(id, longest, stated)).isEqualTo("409 " + THERE);
    assertThat(post(id, tooLong, stated)).startsWith("413 ").contains("1 MB", "another Machine");
    HttpPeer here = peer(home, "a").with("Mcp-Session-Id", id);
    assertThat(here.post(tooLong).text()).isEqualTo("" + (1 << 20));
  }

  private static String post(String id, String body, boolean stated) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var request =
        peer(other, "a")
            .request("Mcp-Session-Id", id, "Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(
                stated
                    ? BodyPublishers.ofByteArray(bytes)
                    : BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)))
            .build();
    var response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request, BodyHandlers.ofString());
    return response.statusCode()
        + " "
        + response.headers().firstValue("fly-replay").orElse(response.body());
  }

  @Test
  void sendsMessagesOfTheOlderDialectToTheMachineOfTheirStream() throws Exception {
    HttpPeer sse = new HttpPeer(home.baseUri().resolve("/sse"), "Authorization", "Bearer a");
    try (Stream stream = sse.stream()) {
      String endpoint = stream.next("data: ").substring(6);
      assertThat(endpoint).contains(".m1aa.");
      URI there = other.baseUri().resolve("/" + endpoint);
      HttpPeer messages = new HttpPeer(there, "Authorization", "Bearer a");
      assertSentOn(messages.post(call("1", "echo", "{}")), THERE);
      assertUnknown(messages.post(call("1", "echo", "{}"), "fly-replay-src", "x"));
      assertUnknown(messages.post(call("1", "echo", "{}"), "Authorization", "Bearer b"));
      HttpPeer here =
          new HttpPeer(home.baseUri().resolve("/" + endpoint), "Authorization", "Bearer a");
      assertThat(here.post(HttpPeer.initialize("2024-11-05")).status()).isEqualTo(202);
      assertThat(stream.data()).contains("serverInfo");
      Answer large = messages.post(call("1", "size", "{\"text\":\"" + "x".repeat(1 << 20) + "\"}"));
      assertThat(large.status()).isEqualTo(413);
    }
  }

  @Test
  void routesClientsOfFlyctlsDialectByACookie() throws Exception {
    HttpPeer here = new HttpPeer(home.baseUri(), "Authorization", "Bearer a");
    HttpPeer there = new HttpPeer(other.baseUri(), "Authorization", "Bearer a");
    Answer probe = here.post("");
    assertThat(probe.status()).isEqualTo(202);
    assertThat(probe.header("Set-Cookie")).contains("HttpOnly").doesNotContain("fly-replay");
    String cookie = probe.header("Set-Cookie").split(";")[0];
    assertThat(here.post("", "Cookie", "x=y; " + cookie).header("Set-Cookie")).isEmpty();
    HttpPeer back = there.with("Cookie", "x=y; " + cookie);
    assertSentOn(back.post(HttpPeer.initialize("2024-11-05")), THERE);
    assertSentOn(back.send("GET", "Accept", "application/json"), THERE);
    String tooLong = call("1", "size", "{\"text\":\"" + "x".repeat(1 << 20) + "\"}");
    Answer refused = back.post(tooLong);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body()).contains("1 MB", "another Machine");
    assertThat(back.post("", "Authorization", "Bearer b").header("fly-replay")).isEmpty();
    // Its Machine is gone: whoever does not begin anew is told to.
    HttpPeer gone = back.with("fly-replay-failed", "instance=m1aa;reason=no_candidate");
    assertUnknown(gone.post(call("1", "echo", "{}")));
    Answer anew = gone.post(HttpPeer.initialize("2024-11-05"), "User-Agent", "mcp-fly");
    assertThat(anew.status()).isEqualTo(202);
    assertThat(anew.header("Set-Cookie")).contains(".m2bb.");
  }

  @Test
  void restoresASessionWhoseMachineIsGoneIfEnabled() throws Exception {
    String id;
    try (Relay gone = relay("m3cc").sessionKey(KEY).start()) {
      id = session(gone);
    }
    try (Relay left = relay("m4dd").sessionKey(KEY).start()) {
      HttpPeer client = peer(left, "a").with("Mcp-Session-Id", id);
      assertSentOn(client.post(call("1", "seen", "{}")), THERE.replace("m1aa", "m3cc"));
      assertThat(client.post(call("1", "seen", "{}"), "fly-replay-failed", "reason=x").text())
          .isEqualTo("initialize,notifications/initialized");
      assertThat(client.post(call("2", "echo", "{}")).text()).as("it is here now").isEqualTo("{}");
      assertUnknown(
          peer(left, "b")
              .with("Mcp-Session-Id", id)
              .post(call("1", "seen", "{}"), "fly-replay-failed", "reason=x"));
    }
  }

  @Test
  void forwardsFromAnApplicationsServer() throws Exception {
    Fronts.jetty(
        relay("m2bb"), "/mcp", root -> sendsOn(root, "Bearer a", session(peer(home, "a"))));
    // There the application's own users count.
    Relay.Builder relay = Relay.stdio(StdioServerMain.command());
    String user =
        "Basic "
            + Base64.getEncoder().encodeToString("ada:ada".getBytes(StandardCharsets.US_ASCII));
    Fronts.jdk(
        Relay.stdio(StdioServerMain.command()).stickySessions("m1aa", KEY),
        first ->
            Fronts.jdk(
                relay.stickySessions("m2bb", KEY),
                root -> {
                  URI uri = URI.create(first + "/mcp");
                  sendsOn(root, user, session(new HttpPeer(uri, "Authorization", user)));
                }));
  }

  private static void sendsOn(URI root, String authorization, String id) throws Exception {
    HttpPeer there =
        new HttpPeer(
            URI.create(root + "/mcp"), "Authorization", authorization, "Mcp-Session-Id", id);
    assertSentOn(there.post(call("1", "echo", "{}")), THERE);
    assertSentOn(there.send("DELETE"), THERE);
    String tooLong = call("1", "size", "{\"text\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(there.post(tooLong).status()).isEqualTo(413);
  }

  @Test
  void isOffWithoutAMachine() throws Exception {
    try (Relay alone = Relay.stdio(StdioServerMain.command()).port(0).start()) {
      Answer answer = new HttpPeer(alone.uri()).post(HttpPeer.initialize("2025-11-25"));
      assertThat(answer.header("Mcp-Session-Id")).doesNotContain(".");
      assertUnknown(
          new HttpPeer(alone.uri()).post(call("1", "echo", "{}"), "Mcp-Session-Id", session(home)));
      assertThat(new HttpPeer(alone.baseUri()).post("").header("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void rejectsAnInvalidMachineOrKey() {
    for (String id : List.of("", "a b", "a;app=x", "m".repeat(33), "ä", "a\n")) {
      assertThatThrownBy(() -> relay("x").stickySessions(id, KEY))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FLY_MACHINE_ID");
    }
    assertThatThrownBy(() -> relay("x").stickySessions("m1", "guessable"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 characters")
        .message()
        .doesNotContain("guessable");
  }
}
