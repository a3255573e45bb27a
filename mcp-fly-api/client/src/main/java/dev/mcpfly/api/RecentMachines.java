package dev.mcpfly.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The machines that this client created or deleted recently: the server's view of them may lag
 * behind.
 */
final class RecentMachines {
  private static final int MOST = 1024;

  private final Map<String, Boolean> existing =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  synchronized void created(String app, String id) {
    existing.put(app + "/" + id, true);
  }

  synchronized void deleted(String app, String id) {
    existing.put(app + "/" + id, false);
  }

  synchronized boolean isCreated(String app, String id) {
    return Boolean.TRUE.equals(existing.get(app + "/" + id));
  }

  synchronized boolean isDeleted(String app, String id) {
    return Boolean.FALSE.equals(existing.get(app + "/" + id));
  }
}
