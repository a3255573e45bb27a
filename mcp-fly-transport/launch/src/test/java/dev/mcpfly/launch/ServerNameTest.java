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
  void isDerivedFromTheCommand(String command, String name) {
    assertThat(ServerName.ofCommand(ShellWords.split(command))).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/github/github-mcp-server,                    github-mcp-server",
    "ghcr.io/github/github-mcp-server:v1.2,               github-mcp-server",
    "localhost:5000/team/thing:1@sha256:abc,              thing",
    "flyio/mcp:latest,                                    flyio",
    "nginx,                                               nginx",
  })
  void isDerivedFromTheImage(String image, String name) {
    assertThat(ServerName.ofImage(image)).hasValue(name);
  }

  /** Real packages, modules and images, with the name that a person would give. */
  @ParameterizedTest
  @CsvSource({
    "npx -y @playwright/mcp@latest,                        playwright",
    "npx -y @hubspot/mcp-server,                           hubspot",
    "npx -y @sentry/mcp-server@latest,                     sentry",
    "npx -y @mapbox/mcp-server,                            mapbox",
    "npx -y @stripe/mcp --tools=all,                       stripe",
    "npx -y @supabase/mcp-server-supabase,                 mcp-server-supabase",
    "npx -y @notionhq/notion-mcp-server,                   notion-mcp-server",
    "npx -y @upstash/context7-mcp,                         context7-mcp",
    "npx -y @brave/brave-search-mcp-server,                brave-search-mcp-server",
    "npx -y @cloudflare/mcp-server-cloudflare,             mcp-server-cloudflare",
    "npx -y @azure/mcp@latest server start,                azure",
    "npx -y @heroku/mcp-server,                            heroku",
    "npx -y @elastic/mcp-server-elasticsearch,             mcp-server-elasticsearch",
    "npx -y @browserbasehq/mcp,                            browserbasehq",
    "npx -y @browserbasehq/mcp-server-browserbase,         mcp-server-browserbase",
    "npx -y @gongrzhe/server-gmail-autoauth-mcp,           server-gmail-autoauth-mcp",
    "npx -y @modelcontextprotocol/server-everything,       server-everything",
    "npx -y @modelcontextprotocol/server-github,           server-github",
    "npx -y @modelcontextprotocol/server-memory,           server-memory",
    "npx -y @modelcontextprotocol/server-postgres,         server-postgres",
    "npx -y @shopify/dev-mcp@latest,                       dev-mcp",
    "npx -y @currents/mcp,                                 currents",
    "npx -y @wonderwhy-er/desktop-commander,               desktop-commander",
    "npx -y @executeautomation/playwright-mcp-server,      playwright-mcp-server",
    "npx -y @e2b/mcp-server,                               e2b",
    "npx -y @neondatabase/mcp-server-neon,                 mcp-server-neon",
    "npx -y @apify/actors-mcp-server,                      actors-mcp-server",
    "npx -y @agentdeskai/browser-tools-mcp@latest,         browser-tools-mcp",
    "npx -y @circleci/mcp-server-circleci,                 mcp-server-circleci",
    "npx -y @contentful/mcp-server,                        contentful",
    "npx -y @tavily/mcp,                                   tavily",
    "npx -y tavily-mcp@0.2.1,                              tavily-mcp",
    "npx -y firecrawl-mcp,                                 firecrawl-mcp",
    "npx -y exa-mcp-server,                                exa-mcp-server",
    "npx -y figma-developer-mcp --stdio,                   figma-developer-mcp",
    "npx -y mongodb-mcp-server,                            mongodb-mcp-server",
    "npx -y mcp-remote https://example.com/sse,            mcp-remote",
    "npx -y chrome-devtools-mcp@latest,                    chrome-devtools-mcp",
    "npx -y @salesforce/mcp --orgs DEFAULT,                salesforce",
    "npx -y @wix/mcp,                                      wix",
    "npx -y @auth0/auth0-mcp-server run,                   auth0-mcp-server",
    "npx -y @launchdarkly/mcp-server start,                launchdarkly",
    "bunx @mastra/mcp-docs-server,                         mcp-docs-server",
    "uvx mcp-server-fetch,                                 mcp-server-fetch",
    "uvx mcp-server-git --repository /srv,                 mcp-server-git",
    "uvx mcp-server-sqlite,                                mcp-server-sqlite",
    "uvx awslabs.core-mcp-server@latest,                   core-mcp-server",
    "uvx duckduckgo-mcp-server,                            duckduckgo-mcp-server",
    "uvx markitdown-mcp,                                   markitdown-mcp",
    "uvx --from serena-agent serena start-mcp-server,      serena",
    "go run github.com/mark3labs/mcp-filesystem-server@latest /data, mcp-filesystem-server",
    "go run github.com/github/github-mcp-server/cmd/server@latest,   github-mcp-server",
    "go run github.com/example/weather/cmd/mcp@v1.2.3,     weather",
    "go run github.com/acme/server@latest,                 acme",
    "node /srv/notes/dist/index.js,                        notes",
    "tsx /srv/notes/src/index.ts,                          notes",
    "deno run -A npm:@acme/mcp,                            acme",
    "deno run -A jsr:@acme/mcp-server@1,                   acme",
    "npx -y github:acme/mcp-server,                        acme",
    "npx -y https://github.com/acme/mcp/archive/main.tgz,  acme",
    "env -u X npx -y @acme/mcp,                            acme",
    "python3 -u /srv/weather.py,                           weather",
    "java -jar /opt/acme/target/mcp-server-1.0.0.jar,      acme",
    "java -jar weather-mcp-2.1.0-SNAPSHOT.jar,             weather-mcp",
    "dnx Acme.Weather@1.0 --yes,                           Weather",
    "xvfb-run npx -y @playwright/mcp,                      playwright",
    "mise exec node -- npx -y @hubspot/mcp-server,         hubspot",
  })
  void isTheNameThatAPersonWouldChoose(String command, String name) {
    assertThat(ServerName.ofCommand(ShellWords.split(command))).hasValue(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/github/github-mcp-server:latest,              github-mcp-server",
    "mcp/slack,                                            slack",
    "docker.io/mcp/postgres:1,                             postgres",
    "quay.io/acme/mcp-server@sha256:0123,                  acme",
    "registry.example.com:5000/team/mcp,                   team",
    "docker.io/library/mcp,                                mcp",
  })
  void isDerivedFromRealImages(String image, String name) {
    assertThat(ServerName.ofImage(image)).hasValue(name);
  }

  @Test
  void isAbsentWhereOnlyARunnerIsNamed() {
    assertThat(ServerName.ofCommand(List.of("npx", "-y"))).isEmpty();
  }
}
