package dev.mcpfly.launch;

/** Entries of a registry as publishers write them, made by the facts of real ones. */
final class RegistryDocuments {
  private static final String STDIO = "\"transport\":{\"type\":\"stdio\"}";

  private RegistryDocuments() {}

  static String server(String name, String version, String members) {
    return "{\"name\":\"%s\",\"description\":\"A server for tests\",\"version\":\"%s\",%s}"
        .formatted(name, version, members);
  }

  static String packages(String... packages) {
    return "\"packages\":[" + String.join(",", packages) + "]";
  }

  static String pack(String type, String identifier, String version, String... members) {
    String more = members.length == 0 ? "" : "," + String.join(",", members);
    String at = version.isEmpty() ? "" : ",\"version\":\"" + version + "\"";
    return "{\"registryType\":\"%s\",\"identifier\":\"%s\"%s,%s%s}"
        .formatted(type, identifier, at, STDIO, more);
  }

  static String environment(String... fields) {
    return "\"environmentVariables\":[" + String.join(",", fields) + "]";
  }

  static String runtime(String... arguments) {
    return "\"runtimeArguments\":[" + String.join(",", arguments) + "]";
  }

  static String arguments(String... arguments) {
    return "\"packageArguments\":[" + String.join(",", arguments) + "]";
  }

  static String env(String name, String members) {
    return "{\"name\":\"%s\"%s}".formatted(name, members.isEmpty() ? "" : "," + members);
  }

  static String positional(String members) {
    return "{\"type\":\"positional\"," + members + "}";
  }

  static String fixed(String value) {
    return positional("\"value\":\"" + value + "\"");
  }

  static String named(String name, String members) {
    return "{\"type\":\"named\",\"name\":\"%s\"%s}"
        .formatted(name, members.isEmpty() ? "" : "," + members);
  }

  static final String REQUIRED = "\"isRequired\":true";
  static final String SECRET = "\"isSecret\":true";
  static final String REQUIRED_SECRET = REQUIRED + "," + SECRET;

  /** With an argument, a secret argument and a secret variable. */
  static String notes(String version) {
    return server(
        "io.github.me/notes",
        version,
        packages(
            pack(
                "npm",
                "notes",
                version,
                arguments(named("--folder", REQUIRED), named("--token", REQUIRED_SECRET)),
                environment(env("KEY", REQUIRED_SECRET)))));
  }

  static String airtable(String sha256) {
    return server(
        "io.github.domdomegg/airtable-mcp-server",
        "1.7.2",
        packages(
            pack(
                "npm",
                "airtable-mcp-server",
                "1.7.2",
                "\"registryBaseUrl\":\"https://registry.npmjs.org\"",
                environment(env("AIRTABLE_API_KEY", REQUIRED_SECRET))),
            pack(
                "oci",
                "domdomegg/airtable-mcp-server",
                "1.7.2",
                "\"registryBaseUrl\":\"https://docker.io\"",
                environment(env("AIRTABLE_API_KEY", REQUIRED_SECRET))),
            pack(
                "mcpb",
                "https://github.com/domdomegg/airtable-mcp-server/releases/download/v1.7.2/a.mcpb",
                "1.7.2",
                "\"fileSha256\":\"" + sha256 + "\"")));
  }

  static String timeNuget() {
    return server(
        "io.github.domdomegg/time-mcp-nuget",
        "1.0.8",
        packages(
            pack(
                "nuget",
                "TimeMcpServer",
                "1.0.8",
                "\"registryBaseUrl\":\"https://api.nuget.org/v3/index.json\"",
                "\"runtimeHint\":\"dnx\"")));
  }

  static String timePypi() {
    return server(
        "io.github.domdomegg/time-mcp-pypi",
        "1.0.6",
        packages(
            pack(
                "pypi",
                "time-mcp-pypi",
                "1.0.6",
                "\"registryBaseUrl\":\"https://pypi.org\"",
                "\"runtimeHint\":\"python\"")));
  }

