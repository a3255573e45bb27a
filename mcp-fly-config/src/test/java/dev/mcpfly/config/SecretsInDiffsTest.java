package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No diff, no {@code toString} and no message shows a secret, wherever an entry holds it. */
class SecretsInDiffsTest {
  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --api-key hush",
        "x --api-key=hush",
        "x --key hush",
        "x --token hush",
        "x --password=hush",
        "docker run -e PIN=hush image",
        "docker run --env SLACK_TOKEN=hush image",
        "docker run --env=PLAIN=hush image",
        "TOKEN=hush x",
        "npx mcp-remote https://h.invalid/ --header X-Custom:hush",
        "npx mcp-remote https://h.invalid/ -H Authorization:hush",
        "npx mcp-remote https://h.invalid/ --header=X-Custom:hush",
        "flyctl mcp proxy --url https://a.fly.dev --bearer-token hush",
        "flyctl mcp proxy --url https://a.fly.dev -u me -p hush",
        "x -u me:hush",
        "x -u=me:hush",
        "x -a me:hush",
        "x -l me:hush",
        "x --creds me:hush",
        "x --http-user me:hush",
        "x --username me:hush",
        "x --account=me:hush",
        "x -U me%hush",
        "x postgres://me:hush@db/x",
        "x --db=postgres://me:hush@db/x",
        "x https://h.invalid/?a=1&key=hush",
        "x https://h.invalid/#token=hush",
        "x https://h.invalid/s/A1b2C3d4E5f6G7h8I9j0hush/mcp",
        "x sk-abcdefghijklhush",
        "x ghp_abcdefghijklmnophush",
        "x xoxb-1234567-hush",
        "x eyJhbGciOiJIUzI1.hush.hush",
        "x fm2_lJPECAAAhush",
        "x Server=h;Password=hush",
        "x Server=h;Database=d;Uid=me;Pwd=hush;Encrypt=yes",
        "x AccountName=a;AccountKey=hush==;EndpointSuffix=core.windows.net",
        "x --connection=Server=h;PWD=hush",
        "curl -u me:hush https://h.invalid/",
        "curl -ume:hush https://h.invalid/",
        "curl --user me:hush https://h.invalid/",
        "curl --user=me:hush https://h.invalid/",
        "mysql -phush -u root db",
        "mysql -uroot -phush",
        "x -phush",
        "x -p hush",
        "x -k hush",
        "x -K hush",
        "redis-cli -a hush",
        "sshpass -p hush ssh me@h",
        "x me:hush@h",
        "x me:hush@db.example.com/x",
        "env PLAIN=hush x",
        "cross-env PLAIN=hush node x",
        "docker build --build-arg PLAIN=hush .",
        "x DB=hush",
        "x dbPass=hush",
        "x DB_PASS=hush",
        "x /p:Password=hush",
        "x -Password:hush",
        "x --signing-key hush",
        "x --passphrase hush",
        "x Authorization:hush",
        "x https://h.invalid/token/hush/mcp",
        "x https://h.invalid/s/hush/mcp",
        "x https://hooks.slack.invalid/services/T1/B2/hush",
        "x https://api.telegram.invalid/bot123:hush/getMe",
        "x https://hush@h.invalid/mcp",
        "x wss://me:hush@h.invalid/mcp",
        "x --url=https://h.invalid/?sig=hush&x=1",
        "x {\"token\":\"hush\"}",
        "x --config={\"env\":{\"PLAIN\":\"hush\"}}",
        "x --header=Cookie:hush",
        "x https://h.invalid/mcp/hush12",
        "x https://h.invalid/mcp#hush",
        "x -t hush12",
        "x -a hush12",
        "docker login -u me -p hush registry",
        "x --env-json {\"A\":\"hush\"}",
        "x --headers={\"X-A\":\"hush\"}",
        "mcp-proxy --headers X-Key hush https://h.invalid/",
        "mcp-proxy --headers Authorization Bearer hush",
        "x --totp-seed hush",
        "psql postgresql://u:hush@h/db",
        "x jdbc:postgresql://h/db?user=u&password=hush",
        "x jdbc:sqlserver://h;user=sa;password=hush",
        "x redis://:hush@h:6379",
        "x --set db.password=hush",
        "java -Ddb.password=hush x.Main",
        "curl -b session=hush https://h.invalid/",
        "x \u3000--token\u3000hush",
      })
  void argumentsHideTheirSecrets(String line) throws IOException {
    String[] words = line.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(entry.toString()).doesNotContain("hush");
    ClientConfig config = clients.zed().at(home.resolve("zed.json"));
    assertThat(config.plan(edit -> edit.put("e", entry)).diff())
        .contains("\"e\"")
        .contains("****")
        .doesNotContain("hush");
    // In one text, as some people write it, it is hidden all the same.
    McpServerEntry shell = McpServerEntry.stdio("sh", "-c", String.join(" ", words));
    assertThat(shell.toString()).doesNotContain("hush");
    config.plan(edit -> edit.put("e", shell)).write();
    assertThat(config.plan(edit -> edit.remove("e")).diff()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLAIN=hush x",
        "export DB='hush'",
        "export DB=\"hush\"; x",
        "cd /x && PLAIN=hush x",
        "A=b PLAIN=hush x",
        "x --header 'Authorization: Bearer hush'",
        "x --header \"X-Custom: hush hush\"",
        "x | curl -u me:hush https://h.invalid/",
        "set DB=hush&& x",
        "set \"DB=hush\" && x",
        "$env:DB='hush'; x",
        "setx DB hush",
        "setenv DB hush",
        "sh -c 'PLAIN=hush x'",
        "sh -c \"sh -c 'PLAIN=hush x'\"",
        "x --token\u3000hush",
        "x --token\u00a0hush",
        "Server=h;User Id=me;Password=hush",
        "host=h password=hush dbname=d",
        "PLAIN=hush\nx",
        "declare -x DB=hush",
        "(A=hush x)",
        "x <<< hush",
        "$env:DB = 'hush'; x",
        "if true; then DB=hush x; fi",
        "eval \"DB=hush x\"",
        "PGPASSWORD=hush psql",
        "docker run -e \"A=hush\" image",
        "echo hush | docker login -u me --password-stdin",
        "echo -n 'hush' | base64 | x --secret-stdin",
        "printf '%s' \"hush\" | x --token-stdin",
        "cd /x && echo hush | sudo -S ls",
        "echo root:hush | chpasswd",
        "echo hush | gh auth login --with-token",
        "x --password-stdin <<< hush",
      })
  void hidesSecretsInShellCommands(String script) {
    McpServerEntry entry = McpServerEntry.stdio("sh", "-c", script);
    assertThat(entry.toString()).contains("****").doesNotContain("hush");
    ClientConfig config = clients.zed().at(home.resolve("zed.json"));
    assertThat(config.plan(edit -> edit.put("e", entry)).diff())
        .contains("****")
        .doesNotContain("hush");
    McpServerEntry one = McpServerEntry.stdio(script);
    assertThat(one.toString()).doesNotContain("hush");
    assertThat(config.plan(edit -> edit.put("e", one)).diff()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo hello | grep h",
        "echo hello; x --password-stdin",
        "echo hello || x --password-stdin",
        "echo hello && x --password-stdin </run/secret",
        "echo \"$TOKEN\" | x --password-stdin",
        "echo ${TOKEN} | x --password-stdin",
        "printf '%s\\n' \"${TOKEN}\" | x --password-stdin",
        "cat /run/secret | x --password-stdin"
      })
  void whatIsNoSecretInAPipelineIsShown(String script) {
    assertThat(McpServerEntry.stdio("sh", "-c", script).toString()).doesNotContain("****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x --header Authorization:${TOKEN}",
        "x --header Authorization:${env:TOKEN}",
        "x --token ${TOKEN}",
        "x --token=$TOKEN",
        "x --token %TOKEN%",
        "x -e TOKEN=${TOKEN}",
        "x TOKEN=${input:token}",
        "x {env:TOKEN}",
        "x https://${HOST}/mcp?key=${KEY}",
        "x https://${USER}@h.invalid/",
        "x --author=me --max-tokens=32000",
        "x npm:pkg@1.2.3 git@github.com:me/x.git",
        "docker run -u 1000:1000 -p 127.0.0.1:80:80/tcp image@sha256:0a1b2c",
        "npx -p @scope/pkg cmd --port 80 -port 80",
        "node --max-old-space-size=4096 getUserNameByIdFromDatabase.js base64url",
        "x --password-stdin --token-file /run/token --secret-path=/x",
        "x mode=fast a:b c;d",
        "x --username node --account main --identity ~/.ssh/id:1 -l info -a b",
        "x 2024-01-01T00:00:00Z us-east-1 sha256:abc -p 8080 -t stdio -s user",
        "x hush@h.invalid -c /etc/x.conf",
        "ssh -i key u@h",
        "docker run -v /home/me:/data:ro -e SLACK_TOKEN mcp/slack",
      })
  void whatIsNoSecretIsShown(String line) {
    String[] words = line.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(entry).hasToString("STDIO " + line);
  }

  @Test
  void hidesTheDefaultOfAReference() {
    assertThat(McpServerEntry.stdio("x", "--token", "${TOKEN:-hush}"))
        .hasToString("STDIO x --token ${TOKEN:-****}");
  }

  @Test
  void hidesOnlyTheSecretAndNotItsSurroundings() throws IOException {
    Path file = home.resolve("zed.json");
    Files.writeString(
        file,
        """
        {
          // "old": {"args": ["--header", "Authorization:hush"], "env": {"A": "${A}", "B": "hush"}},
          "context_servers": {
            "a": {"command": "x", "args": ["--header", "X: ${X}"], "env": {"A": "${A}", "B": "hush"}}
          }
        }
        """);
    assertThat(clients.zed().at(file).plan(edit -> edit.put("e", McpServerEntry.stdio("y"))).diff())
        .contains(
            "   // \"old\": {\"args\": [\"--header\", \"Authorization:****\"],"
                + " \"env\": {\"A\": \"${A}\", \"B\": \"****\"}},\n")
        .contains(
            "\"args\": [\"--header\", \"X: ${X}\"],"
                + " \"env\": {\"A\": \"${A}\", \"B\": \"****\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          zed         ; settings.json ; // "old": { |   // "command": "sh", "args": ["-c", "PLAIN=hush x"], |   // "env": { |   //   "PLAIN": "hush" |   // } | // },
          zed         ; settings.json ; /* "old": { |   "headers": { |     "X-Plain": "hush" |   } | }, */
          zed         ; settings.json ; // "args": [ |   //   "--token", |   //   "hush" |   // ]
          zed         ; settings.json ; // npx x --token hush |  // PLAIN=hush npx x
          zed         ; settings.json ; // "url": "https://h.invalid/mcp?key=hush"
          zed         ; settings.json ; // "args": ["-u", "me:hush"], "command": "curl"
          codex       ; config.toml   ; # [mcp_servers.old.env] | # PLAIN = "hush"
          codex       ; config.toml   ; # [mcp_servers.old] | # command = "x" | # args = ["--token", "hush"] | # env = { PLAIN = "hush" }
          codex       ; config.toml   ; # http_headers = { X-Plain = 'hush' }
          codex       ; config.toml   ; # bearer_token = "hush"
          goose       ; config.yaml   ; # old: | #   cmd: x | #   args: | #     - --token | #     - hush | #   envs: | #     PLAIN: hush
          goose       ; config.yaml   ; # old: {cmd: x, envs: {PLAIN: hush}}
          goose       ; config.yaml   ; # old: | #   headers: | #     X-Plain: "hush"
          """)
  void entriesThatAreCommentedOutHideTheirSecrets(String id, String name, String lines)
      throws IOException {
    Path file = home.resolve(name);
    String comment = lines.replaceAll(" \\| ?", "\n  ");
    Files.writeString(
        file,
        id.equals("zed") ? "{\n  " + comment + "\n}\n" : comment.replace("\n  ", "\n") + "\n");
    ClientConfig config = clients.byId(id).orElseThrow().at(file);
    assertThat(config.plan(edit -> edit.put("e", McpServerEntry.stdio("y"))).diff())
        .contains("****")
        .doesNotContain("hush");
  }

  @Test
  void hidesAHiddenValueEverywhere() throws IOException {
    Path file = home.resolve("zed.json");
    Files.writeString(file, "{\n  // was hush-hush-hush before\n}\n");
    McpServerEntry entry =
        McpServerEntry.stdio("x", "--mode", "hush-hush-hush").env("A", "hush-hush-hush");
    assertThat(clients.zed().at(file).plan(edit -> edit.put("e", entry)).diff())
        .contains("--mode", "// was ****")
        .doesNotContain("hush-hush");
  }

  @Test
  void hidesAKnownSecretInOtherEncodings() {
    String secret = "h/ush";
    String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    McpServerEntry entry =
        McpServerEntry.stdio("x", "--a=" + secret, base64, "h%2Fush", "second line")
            .env("API_TOKEN", secret)
            .env("PEM", "first line\nsecond line\n");
    for (McpClient client : List.of(clients.zed(), clients.codex(), clients.goose())) {
      assertThat(client.userConfig().plan(edit -> edit.put("e", entry)).diff())
          .contains("--a=****")
          .doesNotContain(secret, base64.replace("=", ""), "h%2Fush", "second line");
    }
    McpServerEntry remote =
        McpServerEntry.http(URI.create("https://h.invalid/tok/mcp"))
            .header("Authorization", "Bearer tokn");
    assertThat(clients.zed().userConfig().plan(edit -> edit.put("tokn", remote)).diff())
        .contains("https://h.invalid/tok/mcp")
        .doesNotContain("tokn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "2f1c9a44-1111-4222-8333-0123456789ab",
        "Zm9vYmFyMTIzNDU2Nzg5QUJDREVG",
      })
  void hidesRandomWords(String word) {
    assertThat(McpServerEntry.stdio("x", word, "--a=" + word)).hasToString("STDIO x **** --a=****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npx -y @modelcontextprotocol/server-filesystem /Users/Mike2/Documents/Projects2024/x",
        "uvx mcp-server-git --repository C:\\Users\\me\\repo1234567890",
        "java -jar /opt/mcp-fly-relay.jar proxy --url https://my-app-12.fly.dev/mcp --port 8080",
        "docker run -i --rm -e SLACK_BOT_TOKEN -p 80:80 mcp/slack:latest",
        "npx mcp-remote https://h.invalid/ --header Authorization:${MCP_REMOTE_AUTHORIZATION}",
      })
  void plainArgumentsAreShown(String line) {
    String[] words = line.split(" ");
    McpServerEntry entry =
        McpServerEntry.stdio(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(entry).hasToString("STDIO " + line);
  }

  @Test
  void urlsHeadersAndVariablesHideTheirSecrets() throws IOException {
    McpServerEntry remote =
        McpServerEntry.http(URI.create("https://h.invalid/mcp?api_key=hush&profile=hush"))
            .header("X-Plain", "hush");
    McpServerEntry local = McpServerEntry.stdio("x").env("PLAIN", "hush");
    for (McpClient known : clients.all()) {
      McpClient client = known.unverified();
      boolean elsewhere = List.of("visual-studio", "copilot-xcode").contains(client.id());
      ClientConfig config =
          elsewhere ? client.at(home.resolve(client.id() + ".json")) : client.userConfig();
      assertThat(config.plan(edit -> edit.put("e", local)).diff())
          .contains("PLAIN")
          .doesNotContain("hush");
      if (client.capabilities().http()) {
        assertThat(config.plan(edit -> edit.put("e", remote)).diff())
            .contains("X-Plain")
            .doesNotContain("hush");
      }
    }
  }

  @Test
  void hidesSecretsInSurroundingLines() throws IOException {
    Path file = home.resolve("settings.json");
    Files.writeString(
        file,
        """
        {
          // "token": "hush"
          "openai_api_key": "hush",
          "note": "Bearer hush", // sk-abcdefghijklmhush
          "context_servers": {
            "old": {"command": "x --token hush", "env": {"A": "hush"}, "oauth": {"id": "hush"}}
          },
          "agent": { "password": "hush", "limit": 7 }
        }
        """);
    assertThat(clients.zed().at(file).plan(edit -> edit.put("e", McpServerEntry.stdio("y"))).diff())
        .contains("\"limit\": 7", "\"old\"", "\"command\": \"y\"")
        .doesNotContain("hush");
  }

  @Test
  void doesNotHideNamesOfVariables() {
    McpServerEntry entry =
        McpServerEntry.http(URI.create("https://x.invalid/mcp"))
            .header("Authorization", ConfigValue.fromEnvironment("MY_TOKEN").after("Bearer "));
    assertThat(clients.codex().userConfig().plan(edit -> edit.put("e", entry)).diff())
        .contains("bearer_token_env_var = \"MY_TOKEN\"");
  }
}
