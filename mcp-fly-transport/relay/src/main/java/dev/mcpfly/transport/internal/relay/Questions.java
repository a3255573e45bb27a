package dev.mcpfly.transport.internal.relay;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a child has asked its clients and they have not answered. Thread-safe. */
final class Questions {
  /**
   * A question.
   *
   * @param peer who was asked
   * @param rawId its id as the child wrote it
   * @param key its id as the client saw it
   */
  record Question(Peer peer, String rawId, String key) {}

  private final Map<String, Question> open = new ConcurrentHashMap<>();

  void add(Question question) {
    open.put(question.key, question);
  }

  /** Takes out the question that a client answers, or null if it was not asked that. */
  @Nullable Question answered(Peer peer, String key) {
    Question question = open.get(key);
    return question != null && question.peer == peer && open.remove(key, question)
        ? question
        : null;
  }

  /** Takes out the question that the child takes back, or null. */
  @Nullable Question withdrawn(String rawId) {
    String id = Ids.key(rawId);
    for (Question question : List.copyOf(open.values())) {
      if (Ids.key(question.rawId).equals(id) && open.remove(question.key, question)) {
        return question;
      }
    }
    return null;
  }

  void forget(Peer peer) {
    open.values().removeIf(question -> question.peer == peer);
  }
}
