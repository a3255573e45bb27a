package consumer;

import dev.mcpfly.transport.Relay;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** Uses the artifact as an independent program would. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Paths.holdOnly("mcp-fly-transport", "jackson-core", "jspecify");
    // A stdio server that answers every request alike, in a file that java compiles itself.
    Path server = Files.createTempDirectory("consumer").resolve("Server.java");
    Files.writeString(
        server,
        """
        import java.util.*;

        public class Server {
          public static void main(String[] args) {
            Scanner in = new Scanner(System.in, "UTF-8");
            while (in.hasNextLine()) {
              var id = java.util.regex.Pattern.compile("\\"id\\" *: *(\\"[^\\"]*\\"|[0-9]+)").matcher(in.nextLine());
              if (id.find()) {
                System.out.println("{\\"jsonrpc\\":\\"2.0\\",\\"id\\":" + id.group(1) + ",\\"result\\":{\\"protocolVersion\\":"
                    + "\\"2025-06-18\\",\\"capabilities\\":{},\\"serverInfo\\":{\\"name\\":\\"here\\",\\"version\\":\\"1\\"}}}");
              }
            }
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (Relay relay =
        Relay.stdio(java, server.toString())
            .port(0)
            .bearerToken("secret-token-of-a-consumer")
            .start()) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(relay.uri())
                      .header("Authorization", "Bearer secret-token-of-a-consumer")
                      .header("Content-Type", "application/json")
                      .header("Accept", "application/json, text/event-stream")
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                                  + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (!answer.body().contains("serverInfo")) {
        throw new AssertionError(answer + " " + answer.body());
      }
      System.out.println("the server answered through the relay");
    }
  }
}
