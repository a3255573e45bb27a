package dev.mcpfly.api;

import dev.mcpfly.api.internal.Excerpt;
import dev.mcpfly.api.internal.Transport;
import dev.mcpfly.api.internal.time.Times;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Determines what an error reply means. Reads every known shape of body and requires none. */
final class Classifier {
  private static final int LONGEST_EXCERPT = 4096;
  private static final int SHORT = 100;

  private static final Pattern LEASE =
      Pattern.compile(
          "lease (?:is )?currently held by (.+?)(?:,? expires at (\\d.*?))?\\.?$", Pattern.DOTALL);

  private static final List<String> HOST_IS_FULL =
      List.of(
          "insufficient CPUs available to fulfill request",
          "insufficient memory available to fulfill request",
          "insufficient IPs available to fulfill request",
          "insufficient resources available to fulfill request");

  /** Values of {@code status} that only say that something went wrong. */
  private static final Set<String> NO_CODE =
      Set.of("error", "fail", "failed", "success", "unknown");

  private Classifier() {}

  /**
   * What the body of an error says.
   *
   * @param code Fly's code, if it tells anything
   * @param coded whether the server gave a code; its text then says nothing about capacity
   */
  record Said(String text, @Nullable String code, boolean coded) {}

  static Failure context(
      OperationCall call, int attempts, Transport.@Nullable Reply reply, boolean outcomeUnknown) {
    return new Failure(
        call.operation(),
        call.app(),
        call.machine(),
        reply == null ? 0 : reply.status(),
        null,
        reply == null ? null : reply.header("fly-request-id").orElse(null),
        attempts,
        null,
        outcomeUnknown,
        null);
  }

  static String prefix(Failure failure) {
    if (failure.operation() == null) {
      return "The request";
    }
    String target =
        failure.machine() != null
            ? " (" + failure.app() + ", machine " + failure.machine() + ")"
            : failure.app() != null ? " (" + failure.app() + ")" : "";
    return failure.operation() + target;
  }

  static ApiException classify(
      OperationCall call,
      Transport.Reply reply,
      int attempts,
      boolean outcomeUnknown,
      @Nullable String secret,
      Instant now) {
    String body = withoutToken(new String(reply.body(), StandardCharsets.UTF_8), secret);
    Said said = read(body);
    Failure bare = context(call, attempts, reply, outcomeUnknown);
    Failure failure =
        new Failure(
            bare.operation(),
            bare.app(),
            bare.machine(),
            bare.status(),
            said.code(),
            bare.requestId(),
            attempts,
            cut(body, LONGEST_EXCERPT),
            outcomeUnknown,
            null);
    return classify(failure, said, retryAt(reply, now));
  }

  /** Masks the token and each token in it: servers quote rejected input. */
  private static String withoutToken(String body, @Nullable String secret) {
    String result = body;
    if (secret != null) {
      for (String part : secret.split("[\\s,]+", -1)) {
        if (part.length() > 7) {
          result = result.replace(part, "…");
        }
      }
    }
    return result;
  }

  private static ApiException classify(Failure failure, Said said, @Nullable Instant retryAt) {
    int status = failure.status();
    String text = said.text();
    InsufficientCapacityException.Scope scope = capacity(status, said);
    if (scope != null) {
      String help =
          switch (scope) {
            case REGION -> "try another region";
            case HOST -> "recreate the machine, or try another region";
            case VOLUME_HOST -> "fork the volume, or create a new one";
          };
      return new InsufficientCapacityException(message(failure, text, help), failure, scope);
    }
    if (isNameTaken(said)) {
      return new ApiException.NameTaken(message(failure, text, "choose another name"), failure);
    }
    ApiException plain = byStatus(failure, text, retryAt);
    if (plain != null) {
      return plain;
    }
    if (status == 409 || status == 412) {
      Matcher lease = LEASE.matcher(text);
      if (lease.find()) {
        String until = lease.group(2);
        return new LeaseHeldException(
            message(failure, text, "wait until the lease is released or expires"),
            failure,
            Excerpt.of(lease.group(1), SHORT),
            until == null ? null : expiry(until));
      }
      if (text.contains("current_version")
          || text.contains("machine_version")
          || text.contains("concurrent update")) {
        return new VersionConflictException(
            message(failure, text, "read it again and redo the change"), failure);
      }
    }
    if (status == 412 || (status < 500 && text.startsWith("failed_precondition:"))) {
      return new ApiException.PreconditionFailed(message(failure, text, ""), failure);
    }
    if (status == 409) {
      return new ApiException.Conflict(message(failure, text, "try again later"), failure);
    }
    if (status == 400) {
      return new ApiException.BadRequest(message(failure, text, ""), failure);
    }
    return new ApiException.UnexpectedStatus(message(failure, text, ""), failure);
  }

