package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerNameTest {
  @ParameterizedTest
  @CsvSource({
    "npx -y @modelcontextprotocol/server-slack,            server-slack",
    "npx -y @modelcontextprotocol/server-slack@1.2.3,      server-slack",
    "npx -y @modelcontextprotocol/server-filesystem /data/, server-filesystem",
    "npx --package=foo -y some-server@latest --port 1,     some-server",
    "npx -p @scope/tools run-it,                           run-it",
    "bunx some-server,                                     some-server",
    "pnpm dlx @s/p,                                        p",
    "uvx mcp-server-time,                                  mcp-server-time",
    "uvx pkg==1.0,                                         pkg",
    "uvx pkg[extra]>=2,                                    pkg",
    "uvx --from git+https://github.com/x/y.git y-server,   y-server",
    "uvx git+https://github.com/x/y-mcp.git@v1,            y-mcp",
    "uv tool run mcp-server-git,                           mcp-server-git",
    "go run github.com/x/y-server@latest /,                y-server",
    "go run github.com/x/y-server/v2@latest,               y-server",
    "node /srv/weather.mjs,                                weather",
    "python3 server_one.py,                                server_one",
    "env A=1 B=2 npx -y thing,                             thing",
    "/usr/local/bin/my-server --flag,                      my-server",
    "java -jar /opt/tools.jar,                             tools",
  })
  void isReadOffTheCommand(String command, String name) {
    assertThat(ServerName.ofCommand(ShellWords.split(command))).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/github/github-mcp-server,                    github-mcp-server",
    "ghcr.io/github/github-mcp-server:v1.2,               github-mcp-server",
    "localhost:5000/team/thing:1@sha256:abc,              thing",
    "flyio/mcp:latest,                                    mcp",
    "nginx,                                               nginx",
  })
  void isReadOffTheImage(String image, String name) {
    assertThat(ServerName.ofImage(image)).hasValue(name);
  }

  @Test
  void isAbsentWhereOnlyARunnerIsNamed() {
    assertThat(ServerName.ofCommand(List.of("npx", "-y"))).isEmpty();
  }
}
