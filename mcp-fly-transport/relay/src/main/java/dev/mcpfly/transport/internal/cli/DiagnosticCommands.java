package dev.mcpfly.transport.internal.cli;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What {@code jcmd} can tell a JVM, told by the program that runs in it.
 *
 * <p>The public way is a bean of the platform's bean server, which registers some twenty others:
 * 150 to 270 ms of processor time and 10 to 22 MB. Behind the bean is one method, which the
 * runnable jar's manifest opens to its classes. Where a JVM has no such method, or does not open
 * it, the bean is used for what is needed, and the rest is left undone.
 */
final class DiagnosticCommands {
  private static final String IMPLEMENTATION = "com.sun.management.internal.";
  private static final String PERIOD_OF_G1 = "G1PeriodicGCInterval";

  private DiagnosticCommands() {}

  /**
   * Has this JVM compile by the directives in a file.
   *
   * @throws IllegalStateException if it cannot be told
   */
  static void addCompilerDirectives(String file) {
    String said;
    try {
      said = run("Compiler.directives_add " + (file.contains(" ") ? '"' + file + '"' : file));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      said = throughTheBean("compilerDirectivesAdd", file);
    }
    if (!said.contains("added")) {
      throw new IllegalStateException("The JVM takes no compiler directives: " + said);
    }
  }

  /**
   * Has G1 look for memory to give back when there was no collection for this time, unless its user
   * has said when it should. Other collectors have no use for it.
   */
  static void returnMemoryAfter(long millis) {
    try {
      if (!run("VM.command_line").contains(PERIOD_OF_G1)) {
        run("VM.set_flag " + PERIOD_OF_G1 + " " + millis);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      System.getLogger(DiagnosticCommands.class.getName())
          .log(System.Logger.Level.DEBUG, "The JVM keeps its heap", e);
    }
  }

  private static String run(String command) throws ReflectiveOperationException {
    // Loads the library that the method is in.
    Class.forName(IMPLEMENTATION + "PlatformMBeanProviderImpl");
    Class<?> type = Class.forName(IMPLEMENTATION + "DiagnosticCommandImpl");
    Method instance = type.getDeclaredMethod("getDiagnosticCommandMBean");
    instance.setAccessible(true);
    Method execute = type.getDeclaredMethod("executeDiagnosticCommand", String.class);
    execute.setAccessible(true);
    return String.valueOf(execute.invoke(instance.invoke(null), command));
  }

  private static String throughTheBean(String operation, String argument) {
    try {
      Object said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  operation,
                  new Object[] {new String[] {argument}},
                  new String[] {String[].class.getName()});
      return String.valueOf(said);
    } catch (JMException e) {
      throw new IllegalStateException("The JVM takes no diagnostic commands", e);
    }
  }
}