  /** Reads a time with whatever stands behind it. */
  private static @Nullable Instant expiry(String text) {
    String rest = text.strip();
    while (true) {
      Instant time = Times.instant(rest);
      int space = rest.lastIndexOf(' ');
      if (time != null || space < 0) {
        return time;
      }
      rest = rest.substring(0, space).strip();
    }
  }

  private static @Nullable ApiException byStatus(
      Failure failure, String text, @Nullable Instant retryAt) {
    return switch (failure.status()) {
      case 401 ->
          new ApiException.Unauthorized(
              message(failure, text, "check that the token is complete and has not expired"),
              failure);
      case 403 ->
          new ApiException.Forbidden(
              message(failure, text, "check that the token reaches this app and organization"),
              failure);
      case 404, 410 -> new NotFoundException(message(failure, text, ""), failure);
      case 429 -> new RateLimitedException(message(failure, text, "slow down"), failure, retryAt);
      default -> null;
    };
  }

  private static InsufficientCapacityException.@Nullable Scope capacity(int status, Said said) {
    if (said.coded()) {
      return switch (String.valueOf(said.code())) {
        case "insufficient_capacity" -> InsufficientCapacityException.Scope.REGION;
        case "volume_placement_capacity" -> InsufficientCapacityException.Scope.VOLUME_HOST;
        default -> null;
      };
    }
    String text = said.text();
    if (status == 409) {
      if (HOST_IS_FULL.stream().anyMatch(text::contains)) {
        return InsufficientCapacityException.Scope.HOST;
      }
      if (text.endsWith("no capacity")) {
        return InsufficientCapacityException.Scope.REGION;
      }
    }
    return status == 412
            && text.contains("insufficient resources")
            && text.contains("existing volume")
        ? InsufficientCapacityException.Scope.VOLUME_HOST
        : null;
  }

  private static boolean isNameTaken(Said said) {
    if (said.code() != null) {
      return said.code().equals("name_taken");
    }
    return said.text().contains("Name has already been taken")
        || said.text().contains("unique machine name violation");
  }

  /** Reads what a body says: JSON of any known shape, plain text, or nothing. */
  static Said read(String body) {
    try {
      Object value = JsonObject.read(body.getBytes(StandardCharsets.UTF_8));
      if (value instanceof JsonObject json) {
        // Some servers put the HTTP status there, as a number or as digits.
        String word =
            json.get("status") instanceof String status
                    && !status.chars().allMatch(Character::isDigit)
                ? status
                : null;
        String code = word == null || NO_CODE.contains(word) ? null : word;
        return new Said(textOf(json), code, word != null);
      }
      return new Said(value instanceof String text ? text : "", null, false);
    } catch (JsonException e) {
      String text = body.strip();
      return new Said(text.startsWith("<") || !isReadable(text) ? "" : text, null, false);
    }
  }

  private static String textOf(JsonObject json) {
    for (String name : new String[] {"message", "error"}) {
      Object value = json.get(name);
      if (value instanceof String text && !text.isEmpty()) {
        return text;
      }
      if (value instanceof JsonObject nested && nested.get("message") instanceof String text) {
        return text;
      }
    }
    Object errors = json.get("errors");
    if (errors instanceof JsonObject nested && nested.get("detail") instanceof String detail) {
      return detail;
    }
    if (errors instanceof List<?> list && !list.isEmpty()) {
      Object first = list.get(0);
      if (first instanceof String text) {
        return text;
      }
      if (first instanceof JsonObject nested && nested.get("message") instanceof String text) {
        return text;
      }
    }
    return "";
  }

  private static boolean isReadable(String text) {
    return text.chars()
        .noneMatch(c -> c == 0xFFFD || (c < ' ' && c != '\n' && c != '\r' && c != '\t'));
  }

  private static String message(Failure failure, String said, String help) {
    StringBuilder text = new StringBuilder(prefix(failure));
    text.append(" failed with status ").append(failure.status());
    if (!said.isEmpty()) {
      text.append(": ").append(Excerpt.of(said, Excerpt.IN_MESSAGE));
    }
    if (failure.code() != null) {
      text.append(" (").append(Excerpt.of(failure.code(), SHORT)).append(')');
    }
    if (!help.isEmpty()) {
      text.append("; ").append(help);
    }
    if (failure.outcomeUnknown()) {
      text.append("; the outcome is unknown: the operation may have taken effect");
    }
    if (failure.requestId() != null) {
      text.append(" [fly-request-id ").append(Excerpt.of(failure.requestId(), SHORT)).append(']');
    }
    return text.toString();
  }

  static @Nullable Instant retryAt(Transport.Reply reply, Instant now) {
    String value = reply.header("retry-after").orElse("").strip();
    if (value.matches("\\d{1,9}")) {
      return now.plusSeconds(Long.parseLong(value));
    }
    try {
      return value.isEmpty()
          ? null
          : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
