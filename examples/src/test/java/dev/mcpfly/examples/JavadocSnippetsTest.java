package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles every example in the Javadoc of what users see, each in its own method, with the
 * variables of {@link #GIVEN}. A semicolon that is left out at the end of a line is filled in, and
 * {@code …} in braces stands for statements.
 */
@Timeout(120)
class JavadocSnippetsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)\\s*;");
  private static final Pattern SNIPPET =
      Pattern.compile("<pre>\\s*\\{@code(?<code>.*?)}\\s*</pre>", Pattern.DOTALL);
  private static final Pattern PUBLIC =
      Pattern.compile(
          "^(@\\w+.*\\s)?public [^;{]*\\b(class|interface|record|enum) ", Pattern.MULTILINE);
  private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)//.*$");

  /** A line that is a statement's last one, before one that begins another. */
  private static final Pattern UNENDED =
      Pattern.compile("(?<=[^;{}\\s])(?=\\s*\\n\\S|\\s*$)(?<!,)");

  private static final Pattern LEFT_OUT = Pattern.compile("(?<=[{;\\s])…(?=\\s*})");

  private static final String IMPORTS =
      """
      import java.io.*;
      import java.net.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import com.sun.net.httpserver.*;
      import io.modelcontextprotocol.client.McpSyncClient;
      import io.modelcontextprotocol.server.*;
      import org.eclipse.jetty.ee11.servlet.*;
      import org.junit.jupiter.api.*;
      import org.junit.jupiter.api.extension.*;
      import static org.junit.jupiter.api.Assertions.*;
      """;

  /** The SDK's, in the module that is about it; elsewhere the name is that of a program. */
  private static final String SDK = "import io.modelcontextprotocol.client.McpClient;\n";

  /** What examples use without declaring it; their own variables come before these. */
  private static final String GIVEN =
      """
      abstract class Given {
        String token, password, key, value, secret, pasted;
        List<String> users;
        byte[] script;
        Path path, scratchHome;
        URI uri;
        dev.mcpfly.config.McpServerEntry entry;
        dev.mcpfly.config.ClientConfig zed;
        dev.mcpfly.config.ConfigPlan zedPlan, cursorPlan;
        dev.mcpfly.api.FlyClient fly;
        dev.mcpfly.api.Machines machines;
        dev.mcpfly.transport.Relay.Builder relay;
        dev.mcpfly.image.registry.RegistryClient client;
        dev.mcpfly.launch.McpLauncher launcher;
        dev.mcpfly.launch.McpDeployment deployment;
        dev.mcpfly.launch.McpFleet<String> fleet;
        HttpServer server;
        ServletContextHandler context;
        McpServerFeatures.SyncToolSpecification search;
      }
      """;

  @TempDir Path folder;

  /** An example, and where it is. */
  private record Snippet(Path file, int line, String type, String code) {
    @Override
    public String toString() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  /** A source that is in no file. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @Test
  void examplesCompile() throws IOException {
    Set<String> packages = new TreeSet<>();
    List<Snippet> snippets = new ArrayList<>();
    for (Path module : modules()) {
      Matcher export = EXPORT.matcher(Files.readString(module.resolve("module-info.java")));
      while (export.find()) {
        packages.add(export.group(1));
        snippets.addAll(snippets(module.resolve(export.group(1).replace('.', '/'))));
      }
    }
    assertThat(packages).hasSizeGreaterThanOrEqualTo(12);
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(40);

    List<String> failures = compile(packages, snippets);

    assertThat(failures).as(() -> String.join("\n", failures)).isEmpty();
  }

  /** What a program begins with, or holds on to. */
  private static final List<String> ENTRY_POINTS =
      List.of(
          "FlyClient",
          "Machines",
          "Volumes",
          "FlyEmulator",
          "FlyEmulatorExtension",
          "McpClients",
          "McpClient",
          "ClientConfig",
          "ConfigPlan",
          "McpServerEntry",
          "ClientDefinition",
          "Relay",
          "RelayRules",
          "StdioProxy",
          "RemoteServer",
          "OAuthClient",
          "OAuthLogin",
          "OAuthIssuer",
          "ServerImage",
          "RegistryClient",
          "McpLauncher",
          "McpDeployment",
          "McpDeployments",
          "McpFleet",
          "McpRegistry",
          "LaunchPlan",
          "Authorization",
          "Access",
          "Tunnel",
          "HttpServerImage",
          "LocalMachines",
          "WireGuardPeer");

  @Test
  void pageOfEachEntryPointHasAnExampleAndSaysWhetherItIsThreadSafe() throws IOException {
    List<String> seen = new ArrayList<>();
    for (Path module : modules()) {
      Matcher export = EXPORT.matcher(Files.readString(module.resolve("module-info.java")));
      while (export.find()) {
        for (String name : ENTRY_POINTS) {
          Path file = module.resolve(export.group(1).replace('.', '/')).resolve(name + ".java");
          if (Files.exists(file) && PUBLIC.matcher(Files.readString(file)).find()) {
            seen.add(name);
            String page = pageOf(Files.readString(file));
            assertThat(page)
                .as("the page of %s", name)
                .contains("<pre>{@code")
                .containsPattern("(?i)thread|immutable|parallel");
          }
        }
      }
    }
    assertThat(seen).containsAll(ENTRY_POINTS);
  }

  /** The comment of the file's own type, which is the first. */
  private static String pageOf(String source) {
    int start = source.indexOf("\n/**");
    return source.substring(start, source.indexOf("*/", start));
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> files =
        Files.find(
            ROOT,
            6,
            (file, attributes) ->
                file.endsWith(Path.of("src", "main", "java", "module-info.java"))
                    && ROOT.relativize(file).getName(0).toString().startsWith("mcp-fly-"))) {
      List<Path> modules = files.map(Path::getParent).sorted().toList();
      assertThat(modules).hasSizeGreaterThanOrEqualTo(6);
      return modules;
    }
  }

  private static List<Snippet> snippets(Path directory) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files = listed.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : files) {
      String source = Files.readString(file);
      boolean isPackage = file.endsWith("package-info.java");
      if (isPackage || PUBLIC.matcher(source).find()) {
        String type = isPackage ? "" : typeOf(source, file);
        Matcher snippet = SNIPPET.matcher(source);
        while (snippet.find()) {
          int line = (int) source.substring(0, snippet.start()).lines().count();
          String code = snippet.group("code").replaceAll("(?m)^\\s*\\* ?", "");
          snippets.add(new Snippet(file, line, type, code));
        }
      }
    }
    return snippets;
  }

  private static String typeOf(String source, Path file) {
    Matcher declared = Pattern.compile("(?m)^package ([\\w.]+);").matcher(source);
    assertThat(declared.find()).as("package of %s", file).isTrue();
    return declared.group(1) + "." + file.getFileName().toString().replace(".java", "");
  }

  private List<String> compile(Set<String> packages, List<Snippet> snippets) throws IOException {
    String imports =
        packages.stream()
            .map("import %s.*;%n"::formatted)
            .collect(Collectors.joining("", IMPORTS, ""));
    List<JavaFileObject> sources = new ArrayList<>(List.of(new Source("Given", IMPORTS + GIVEN)));
    for (int i = 0; i < snippets.size(); i++) {
      Snippet snippet = snippets.get(i);
      String own =
          (snippet.type().isEmpty() ? "" : "import " + snippet.type() + ";\n")
              + (snippet.type().startsWith("dev.mcpfly.transport.") ? SDK : "");
      sources.add(
          new Source(
              "Snippet" + i,
              "%s%sclass Snippet%d extends Given {%nvoid run() throws Exception {%n%s%n}%n}%n"
                  .formatted(imports, own, i, statements(snippet.code()))));
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ROOT, null)) {
      List<String> options =
          List.of(
              "-classpath",
              System.getProperty("java.class.path"),
              "-proc:none",
              "-nowarn",
              "-implicit:none",
              "--release",
              "17",
              "-Xmaxerrs",
              "1000",
              "-d",
              folder.toString());
      compiler.getTask(null, files, found, options, null, sources).call();
    }
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
        .map(each -> describe(each, snippets))
        .toList();
  }

  private static String statements(String code) {
    String whole = LEFT_OUT.matcher(COMMENT.matcher(code).replaceAll("")).replaceAll("").strip();
    assertThat(whole).as("an expression that is left out does not compile").doesNotContain("…");
    return UNENDED.matcher(whole).replaceAll(";");
  }

  private static String describe(
      Diagnostic<? extends JavaFileObject> error, List<Snippet> snippets) {
    String where = error.getSource() == null ? "" : error.getSource().getName();
    Matcher number = Pattern.compile("Snippet(\\d+)").matcher(where);
    return (number.find() ? snippets.get(Integer.parseInt(number.group(1))).toString() : where)
        + ": "
        + error.getMessage(Locale.ROOT)
        + "\n"
        + lineOf(error);
  }

  private static String lineOf(Diagnostic<? extends JavaFileObject> error) {
    try {
      String text = error.getSource() == null ? "" : "" + error.getSource().getCharContent(true);
      return "    "
          + text.lines().skip(Math.max(0, error.getLineNumber() - 1)).findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
