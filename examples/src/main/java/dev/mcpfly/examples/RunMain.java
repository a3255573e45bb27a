package dev.mcpfly.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * Runs a JShell script in this JVM and exits with 1 when a snippet does not compile or throws,
 * which the {@code jshell} tool does not do; a {@link SkippedException} ends it with 0. The script
 * finds its arguments in {@link #arguments()}, and as the variable {@code args}.
 */
public final class RunMain {
  private static List<String> arguments = List.of();

  private RunMain() {}

  /**
   * Runs snippets in the thread that evaluates them. JShell's own engine starts one for each, and
   * then waits for whatever threads it sees: on a busy computer those that a snippet has started,
   * such as that of an HTTP client, which does not end.
   */
  private static final class SameThread implements ExecutionControlProvider {
    @Override
    public String name() {
      return "same-thread";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return new DirectExecutionControl();
    }
  }

  /** Returns the arguments that were given to the script. */
  public static List<String> arguments() {
    return arguments;
  }

  /**
   * Runs the script that the first argument names.
   *
   * @param args the script's file, then the script's own arguments
   * @throws IOException if the script cannot be read
   */
  public static void main(String[] args) throws IOException {
    int stale = Integer.getInteger("examples.stale", 0);
    if (stale != 0 && Build.at(Path.of(System.getProperty("examples.folder"))).isStale()) {
      System.exit(stale); // the runner of Windows builds, and starts this again
    }
    if (args.length == 0) {
      System.err.println("Name a script to run, such as launch.jsh.");
      System.exit(2);
    }
    Path script = script(args[0]);
    if (!Files.isReadable(script)) {
      System.err.println("There is no script " + script + "; the scripts lie beside this runner.");
      System.exit(2);
    }
    arguments = List.of(Arrays.copyOfRange(args, 1, args.length));
    // Snippets run in this JVM, so that its shutdown hooks (Ctrl-C) are theirs too.
    try (JShell shell = JShell.builder().executionEngine(new SameThread(), Map.of()).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      String error = run(shell, Files.readString(script), script.getFileName() + "");
      if (error != null) {
        System.out.flush();
        System.err.println(error);
        System.exit(1);
      }
    }
    System.exit(0);
  }

  /**
   * As it is named, or by that name beside the runner of Windows, which passes on what was typed.
   */
  private static Path script(String name) {
    Path script = Path.of(name);
    String folder = System.getProperty("examples.folder");
    return Files.exists(script) || folder == null ? script : Path.of(folder).resolve(script);
  }

  /**
   * Declares {@code args}, once the imports at the script's head are done: a later import makes
   * JShell declare variables anew, without their values.
   */
  private static void declareArguments(JShell shell) {
    shell.eval("java.util.List<String> args = " + RunMain.class.getName() + ".arguments();");
  }

  private static @Nullable String run(JShell shell, String source, String name) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String rest = source;
    boolean head = true;
    while (!rest.isBlank()) {
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        return null;
      }
      if (!next.completeness().isComplete()) {
        return "%s, line %d: this snippet is not complete.".formatted(name, line(source, rest));
      }
      if (head && analysis.wrappers(next.source()).stream().noneMatch(RunMain::isImport)) {
        declareArguments(shell);
        head = false;
      }
      for (SnippetEvent event : shell.eval(next.source())) {
        if (isSkip(event)) {
          System.out.println(event.exception().getMessage());
          return null;
        }
        String error = error(shell, event);
        if (error != null) {
          return "%s, line %d: %s".formatted(name, line(source, rest), error);
        }
      }
      rest = next.remaining();
    }
    return null;
  }

  private static boolean isSkip(SnippetEvent event) {
    return event.exception() instanceof EvalException exception
        && exception.getExceptionClassName().equals(SkippedException.class.getName());
  }

  private static boolean isImport(SourceCodeAnalysis.SnippetWrapper snippet) {
    return snippet.kind() == Snippet.Kind.IMPORT;
  }

  private static @Nullable String error(JShell shell, SnippetEvent event) {
    JShellException thrown = event.exception();
    if (thrown instanceof EvalException exception) {
      return describe(exception);
    }
    if (thrown != null) {
      return String.valueOf(thrown.getMessage());
    }
    if (event.status() == Snippet.Status.REJECTED) {
      return shell
          .diagnostics(event.snippet())
          .filter(Diag::isError)
          .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
          .findFirst()
          .orElse("this snippet does not compile.");
    }
    return null;
  }

  /** A user of the library reads its message; anything else is a fault and shows its name. */
  private static String describe(EvalException exception) {
    boolean ours = exception.getExceptionClassName().startsWith("dev.mcpfly.");
    String message = String.valueOf(exception.getMessage());
    return ours ? message : exception.getExceptionClassName() + ": " + message;
  }

  /** The line on which {@code rest} begins, past blanks. */
  private static int line(String source, String rest) {
    int offset = source.length() - rest.stripLeading().length();
    return 1 + (int) source.substring(0, offset).chars().filter(c -> c == '\n').count();
  }
}
