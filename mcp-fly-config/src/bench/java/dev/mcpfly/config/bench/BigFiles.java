package dev.mcpfly.config.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the large files that are measured. */
final class BigFiles {
  private BigFiles() {}

  /** Writes a file like the one that Claude Code keeps: servers, and projects with a history. */
  static Path json(Path file, int size, String more) throws IOException {
    StringBuilder text = new StringBuilder(size + 1000);
    int bytes = 0;
    text.append("{\n  \"numStartups\": 12,\n  \"mcpServers\": {\n    \"a\": {\n");
    text.append("      \"command\": \"npx\",\n      \"args\": [\"-y\", \"x\"]\n    }\n  },\n");
    text.append("  \"projects\": {");
    int moreBytes = more.getBytes(StandardCharsets.UTF_8).length - more.length();
    for (int i = 0; text.length() + bytes < size; i++) {
      bytes += 20 * moreBytes;
      text.append(i == 0 ? "" : ",").append("\n    \"/srv/projects/project-").append(i);
      text.append("\": {\n      \"allowedTools\": [],\n      \"history\": [\n");
      for (int j = 0; j < 20; j++) {
        text.append("        {\n          \"display\": \"please look at \\\"file ").append(j);
        text.append(".ts\\\" and say what it does").append(more);
        text.append("\\n\",\n          \"pastedContents\": {},\n");
        text.append("          \"at\": ").append(1_700_000_000_000L + j).append("\n        }");
        text.append(j < 19 ? ",\n" : "\n");
      }
      text.append("      ],\n      \"hasTrustDialogAccepted\": true\n    }");
    }
    return Files.writeString(file, text.append("\n  }\n}\n"));
  }

  /** Writes a file like Codex', whose entries stand among very many comments. */
  static Path toml(Path file, int size) throws IOException {
    StringBuilder text = new StringBuilder(size + 1000);
    text.append("model = \"o3\"\n\n[mcp_servers.a]\ncommand = \"npx\"\nargs = [\"-y\", \"x\"]\n");
    for (int i = 0; text.length() < size; i++) {
      text.append("# note ").append(i).append(": what was tried on that day, and why\n");
    }
    return Files.writeString(file, text);
  }

  /** Writes a file like Goose's with very many entries. */
  static Path yaml(Path file, int size) throws IOException {
    StringBuilder text = new StringBuilder(size + 1000);
    text.append("# goose\nGOOSE_MODEL: gpt-4o\nextensions:\n");
    for (int i = 0; text.length() < size; i++) {
      text.append("  server-").append(i).append(":\n    name: server-").append(i);
      text.append("\n    type: stdio\n    enabled: true\n    cmd: npx\n    args:\n");
      text.append("      - -y\n      - \"@scope/server-").append(i).append("\" # its package\n");
      text.append("    envs:\n      LEVEL: 'info'\n    timeout: 300\n");
    }
    return Files.writeString(file, text);
  }
}
