package dev.mcpfly.config.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The POSIX access control list of a file that is replaced. Java cannot set one; Perl, which is
 * there wherever Debian is, asks the system for it.
 */
@EnabledOnOs(OS.LINUX)
class AccessControlListTest {
  private static final Map<String, Integer> SETXATTR =
      Map.of("amd64", 188, "x86_64", 188, "aarch64", 5);
  private static final Map<String, Integer> GETXATTR =
      Map.of("amd64", 191, "x86_64", 191, "aarch64", 8);

  /** Version 2, then tag, permissions and id of each: owner, others named, group, mask, rest. */
  private static final String USER_1234_READS =
      "02000000 01000600ffffffff 02000400d2040000 04000000ffffffff 10000400ffffffff"
          + " 20000000ffffffff";

  private static final String GROUP_4321_WRITES =
      "02000000 01000600ffffffff 04000400ffffffff 08000600e1100000 10000600ffffffff"
          + " 20000400ffffffff";

  private static final String EVERYONE_BUT_USER_1234 =
      "02000000 01000600ffffffff 02000000d2040000 04000400ffffffff 10000400ffffffff"
          + " 20000400ffffffff";

  @TempDir Path home;
  private Path file;
  private ClientConfig config;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(home.resolve("mcp.json"), "{\"mcpServers\":{}}");
    config = McpClients.file(file, "mcpServers");
  }

  private static String perl(String script, Object... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    command[0] = "perl";
    command[1] = "-e";
    command[2] = script;
    for (int i = 0; i < arguments.length; i++) {
      command[i + 3] = arguments[i].toString();
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static int number(Map<String, Integer> numbers) {
    return numbers.get(System.getProperty("os.arch"));
  }

  private static void set(Path path, String list) throws Exception {
    perl(
        "my $v = pack('H*', $ARGV[2]); my $n = 'system.posix_acl_access'; my $f = $ARGV[1];"
            + " syscall($ARGV[0] + 0, $f, $n, $v, length($v), 0) == 0 or die $!",
        number(SETXATTR),
        path,
        list.replace(" ", ""));
  }

  private static String get(Path path) throws Exception {
    return perl(
        "my $v = \"\\0\" x 4096; my $n = 'system.posix_acl_access'; my $f = $ARGV[1];"
            + " my $l = syscall($ARGV[0] + 0, $f, $n, $v, 4096);"
            + " print $l < 0 ? 'none' : unpack('H*', substr($v, 0, $l))",
        number(GETXATTR),
        path);
  }

  @ParameterizedTest
  @ValueSource(strings = {USER_1234_READS, GROUP_4321_WRITES, EVERYONE_BUT_USER_1234})
  void listSurvivesEveryChangeAndItsUndoing(String list) throws Exception {
    set(file, list);
    String before = get(file);
    assertThat(before).isEqualTo(list.replace(" ", ""));
    ConfigPlan.Written written =
        config.plan(edit -> edit.put("a", McpServerEntry.stdio("npx", "a"))).write();
    assertThat(get(file)).isEqualTo(before);
    written.undo();
    assertThat(get(file)).isEqualTo(before);
    config.plan(edit -> edit.put("b", McpServerEntry.stdio("npx", "b"))).write();
    config.plan(edit -> edit.remove("b")).write();
    assertThat(get(file)).isEqualTo(before);
  }

  @Test
  void tighteningTakesTheListAway() throws Exception {
    set(file, USER_1234_READS);
    config
        .plan(edit -> edit.put("a", McpServerEntry.stdio("npx", "a")).tightenPermissions())
        .write();
    assertThat(get(file)).isEqualTo("none");
  }

  @Test
  void fileWithoutAListGetsNone() throws Exception {
    config.plan(edit -> edit.put("a", McpServerEntry.stdio("npx", "a"))).write();
    assertThat(get(file)).isEqualTo("none");
  }
}
