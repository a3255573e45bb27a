package consumer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs JBang as its own script does, with the short names of the guide. */
public final class Main {
  /** JBang has written a command for its script to run. */
  private static final int RUN = 255;

  private static final String JAVA =
      ProcessHandle.current().info().command().orElseThrow(IllegalStateException::new);

  private Main() {}

  /**
   * Launches a server by the name of the catalog, and builds the other script.
   *
   * @param args where the artifacts are, then the server's command
   */
  public static void main(String[] args) throws Exception {
    String repositories = "--repos=central,staged=" + args[0];
    contains(jbang("alias", "list"), "launch", "destroy");
    List<String> launch = new ArrayList<>(List.of("run", repositories, "launch"));
    launch.addAll(List.of(args).subList(1, args.length));
    contains(jbang(launch.toArray(String[]::new)), "notes");
    jbang("build", repositories, "destroy");
    System.out.println("jbang launch, jbang destroy: their names are found and they compile");
  }

  private static void contains(String output, String... words) {
    for (String word : words) {
      if (!output.contains(word)) {
        throw new AssertionError(word + " is missing in:\n" + output);
      }
    }
  }

  private static String jbang(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-classpath"));
    command.add(System.getProperty("java.class.path"));
    command.add("dev.jbang.Main");
    command.addAll(List.of(arguments));
    Process process = start(command);
    String output = read(process);
    int code = process.waitFor();
    if (code == RUN) {
      process = start(List.of("/bin/sh", "-c", output));
      output = read(process);
      code = process.waitFor();
    }
    if (code != 0) {
      throw new AssertionError("jbang " + List.of(arguments) + " exits with " + code + ": " + output);
    }
    return output;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String read(Process process) throws IOException {
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
