// A server to which people sign in (OAuth 2.1), as claude.ai and ChatGPT demand it; see guides/sign-in.md.
// Runs on the embedded emulator. With --fly it runs on Fly.io, with the token that flyctl uses, and you sign in.
import dev.mcpfly.api.*;
import dev.mcpfly.api.model.*;
import dev.mcpfly.config.*;
import dev.mcpfly.examples.*;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.*;
import dev.mcpfly.transport.auth.*;
import java.net.*;
import java.net.http.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;

boolean onFly = args.contains("--fly");
LocalImageRegistry registry = LocalImageRegistry.start();                // takes the place of all registries of the world
Demo demo = Demo.start(args, LocalMachines.builder().registries(registry.client()).build());
demo.home().claudeDesktop("{}");

// The launch: the relay is put in front, the owner's password and the key become secrets of the app.
McpLauncher launcher = demo.launcher()
    .command(onFly ? List.of("npx", "-y", "@modelcontextprotocol/server-everything") : Programs.noteServer())
    .server("notes")
    .authorization(Authorization.oauth())
    .client(demo.clients().claudeDesktop());
if (!onFly) launcher.images(registry.client());
McpDeployment notes = launcher.launch();

SignIn signIn = notes.signIn();
System.out.println("Paste into claude.ai: " + signIn.address());
System.out.println("Sign in as " + signIn.user().get() + (onFly ? " with " + signIn.password().get() : ""));

// A client of ours: it finds the sign-in (discovery), registers, and opens a browser. On the emulator the script is the person.
HttpClient browser = HttpClient.newHttpClient();
HttpRequest.Builder request(URI uri) { return HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)); }
void person(URI page) throws Exception {
    HttpResponse<String> form = browser.send(request(page).build(), HttpResponse.BodyHandlers.ofString());
    String cookie = form.headers().firstValue("Set-Cookie").get().split(";")[0];
    String sealed = form.body().replaceAll("(?s).* name=form value=\"([^\"]*)\".*", "$1");
    String fields = "form=" + sealed + "&user=" + signIn.user().get() + "&password=" + signIn.password().get() + "&action=allow";
    HttpResponse<String> answer = browser.send(request(page.resolve("/authorize"))
        .header("Content-Type", "application/x-www-form-urlencoded").header("Cookie", cookie)
        .POST(HttpRequest.BodyPublishers.ofString(fields)).build(), HttpResponse.BodyHandlers.ofString());
    String location = answer.headers().firstValue("Location")
        .orElseThrow(() -> new IllegalStateException("The sign-in page answers " + answer.statusCode() + ": " + answer.body()));
    browser.send(request(URI.create(location)).build(), HttpResponse.BodyHandlers.discarding());
}
void visit(URI page) {
    System.out.println("The browser shows " + page.getPath() + "; the person signs in and allows it.");
    new Thread(() -> { try { person(page); } catch (Exception e) { e.printStackTrace(); } }).start();
}
Path store = demo.home().path().resolve("sign-ins");
OAuthClient client = OAuthClient.interactive().store(store).prompt(System.out::println);
if (!onFly) client = client.browser(page -> visit(page)).prompt(text -> {}).timeout(Duration.ofMinutes(2));
client.signIn(signIn.address());
try (var files = Files.list(store)) { System.out.println("Signed in; kept in " + files.count() + " files that only the user can read."); }

// Claude Desktop starts our proxy, which shares the sign-in of its user. There is no credential in the entry.
McpServerEntry entry = demo.clients().claudeDesktop().userConfig().servers().get("notes");
System.out.println("Claude starts: " + entry);
McpServerEntry started = entry.env("MCP_FLY_AUTH_DIR", store.toString());
try (StdioSession session = StdioSession.start(started)) {
    System.out.println("Tools: " + session.tools());
}

// The Machine sleeps, an hour goes by as far as the client can tell, and the token is renewed: nobody signs in again.
String token(String member) throws Exception {
    try (var files = Files.list(store)) {
        for (Path file : files.filter(f -> f.getFileName().toString().startsWith("token")).toList()) {
            var value = java.util.regex.Pattern.compile("\"" + member + "\":\"?([^,\"]*)").matcher(Files.readString(file));
            if (value.find()) return value.group(1);
        }
    }
    return "";
}
String before = token("access_token");
try (var files = Files.list(store)) {
    for (Path file : files.filter(f -> f.getFileName().toString().startsWith("token") && f.toString().endsWith(".json")).toList())
        Files.writeString(file, Files.readString(file).replaceAll("\"expires_at\":\\d+", "\"expires_at\":1"));
}
notes.handle().machines().stop(notes.machineId());
notes.handle().machines().await(notes.machineId(), MachineState.STOPPED, Duration.ofMinutes(1));
try (StdioSession session = StdioSession.start(started)) {
    System.out.println("Woken, and the token was renewed: " + !token("access_token").equals(before) + ". Tools: " + session.tools());
}

// Revocation: whatever the owner was given counts no more, and the server answers 401.
notes.users().revoke("owner");
HttpResponse<Void> refused = browser.send(request(signIn.address())
    .header("Authorization", "Bearer " + token("access_token")).build(), HttpResponse.BodyHandlers.discarding());
System.out.println("After revoke(\"owner\"): " + refused.statusCode() + ", " + refused.headers().firstValue("WWW-Authenticate").get().split(",")[0]);
if (refused.statusCode() != 401) throw new IllegalStateException("not revoked");

notes.destroy();
registry.close();
demo.close();
