package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.internal.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client in a company's network, whose server and its authorization server are outside. */
@Timeout(300)
class CompanySignInTest {
  private static final URI SERVER = URI.create("https://notes.example/mcp");
  private static final String ISSUER = "https://login.example";

  @TempDir(deletionStrategy = PatientDeletion.class)
  Path folder;

  private static void describe(ScriptedIssuer outside) {
    outside.namesMetadata = false;
    outside.metadata.remove("token_endpoint_auth_methods_supported");
    outside.resource.put("resource", Json.quote(SERVER.toString()));
    outside.resource.put("authorization_servers", "[" + Json.quote(ISSUER) + "]");
    outside.metadata.put("issuer", Json.quote(ISSUER));
    for (String endpoint : List.of("authorization", "token", "registration", "revocation")) {
      outside.metadata.put(endpoint + "_endpoint", Json.quote(ISSUER + "/" + endpoint));
    }
    outside.instead.put("/token", (request, answer) -> outside.issue("", answer));
    outside.instead.put("/revocation", (request, answer) -> answer.status(200));
  }

  @Test
  void signsInThroughTheProxyWithItsPassword() throws Exception {
    try (ScriptedIssuer outside = new ScriptedIssuer();
        CompanyProxy proxy =
            CompanyProxy.withPassword(
                folder,
                Map.of(
                    "notes.example",
                    outside.uri().getPort(),
                    "login.example",
                    outside.uri().getPort()))) {
      describe(outside);
      String said = proxy.run(folder, SignInMain.class, folder.resolve("auth").toString());
      assertThat(said.lines()).contains("signed in: true", "called: true", "signed out: true");
      assertThat(proxy.refused()).isEmpty();
      assertThat(proxy.admitted()).contains("notes.example", "login.example");
      assertThat(outside.requests("/revocation")).isNotEmpty();
      assertThat(proxy.forwarded())
          .doesNotContainIgnoringCase("proxy-authorization")
          .doesNotContain(CompanyProxy.PASSWORD);
      try (var files = Files.walk(folder.resolve("auth"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file)).doesNotContain(CompanyProxy.PASSWORD);
        }
      }
    }
  }

  /** Runs in a separate JVM, which has the variables of the network. */
  static final class SignInMain {
    private SignInMain() {}

    public static void main(String[] args) throws Exception {
      OAuthClient client =
          OAuthClient.clientCredentials("job", "the-secret").store(Path.of(args[0]));
      System.out.println("signed in: " + client.signIn(SERVER));
      OAuthClient other = client.profile("other");
      try (StdioClient program = new StdioClient(StdioProxy.to(SERVER).oauth(other))) {
        System.out.println("called: " + program.initialize().contains("\"result\""));
      }
      System.out.println("signed out: " + client.signOut(SERVER));
    }
  }
}
