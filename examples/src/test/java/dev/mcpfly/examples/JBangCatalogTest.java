package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks JBang's catalog: its scripts are there, compile, and need the version that is built. The
 * profile {@code consumers} runs them with JBang itself.
 */
class JBangCatalogTest {
  private static final Pattern SCRIPT = Pattern.compile("\"script-ref\": \"([^\"]+)\"");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

  @TempDir Path folder;

  @Test
  void scriptsOfTheCatalogCompileAndNeedThisVersion() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    Matcher script = SCRIPT.matcher(Files.readString(Path.of("../jbang-catalog.json")));
    int count = 0;
    while (script.find()) {
      Path file = Path.of("..").resolve(script.group(1));
      assertThat(file).content().contains("//DEPS dev.mcpfly:mcp-fly-launch:" + version.group(1));
      compile(file);
      count++;
    }
    assertThat(count).isPositive();
  }

  private void compile(Path file) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    List<String> arguments =
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            "-proc:none",
            "-nowarn",
            "-d",
            folder.toString(),
            file.toString());
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(code).as(() -> said.toString(StandardCharsets.UTF_8)).isZero();
  }
}
