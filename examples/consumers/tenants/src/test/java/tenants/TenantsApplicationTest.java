package tenants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The guide's application, used as its page uses it. */
@SpringBootTest(
    classes = TenantsApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(180)
class TenantsApplicationTest {
  /** Of its own for each version: one computer launches a server of one name once at a time. */
  private static final String TENANT = "acme" + SpringBootVersion.getVersion().charAt(0);

  @DynamicPropertySource
  static void serverOfThisTest(DynamicPropertyRegistry properties) {
    properties.add(
        "tenants.command",
        () ->
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                NoteServer.class.getName()));
  }

  private final HttpClient http = HttpClient.newHttpClient();

  @Value("${local.server.port}")
  private int port;

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofMinutes(3))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  @Test
  void launchesListsShowsLogsRotatesAndDestroys() throws Exception {
    assertThat(call("GET", "/", "").body()).contains("Tenants");
    HttpResponse<String> launched = call("POST", "/tenants/" + TENANT, "{\"NOTES_TOKEN\":\"s3cr3t-value\"}");
    assertThat(launched.body()).contains("\"app\":\"notes-" + TENANT + "\"").doesNotContain("s3cr3t");
    assertThat(launched.statusCode()).isEqualTo(200);
    assertThat(call("GET", "/tenants", "").body())
        .contains("\"server\":\"" + TENANT + "\"", "\"state\":\"started\"");

    HttpRequest logs =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/tenants/" + TENANT + "/logs")).build();
    try (InputStream stream = http.send(logs, BodyHandlers.ofInputStream()).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isNotEmpty();
    }

    assertThat(call("POST", "/tenants/" + TENANT + "/token", "").statusCode()).isEqualTo(200);
    assertThat(call("DELETE", "/tenants/" + TENANT, "").statusCode()).isEqualTo(200);
    assertThat(call("GET", "/tenants", "").body()).isEqualTo("[]");
    assertThat(call("DELETE", "/tenants/" + TENANT, "").statusCode()).isEqualTo(404);
    assertThat(call("POST", "/tenants/Not%20a%20name", "{}").statusCode()).isEqualTo(400);
  }
}