  static String github() {
    return server(
        "io.github.github/github-mcp-server",
        "0.9.0",
        packages(
            pack(
                "oci",
                "ghcr.io/github/github-mcp-server:0.9.0",
                "",
                "\"runtimeHint\":\"docker\"",
                runtime(
                    fixed("run"),
                    named("-i", "\"value\":\"true\""),
                    named("--rm", "\"value\":\"true\""),
                    named(
                        "-e",
                        "\"value\":\"GITHUB_PERSONAL_ACCESS_TOKEN={token}\","
                            + REQUIRED
                            + ",\"variables\":{\"token\":{"
                            + REQUIRED_SECRET
                            + ",\"description\":\"A token\"}}"),
                    fixed("ghcr.io/github/github-mcp-server:0.9.0")))));
  }

  static String filesystem() {
    String log = environment(env("LOG_LEVEL", "\"default\":\"info\""));
    return server(
        "io.github.modelcontextprotocol/filesystem",
        "1.0.2",
        packages(
            pack(
                "npm",
                "@modelcontextprotocol/server-filesystem",
                "1.0.2",
                arguments(
                    positional(
                        "\"valueHint\":\"target_dir\",\"isRepeated\":true,\"format\":\"filepath\","
                            + REQUIRED)),
                log),
            pack(
                "oci",
                "mcp/filesystem:1.0.2",
                "",
                runtime(
                    named(
                        "--mount",
                        "\"value\":\"type=bind,src={source_path},dst={target_path}\",\"isRepeated\":true,"
                            + REQUIRED
                            + ",\"variables\":{\"source_path\":{\"format\":\"filepath\","
                            + REQUIRED
                            + "},\"target_path\":{"
                            + REQUIRED
                            + ",\"default\":\"/project\"}}")),
                arguments(fixed("/project")),
                log)));
  }

  static String sampleNuget(String version) {
    boolean former = version.startsWith("0.4");
    return server(
        "io.github.joelverhagen/knapcode-samplemcpserver",
        version,
        packages(
            pack(
                "nuget",
                "Knapcode.SampleMcpServer",
                version,
                former
                    ? arguments(fixed("mcp"), fixed("start"))
                    : environment(
                        env(
                            "WEATHER_CHOICES",
                            REQUIRED + ",\"description\":\"Comma separated\"")))));
  }

  static String database() {
    return server(
        "io.github.example/database-manager",
        "3.1.0",
        packages(
            pack(
                "oci",
                "example/database-manager-mcp:3.1.0",
                "",
                runtime(
                    named("--network", "\"value\":\"host\""),
                    named(
                        "-e",
                        "\"value\":\"DB_TYPE={db_type}\",\"variables\":{\"db_type\":{\"choices\":[\"postgres\",\"mysql\"],"
                            + REQUIRED
                            + "}}")),
                arguments(
                    named("--host", "\"default\":\"localhost\"," + REQUIRED),
                    named("--port", "\"format\":\"number\""),
                    positional("\"valueHint\":\"database_name\"," + REQUIRED)),
                environment(
                    env("DB_USERNAME", REQUIRED),
                    env("DB_PASSWORD", REQUIRED_SECRET),
                    env("SSL_MODE", "\"default\":\"prefer\"")))));
  }

  static String hybrid() {
    return server(
        "io.modelcontextprotocol.anonymous/hybrid-mcp",
        "1.5.0",
        packages(
                pack(
                    "npm",
                    "@example/hybrid-mcp-server",
                    "1.5.0",
                    arguments(named("--mode", "\"value\":\"local\""))))
            + ",\"remotes\":[{\"type\":\"sse\",\"url\":\"https://mcp.example.com/sse\"},"
            + "{\"type\":\"streamable-http\",\"url\":\"https://mcp.example.com/http\",\"headers\":["
            + env("X-API-Key", REQUIRED_SECRET)
            + ","
            + env("X-Region", "\"default\":\"us-east-1\"")
            + "]}]");
  }

