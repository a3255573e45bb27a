package dev.mcpfly.api.emulator.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table of operations. Filled once, then only read. */
public final class Routes {
  private final List<Entry> entries = new ArrayList<>();

  /** Adds an operation that answers at once. */
  public Routes add(String method, String template, String operation, Handler handler) {
    return add(new Route(method, template, operation, false, handler));
  }

  /** Adds an operation that waits for something before it answers. */
  public Routes addPatient(String method, String template, String operation, Handler handler) {
    return add(new Route(method, template, operation, true, handler));
  }

  private Routes add(Route route) {
    entries.add(new Entry(route, Route.segments(route.template())));
    return this;
  }

  /** Returns all operations. */
  public List<Route> all() {
    return entries.stream().map(Entry::route).toList();
  }

  /**
   * Finds the operation for a request.
   *
   * @throws ApiError 404 if there is no such path, 405 if it does not know the method
   */
  public Match find(String method, String path) {
    List<String> segments = Route.segments(path);
    boolean known = false;
    for (Entry entry : entries) {
      if (entry.pattern().size() != segments.size()) {
        continue;
      }
      Map<String, String> variables = entry.route().match(entry.pattern(), segments);
      if (variables != null) {
        if (entry.route().method().equals(method)) {
          return new Match(entry.route(), variables);
        }
        known = true;
      }
    }
    throw known
        ? ApiError.of(405, "method " + method + " not allowed")
        : ApiError.notFound("404 page not found");
  }

  private record Entry(Route route, List<String> pattern) {}

  /**
   * A route with the path's variables.
   *
   * @param route the operation
   * @param variables the variables, decoded
   */
  public record Match(Route route, Map<String, String> variables) {}
}
