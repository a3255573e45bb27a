package dev.mcpfly.transport;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** The JVM flags under which the relays start fastest and stay smallest, as measured. */
final class JvmFlags {
  private JvmFlags() {}

  /** Returns the program that runs this very JVM. */
  static Path ownJava() {
    String name = File.separatorChar == '\\' ? "java.exe" : "java";
    return Path.of(System.getProperty("java.home"), "bin", name);
  }

  static List<String> forRelay() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        // By default the young generation grows to a third of the heap before it is collected.
        "-Xms16m",
        "-Xmn8m",
        "-Xshare:auto",
        // Half a megabyte otherwise, most of it empty; it grows where need be.
        "-XX:StringTableSize=4096",
        // From JDK 22 on, code is made at each start for every constructor that is called by
        // reflection, and C1 takes 6 MB to compile what makes it.
        "-Djdk.reflect.useNativeAccessorOnly=true",
        // A file in the temp directory for tools that list JVMs, which a start would wait for.
        "-XX:-UsePerfData",
        // Warnings of the JVM itself go to stdout otherwise, which belongs to the messages.
        "-XX:+DisplayVMOutputToStderr",
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }
}
