package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real entries of the registry come to: command, image, inputs and secrets. */
class RegistryExamplesTest {
  private static final String SHA =
      "8220de07a08ebe908f04da139ea03dbfe29758141347e945da60535fb7bcca20";

  /**
   * An example.
   *
   * @param type of the package; empty for the one that is taken by itself
   * @param given inputs as {@code name=value}
   * @param expected the command with {@code IMAGE(...)} before it, or the address
   * @param inputs with {@code !} for required and {@code s} for secret
   * @param variables and secrets that the server sees, those with {@code *}
   */
  record Example(
      String number,
      String document,
      String type,
      List<String> given,
      String expected,
      List<String> inputs,
      Set<String> variables) {
    @Override
    public String toString() {
      return number + " " + type;
    }
  }

  static Stream<Example> examples() {
    List<String> key = List.of("AIRTABLE_API_KEY=pat-1");
    List<String> keyInput = List.of("AIRTABLE_API_KEY!s");
    List<String> mongo =
        List.of(
            "MDB_MCP_CONNECTION_STRING s",
            "MDB_MCP_API_CLIENT_SECRET s",
            "MDB_MCP_VOYAGE_API_KEY s");
    return Stream.of(
        new Example(
            "1",
            RegistryDocuments.airtable(SHA),
            "npm",
            key,
            "npx -y airtable-mcp-server@1.7.2",
            keyInput,
            Set.of("AIRTABLE_API_KEY*")),
        new Example(
            "1",
            RegistryDocuments.airtable(SHA),
            "oci",
            key,
            "IMAGE(docker.io/domdomegg/airtable-mcp-server:1.7.2)",
            keyInput,
            Set.of("AIRTABLE_API_KEY*")),
        new Example(
            "2",
            RegistryDocuments.timeNuget(),
            "",
            List.of(),
            "IMAGE(mcr.microsoft.com/dotnet/sdk:10.0) dnx TimeMcpServer@1.0.8 --yes",
            List.of(),
            Set.of()),
        new Example(
            "3",
            RegistryDocuments.timePypi(),
            "",
            List.of(),
            "uvx time-mcp-pypi==1.0.6",
            List.of(),
            Set.of()),
        new Example(
            "4",
            RegistryDocuments.github(),
            "",
            List.of("token=ghp_1"),
            "IMAGE(ghcr.io/github/github-mcp-server:0.9.0)",
            List.of("token!s"),
            Set.of("GITHUB_PERSONAL_ACCESS_TOKEN*")),
        new Example(
            "5",
            RegistryDocuments.filesystem(),
            "npm",
            List.of("target_dir=/data", "target_dir=/more data"),
            "npx -y @modelcontextprotocol/server-filesystem@1.0.2 /data '/more data'",
            List.of("target_dir!", "LOG_LEVEL"),
            Set.of("LOG_LEVEL=info")),
        new Example(
            "5",
            RegistryDocuments.filesystem(),
            "",
            List.of("target_dir=/data"),
            "npx -y @modelcontextprotocol/server-filesystem@1.0.2 /data",
            List.of("target_dir!", "LOG_LEVEL"),
            Set.of("LOG_LEVEL=info")),
        new Example(
            "6",
            RegistryDocuments.sampleNuget("0.4.0-beta"),
            "",
            List.of(),
            "IMAGE(mcr.microsoft.com/dotnet/sdk:10.0) dnx Knapcode.SampleMcpServer@0.4.0-beta --yes"
                + " -- mcp start",
            List.of(),
            Set.of()),
        new Example(
            "6",
            RegistryDocuments.sampleNuget("0.5.0-beta"),
            "",
            List.of("WEATHER_CHOICES=sunny"),
            "IMAGE(mcr.microsoft.com/dotnet/sdk:10.0) dnx Knapcode.SampleMcpServer@0.5.0-beta"
                + " --yes",
            List.of("WEATHER_CHOICES!"),
            Set.of("WEATHER_CHOICES=sunny")),
        new Example(
            "7",
            RegistryDocuments.database(),
            "",
            List.of(
                "db_type=mysql",
                "port=5433",
                "database_name=shop",
                "DB_USERNAME=u",
                "DB_PASSWORD=p"),
            "IMAGE(example/database-manager-mcp:3.1.0) --host localhost --port 5433 shop",
            List.of(
                "db_type!",
                "host",
                "port",
                "database_name!",
                "DB_USERNAME!",
                "DB_PASSWORD!s",
                "SSL_MODE"),
            Set.of("DB_TYPE=mysql", "DB_USERNAME=u", "DB_PASSWORD*", "SSL_MODE=prefer")),
        new Example(
            "8",
            RegistryDocuments.hybrid(),
            "",
            List.of(),
            "npx -y @example/hybrid-mcp-server@1.5.0 --mode local",
            List.of(),
            Set.of()),
        new Example(
            "8",
            RegistryDocuments.hybrid(),
            "remote",
            List.of("X-API-Key=k"),
            "https://mcp.example.com/http X-API-Key=k X-Region=us-east-1",
            List.of("X-API-Key!s", "X-Region"),
            Set.of()),
        new Example(
            "9",
            RegistryDocuments.azure(),
            "npm",
            List.of(),
            "npx -y @azure/mcp@2.0.0 server start",
            List.of(),
            Set.of()),
        new Example(
            "9",
            RegistryDocuments.azure(),
            "nuget",
            List.of(),
            "IMAGE(mcr.microsoft.com/dotnet/sdk:10.0) dnx Azure.Mcp@2.0.0 --yes -- server start",
            List.of(),
            Set.of()),
        new Example(
            "10",
            RegistryDocuments.mongodb(),
            "npm",
            List.of(),
            "npx -y mongodb-mcp-server@1.2.0",
            mongo,
            Set.of()),
        new Example(
            "10",
            RegistryDocuments.mongodb(),
            "npm",
            List.of("connectionString=mongodb://u:p@h"),
            "npx -y mongodb-mcp-server@1.2.0",
            mongo,
            Set.of("MDB_MCP_CONNECTION_STRING*")),
        new Example(
            "11",
            RegistryDocuments.context7(),
            "",
            List.of(),
            "npx -y @upstash/context7-mcp@1.0.26",
            List.of("CONTEXT7_API_KEY s"),
            Set.of()),
        new Example(
            "12",
            RegistryDocuments.supabase(),
            "",
            List.of("SUPABASE_ACCESS_TOKEN=sbp"),
            "https://mcp.supabase.com/mcp Authorization=Bearer sbp",
            List.of("SUPABASE_ACCESS_TOKEN!s"),
            Set.of()),
        new Example(
            "13",
            RegistryDocuments.remoteFilesystem(),
            "",
            List.of("GCS_BUCKET=b"),
            "npx -y remote-filesystem-mcp-server@0.1.2",
            List.of("GCS_BUCKET!", "GCS_PRIVATE_KEY s", "GCS_MAKE_PUBLIC"),
            Set.of("GCS_BUCKET=b", "GCS_MAKE_PUBLIC=false")),
        new Example(
            "14",
            RegistryDocuments.seamSuite(),
            "",
            List.of(),
            "uvx --default-index https://pypi.example.com/simple --from seam-suite==2.4.1rc1"
                + " seam-mcp",
            List.of(),
            Set.of()),
        new Example(
            "15",
            RegistryDocuments.dynatrace(),
            "",
            List.of("environment_id=abc12345"),
            "https://abc12345.apps.dynatrace.com/mcp",
            List.of("environment_id!"),
            Set.of()));
  }

