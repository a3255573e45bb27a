package dev.mcpfly.transport.internal.relay;

import java.util.ArrayList;
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
   * @param token the key of its progress token, or null if it has none
   */
  record Question(Peer peer, String rawId, String key, @Nullable String token) {}

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

  /** Whether a client was asked something whose progress has this token. */
  boolean isAsked(Peer peer, String token) {
    return open.values().stream()
        .anyMatch(question -> question.peer == peer && token.equals(question.token));
  }

  /** Takes out what a client was asked that is gone. */
  List<Question> forget(Peer peer) {
    List<Question> left = new ArrayList<>();
    for (Question question : open.values()) {
      if (question.peer == peer && open.remove(question.key, question)) {
        left.add(question);
      }
    }
    return left;
  }
}