  static String azure() {
    String words = arguments(fixed("server"), fixed("start"));
    return server(
        "com.microsoft/azure",
        "2.0.0",
        packages(
            pack("npm", "@azure/mcp", "2.0.0", words), pack("nuget", "Azure.Mcp", "2.0.0", words)));
  }

  static String mongodb() {
    String[] options = new String[24];
    for (int i = 0; i < options.length; i++) {
      options[i] = named("--option" + i, "\"description\":\"An option\"");
    }
    options[3] = named("--connectionString", SECRET);
    String variables =
        environment(
            env("MDB_MCP_CONNECTION_STRING", SECRET),
            env("MDB_MCP_API_CLIENT_SECRET", SECRET),
            env("MDB_MCP_VOYAGE_API_KEY", SECRET));
    return server(
        "io.github.mongodb-js/mongodb-mcp-server",
        "1.2.0",
        packages(
            pack("npm", "mongodb-mcp-server", "1.2.0", arguments(options), variables),
            pack(
                "oci",
                "docker.io/mongodb/mongodb-mcp-server:1.2.0",
                "",
                arguments(options),
                variables)));
  }

  static String context7() {
    return server(
        "io.github.upstash/context7",
        "1.0.0",
        packages(
            pack(
                "npm",
                "@upstash/context7-mcp",
                "1.0.26",
                environment(env("CONTEXT7_API_KEY", SECRET)))));
  }

  static String supabase() {
    return server(
        "com.supabase/mcp",
        "0.5.10",
        packages(
                pack(
                    "npm",
                    "@supabase/mcp-server-supabase",
                    "0.5.10",
                    runtime(
                        named("--project-ref", "\"value\":\"{ref}\",\"variables\":{\"ref\":{}}"),
                        named("--read-only", "\"value\":\"true\"")),
                    environment(env("SUPABASE_ACCESS_TOKEN", REQUIRED_SECRET))))
            + ",\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"https://mcp.supabase.com/mcp\",\"headers\":["
            + env(
                "Authorization",
                "\"value\":\"Bearer"
                    + " {SUPABASE_ACCESS_TOKEN}\",\"variables\":{\"SUPABASE_ACCESS_TOKEN\":{"
                    + REQUIRED_SECRET
                    + "}}")
            + "]}]");
  }

  static String remoteFilesystem() {
    return server(
        "com.pulsemcp/remote-filesystem",
        "0.1.2",
        packages(
            pack(
                "npm",
                "remote-filesystem-mcp-server",
                "0.1.2",
                runtime(fixed("-y")),
                environment(
                    env("GCS_BUCKET", REQUIRED),
                    env("GCS_PRIVATE_KEY", SECRET),
                    env("GCS_MAKE_PUBLIC", "\"default\":\"false\",\"format\":\"boolean\"")))));
  }

  static String seamSuite() {
    return server(
        "io.github.Canticle-AI-Research/seam-suite",
        "2.4.1rc1",
        packages(
            pack(
                "pypi",
                "seam-suite",
                "2.4.1rc1",
                runtime(
                    named("--default-index", "\"value\":\"https://pypi.example.com/simple\""),
                    fixed("--from")),
                arguments(fixed("seam-mcp")))));
  }

  static String dynatrace() {
    return server(
        "io.github.dynatrace-oss/dynatrace-mcp",
        "1.0.0",
        "\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"https://{environment_id}.apps.dynatrace.com/mcp\",\"variables\":{\"environment_id\":{"
            + REQUIRED
            + ",\"description\":\"The environment\"}}}]");
  }

  static String kbag() {
    return server(
        "kbag", "1.0.0", "\"packages\":[{\"registryType\":\"smithery\",\"identifier\":\"kbag\"}]");
  }
}
