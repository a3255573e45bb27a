package consumer;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What the program was started with. */
final class Paths {
  private Paths() {}

  /** Fails unless the class path or module path holds just these jars, beside the program. */
  static void holdOnly(String... names) {
    String all = System.getProperty("jdk.module.path", System.getProperty("java.class.path"));
    TreeSet<String> jars = new TreeSet<>();
    for (String entry : all.split(File.pathSeparator)) {
      if (entry.endsWith(".jar") && new File(entry).getParentFile().getName().equals("target")) {
        continue;
      }
      if (entry.endsWith(".jar")) {
        jars.add(new File(entry).getName().replaceAll("-[0-9].*", ""));
      }
    }
    if (!jars.equals(new TreeSet<>(List.of(names)))) {
      throw new AssertionError(jars + " instead of " + Arrays.toString(names));
    }
  }
}
