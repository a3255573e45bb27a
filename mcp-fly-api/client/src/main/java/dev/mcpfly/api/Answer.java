package dev.mcpfly.api;

import dev.mcpfly.api.internal.Excerpt;
import dev.mcpfly.api.internal.Transport;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A successful reply, read in the form that the operation returns. */
final class Answer {
  private final Transport.Reply reply;
  private final Failure context;

  Answer(Transport.Reply reply, Failure context) {
    this.reply = reply;
    this.context = context;
  }

  int status() {
    return reply.status();
  }

  /** Reads an object; {@code null} in its place means that the thing is not there. */
  <T> T as(Function<JsonObject, T> model) {
    return model(object(), model);
  }

  JsonObject object() {
    Object value = parse();
    if (value == null) {
      throw new NotFoundException(
          Classifier.prefix(context) + ": the server returned null: the resource does not exist.",
          context.withOutcomeUnknown(false));
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw unexpected(new JsonException("expected an object"));
  }

  /** Reads an object if there is one: some servers answer with nothing. */
  JsonObject objectOrEmpty() {
    if (reply.body().length == 0) {
      return JsonObject.empty();
    }
    Object value = parse();
    if (value == null) {
      return JsonObject.empty();
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw unexpected(new JsonException("expected an object"));
  }

  /** Reads an object; an empty reply counts as an object without fields. */
  <T> T orEmpty(Function<JsonObject, T> model) {
    return model(objectOrEmpty(), model);
  }

  /** Reads a bare list; {@code null} is how the server spells an empty one. */
  <T> List<T> list(Function<JsonObject, T> model) {
    Object value = parse();
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      throw unexpected(new JsonException("expected a list"));
    }
    List<T> result = new ArrayList<>(items.size());
    for (Object item : items) {
      if (!(item instanceof JsonObject object)) {
        throw unexpected(new JsonException("expected a list of objects"));
      }
      result.add(model(object, model));
    }
    return Collections.unmodifiableList(result);
  }

  /** Reads an object that wraps a list; an older server may send the bare list. */
  <T> List<T> wrappedList(Function<JsonObject, T> model, String... names) {
    Object value = parse();
    if (value == null || value instanceof List) {
      return list(model);
    }
    if (!(value instanceof JsonObject object)) {
      throw unexpected(new JsonException("expected an object with the list '" + names[0] + "'"));
    }
    for (String name : names) {
      if (object.has(name)) {
        return read(() -> object.objects(name).stream().map(model).toList());
      }
    }
    return List.of();
  }

  /** Reads the {@code data} of an envelope; a reply without an envelope is accepted too. */
  <T> T enveloped(Function<JsonObject, T> model) {
    JsonObject object = object();
    JsonObject data = read(() -> object.object("data"));
    return model(data == null ? object : data, model);
  }

  /** Reads the {@code data} of a GraphQL reply; errors arrive with status 200 too. */
  JsonObject graphQlData() {
    JsonObject object = object();
    return read(
        () -> {
          List<JsonObject> errors = object.objects("errors");
          if (!errors.isEmpty()) {
            String text = errors.get(0).text("message", "an error without a message");
            throw new JsonException(Excerpt.of(text, Excerpt.IN_MESSAGE));
          }
          JsonObject data = object.object("data");
          return data == null ? JsonObject.empty() : data;
        });
  }

  /** Reads plain text. */
  String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(reply.body())).toString();
    } catch (CharacterCodingException e) {
      throw unexpected(new JsonException("the text is not UTF-8", e));
    }
  }

  /** Reads parts of a reply with a custom reader; a mismatch is reported in the same way. */
  <T extends @Nullable Object> T read(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (JsonException e) {
      throw unexpected(e);
    }
  }

  private <T> T model(JsonObject object, Function<JsonObject, T> model) {
    return read(() -> model.apply(object));
  }

  private @Nullable Object parse() {
    try {
      return JsonObject.read(reply.body());
    } catch (JsonException e) {
      throw unexpected(e);
    }
  }

  private UnexpectedResponseException unexpected(JsonException cause) {
    String suffix = context.outcomeUnknown() ? "; the operation may have taken effect" : "";
    return new UnexpectedResponseException(
        Classifier.prefix(context)
            + ": the reply (status "
            + reply.status()
            + ") is not what the operation returns: "
            + cause.getMessage()
            + suffix,
        context.withCause(cause));
  }
}
