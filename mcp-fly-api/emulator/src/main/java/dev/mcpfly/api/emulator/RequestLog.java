package dev.mcpfly.api.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests, for tests to look at. */
final class RequestLog {
  private static final int LIMIT = 10_000;

  private final Deque<FlyEmulator.RecordedRequest> requests = new ArrayDeque<>();

  synchronized void add(FlyEmulator.RecordedRequest request) {
    if (requests.size() == LIMIT) {
      requests.removeFirst();
    }
    requests.addLast(request);
  }

  synchronized List<FlyEmulator.RecordedRequest> all() {
    return List.copyOf(requests);
  }
}
