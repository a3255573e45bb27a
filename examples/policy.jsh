// Two users of one server, each with tools, a limit and credentials of their own, and who did what; see guides/observability.md.
// Runs on the embedded emulator. With --fly it runs on Fly.io, with the token that flyctl uses.
import dev.mcpfly.api.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;
import java.util.*;

boolean onFly = args.contains("--fly");
LocalImageRegistry registry = LocalImageRegistry.start();                // takes the place of all registries of the world
Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build());
Path audit = onFly ? Path.of("/tmp/audit.jsonl") : demo.home().path().resolve("audit.jsonl");

// Rules imply the relay. They go into the Machine as a file; tokens and credentials become secrets of the app.
McpLauncher launcher = demo.launcher()
    .command(Programs.noteServer())
    .server("notes")
    .tools(t -> t.allow("list_notes").forPrincipal("token", p -> p.allow("*")))
    .user("alice", u -> u.token("token-of-alice").secret("NOTES_KEY", "key-of-alice")
        .tools(t -> t.allow("add_note")))
    .user("bob", u -> u.token("token-of-bob").secret("NOTES_KEY", "key-of-bob")
        .limits(l -> l.callsPerMinute(3)))
    .auditLog(audit.toString());
if (!onFly) launcher.images(registry.client());
McpDeployment notes = launcher.launch();

// What each of them gets.
HttpClient http = HttpClient.newHttpClient();
HttpResponse<String> post(String token, String session, String message) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(notes.uri())
        .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
    if (!session.isEmpty()) request.header("Mcp-Session-Id", session);
    return http.send(request.POST(HttpRequest.BodyPublishers.ofString(message)).build(), HttpResponse.BodyHandlers.ofString());
}
String begin(String token) throws Exception {
    return post(token, "", """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"demo","version":"1"}}}
        """).headers().firstValue("Mcp-Session-Id").get();
}
String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
String add = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"add_note\",\"arguments\":{\"text\":\"buy milk\"}}}";

String alice = begin("token-of-alice");
String bob = begin("token-of-bob");
String toolsOfAlice = post("token-of-alice", alice, list).body();
String toolsOfBob = post("token-of-bob", bob, list).body();
List<String> names(String body) {
    return java.util.regex.Pattern.compile("\"name\":\"([^\"]*)\"").matcher(body).results().map(name -> name.group(1)).toList();
}
System.out.println("Alice sees " + names(toolsOfAlice) + ", Bob sees " + names(toolsOfBob));
System.out.println("Alice adds a note: " + post("token-of-alice", alice, add).body());
System.out.println("Bob adds a note: " + post("token-of-bob", bob, add).body());
post("token-of-bob", bob, list);
HttpResponse<String> tooMuch = post("token-of-bob", bob, list);
System.out.println("Bob's fourth call: " + tooMuch.statusCode() + ", again in " + tooMuch.headers().firstValue("Retry-After").orElse("?") + " s");
if (!toolsOfAlice.contains("add_note") || toolsOfBob.contains("add_note") || tooMuch.statusCode() != 429) throw new AssertionError("The rules do not hold.");

// A later change: nobody adds notes any more.
notes.update(u -> u.rules(rules -> rules.tools(t -> t.deny("add_note"))));
if (post("token-of-alice", begin("token-of-alice"), list).body().contains("add_note")) throw new AssertionError("The new rule does not hold.");
System.out.println("After the update Alice does not see add_note either.");

notes.destroy();
if (!onFly) {
    System.out.println("The audit log:");
    List<String> lines = Files.readAllLines(audit);
    lines.stream().filter(line -> line.contains("tools/")).forEach(System.out::println);
    if (lines.stream().noneMatch(line -> line.contains("\"reason\":\"rule\"") && line.contains("bob"))) throw new AssertionError("Bob's attempt is not in the log.");
    if (String.join("", lines).contains("token-of") || String.join("", lines).contains("milk")) throw new AssertionError("The log holds what it must not.");
}
demo.close();
registry.close();
