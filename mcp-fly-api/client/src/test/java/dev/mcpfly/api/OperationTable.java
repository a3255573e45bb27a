package dev.mcpfly.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The tables of what the API has, and the rows that requests belong to. */
final class OperationTable {
  private OperationTable() {}

  /** Returns the lines of a table that lies beside the tests. */
  static List<String> lines(String name) throws IOException {
    try (InputStream in = OperationTable.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** Finds the operation of a request, as method and path template with a tab in between. */
  static String rowOf(String method, String path) {
    return Arrays.stream(FlyOperation.values())
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> path.matches(operation.path().replaceAll("\\{[^}]*}", "[^/]+")))
        // A literal segment goes before a variable.
        .min(Comparator.comparingLong(OperationTable::variables))
        .map(operation -> method + "\t" + operation.path())
        .orElse(method + "\t" + path);
  }

  private static long variables(FlyOperation operation) {
    return operation.path().chars().filter(c -> c == '{').count();
  }
}
