package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.IdMap;
import dev.mcpfly.transport.internal.Ids;
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

  private final IdMap<Question> open = new IdMap<>();

  void add(Question question) {
    open.put(question.key, question);
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

  void forget(Peer peer) {
    open.values().removeIf(question -> question.peer == peer);
  }
}
