package dev.mcpfly.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small MCP server over stdio that keeps notes: in memory, or in the file that its one argument
 * names. The scripts launch it where Node.js is missing.
 */
public final class NoteServerMain {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> notes = new ArrayList<>();
  private final @Nullable Path file;

  private NoteServerMain(@Nullable Path file) throws IOException {
    this.file = file;
    if (file != null && Files.exists(file)) {
      notes.addAll(Files.readAllLines(file));
    }
  }

  /**
   * Answers requests from standard input until it ends.
   *
   * @param args the file that keeps the notes, or nothing
   * @throws IOException if standard input or the file cannot be read
   */
  public static void main(String[] args) throws IOException {
    NoteServerMain server = new NoteServerMain(args.length > 0 ? Path.of(args[0]) : null);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode message;
      try {
        message = JSON.readTree(line);
      } catch (JacksonException e) {
        System.err.println("note server: skipped a line that is not JSON");
        continue;
      }
      if (message.has("id") && message.has("method")) {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", message.get("id"));
        server.answer(message, answer);
        out.println(JSON.writeValueAsString(answer));
      }
    }
  }

  private void answer(JsonNode request, ObjectNode answer) throws IOException {
    JsonNode params = request.path("params");
    String method = request.path("method").asString("");
    switch (method) {
      case "initialize" -> {
        ObjectNode result = answer.putObject("result");
        result.put("protocolVersion", params.path("protocolVersion").asString("2025-11-25"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "note-server").put("version", "1");
      }
      case "ping" -> answer.putObject("result");
      case "tools/list" -> {
        ArrayNode tools = answer.putObject("result").putArray("tools");
        tool(tools, "add_note", "Keeps a note").putObject("text").put("type", "string");
        tool(tools, "list_notes", "Lists the notes");
      }
      case "tools/call" -> call(params, answer);
      default ->
          answer.putObject("error").put("code", -32601).put("message", "Unknown method " + method);
    }
  }

  private static ObjectNode tool(ArrayNode tools, String name, String description) {
    ObjectNode schema =
        tools
            .addObject()
            .put("name", name)
            .put("description", description)
            .putObject("inputSchema");
    return schema.put("type", "object").putObject("properties");
  }

  private void call(JsonNode params, ObjectNode answer) throws IOException {
    String tool = params.path("name").asString("");
    switch (tool) {
      case "add_note" -> {
        notes.add(params.path("arguments").path("text").asString(""));
        if (file != null) {
          Files.write(file, notes);
        }
        text(answer, "Kept note " + notes.size() + ".");
      }
      case "list_notes" -> text(answer, String.join("\n", notes));
      default ->
          answer.putObject("error").put("code", -32602).put("message", "Unknown tool " + tool);
    }
  }

  private static void text(ObjectNode answer, String text) {
    answer
        .putObject("result")
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", text);
  }
}
