package tenants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stdio MCP server without tools, so that the test needs nothing from npm. */
final class NoteServer {
  private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|[0-9]+)");

  private NoteServer() {}

  public static void main(String[] args) throws IOException {
    System.err.println("notes are ready");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher id = ID.matcher(line);
      if (id.find() && line.contains("\"method\"")) {
        String result =
            line.contains("\"initialize\"")
                ? "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                    + "\"serverInfo\":{\"name\":\"notes\",\"version\":\"1\"}}"
                : "{}";
        System.out.println(
            "{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + ",\"result\":" + result + "}");
      }
    }
  }
}
