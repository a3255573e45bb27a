package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.IdMap;
import dev.mcpfly.transport.internal.Ids;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests of a child that its clients have not answered. Thread-safe. */
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

  private static final int MAX_OPEN = 1_000;

  private final IdMap<Question> open = new IdMap<>();

  /** Adds a question; false if so many are open that a server asks without end. */
  boolean add(Question question) {
    if (open.size() >= MAX_OPEN) {
      return false;
    }
    open.put(question.key, question);
    return true;
  }

  /** Takes out the question that a client answers, or null if it was not asked that. */
  @Nullable Question answered(Peer peer, String rawId) {
    Question question = open.find(rawId);
    return question != null && question.peer == peer && open.remove(question.key, question)
        ? question
        : null;
  }

  /** Takes out the question that the child takes back, or null. */
  @Nullable Question withdrawn(String rawId) {
    String id = Ids.looseKey(rawId);
    for (Question question : open.snapshot()) {
      if (Ids.looseKey(question.rawId).equals(id) && open.remove(question.key, question)) {
        return question;
      }
    }
    return null;
  }

  /** Returns whether a client was asked something whose progress has this token. */
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
