package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;

/** JSON as registries send it: an object, of which only some members matter. */
final class Json {
  private Json() {}

  /**
   * Reads an object.
   *
   * @param what what the bytes are, for the message
   * @throws ImageException if the bytes are not a JSON object
   */
  static JsonMembers object(byte[] bytes, String what) {
    JsonMembers object = JsonMembers.parse(bytes);
    if (object == null) {
      throw new ImageException(ImageException.Reason.REGISTRY, what + " is not a JSON object.");
    }
    return object;
  }
}