  static Map<String, List<String>> inputs(List<String> given) {
    Map<String, List<String>> inputs = new HashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      inputs.merge(
          each.substring(0, equals),
          List.of(each.substring(equals + 1)),
          (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
    }
    return inputs;
  }

  private static String text(RegistryRun run) {
    if (run.remote() != null) {
      StringBuilder text = new StringBuilder(run.remote().uri().toString());
      run.remote()
          .headers()
          .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
      return text.toString();
    }
    String words =
        run.command().stream()
            .map(word -> word.matches("\\S+") ? word : "'" + word + "'")
            .collect(Collectors.joining(" "));
    return ((run.image() == null ? "" : "IMAGE(" + run.image() + ") ") + words).strip();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void yieldsTheCommandThatItsPublisherIntended(Example example) {
    RegistryServer server = RegistryServer.parse(example.document());
    RegistrySelection selection = RegistrySelection.of(server, example.type());
    RegistryRun run = selection.run(inputs(example.given()), Map.of(), Set.of());
    assertThat(text(run)).isEqualTo(example.expected());
    assertThat(
            selection.inputs().stream()
                .map(
                    i ->
                        i.name()
                            + (i.isRequired() ? "!" : i.isSecret() ? " " : "")
                            + (i.isSecret() ? "s" : "")))
        .containsAll(example.inputs())
        .filteredOn(text -> !text.matches("(option\\d+|connectionString s)"))
        .hasSameSizeAs(example.inputs());
    Set<String> variables = new java.util.HashSet<>();
    run.environment().forEach((name, value) -> variables.add(name + "=" + value));
    run.secrets().keySet().forEach(name -> variables.add(name + "*"));
    assertThat(variables).isEqualTo(example.variables());
    if (!example.inputs().stream().filter(i -> i.contains("!")).toList().isEmpty()) {
      assertThatThrownBy(() -> selection.run(Map.of(), Map.of(), Set.of()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContainingAll(
              example.inputs().stream()
                  .filter(i -> i.contains("!"))
                  .map(
                      i ->
                          i.replaceFirst(
                              "!s?$", " (required" + (i.endsWith("s") ? ", secret" : "")))
                  .toArray(String[]::new));
    }
  }

  @Test
  void acceptsABundleOnlyWithItsChecksum() {
    RegistryServer server = RegistryServer.parse(RegistryDocuments.airtable("8220de07"));
    assertThat(server.packageTypes()).containsExactly("npm", "oci", "mcpb");
    assertThatThrownBy(() -> RegistrySelection.of(server, "mcpb"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void refusesBindMounts() {
    RegistryServer server = RegistryServer.parse(RegistryDocuments.filesystem());
    assertThatThrownBy(() -> RegistrySelection.of(server, "oci"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("--mount");
  }

  @Test
  void refusesFlagsOfThePackageAmongThoseOfItsRunner() {
    RegistryServer server = RegistryServer.parse(RegistryDocuments.supabase());
    assertThatThrownBy(() -> RegistrySelection.of(server, "npm"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("not an option of npx");
  }

  @Test
  void rejectsAnEntryWithoutNamespace() {
    assertThatThrownBy(() -> RegistryServer.parse(RegistryDocuments.kbag()))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("\"kbag\"");
  }
}
