package dev.mcpfly.transport.internal.events;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.events.Observer.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A call as observers see it. Thread-safe. */
public final class ObservedCall {
  /** The most bytes of arguments or results that are recorded. */
  public static final int MAX_CONTENTS = 1024;

  private static final AtomicLong COUNT = new AtomicLong();

  private final Observer observer;
  private final long number = COUNT.incrementAndGet();
  private final String method;
  private final @Nullable String name;
  private final String principal;
  private final String session;
  private final int requestBytes;
  private final @Nullable String arguments;
  private final long startedAt = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();

  private ObservedCall(Observer observer, Envelope request, String principal, String session) {
    this.observer = observer;
    this.method = Text.excerpt(request.method());
    this.name = name(request);
    this.principal = principal;
    this.session = session;
    this.requestBytes = request.length();
    this.arguments = observer.wantsContents() ? beginning(request, Member.ARGUMENTS) : null;
  }

  /** Begins to observe a call; returns null if there is no observer. */
  public static @Nullable ObservedCall begin(
      Observer observer, Envelope request, String principal, String session) {
    if (observer == Observer.NONE) {
      return null;
    }
    ObservedCall call = new ObservedCall(observer, request, principal, session);
    observer.callStarted(call);
    return call;
  }

  /** Returns the tool or prompt; resources are named by what may be private. */
  private static @Nullable String name(Envelope request) {
    String name =
        request.isMethod("tools/call") || request.isMethod("prompts/get")
            ? request.text(Member.NAME)
            : null;
    // Many events may wait for a slow listener: each holds little.
    return name == null ? null : Text.excerpt(name);
  }

  private static @Nullable String beginning(Envelope message, Member member) {
    if (!message.has(member)) {
      return null;
    }
    int start = message.start(member);
    int length = Math.min(MAX_CONTENTS, message.end(member) - start);
    return new String(message.buffer(), start, length, StandardCharsets.UTF_8);
  }

  /** Records the child's answer. */
  public void answered(Envelope response) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    boolean error = response.has(Member.ERROR);
    Outcome outcome =
        error
            ? Outcome.ERROR
            : "true".equals(response.raw(Member.RESULT_IS_ERROR))
                ? Outcome.TOOL_ERROR
                : Outcome.SUCCESS;
    String contents =
        observer.wantsContents() ? beginning(response, error ? Member.ERROR : Member.RESULT) : null;
    observer.callEnded(this, outcome, response.raw(Member.ERROR_CODE), response.length(), contents);
  }

  /** Records that the call ended without an answer of the child. */
  public void ended(Outcome outcome) {
    if (over.compareAndSet(false, true)) {
      observer.callEnded(this, outcome, null, 0, null);
    }
  }

  /** Returns a number that no other call has. */
  public long number() {
    return number;
  }

  /** Returns the method. */
  public String method() {
    return method;
  }

  /** Returns the tool or prompt that the call names, or null. */
  public @Nullable String name() {
    return name;
  }

  /** Returns who calls. */
  public String principal() {
    return principal;
  }

  /** Returns the label of the session, or an empty string. */
  public String session() {
    return session;
  }

  /** Returns the size of the request. */
  public int requestBytes() {
    return requestBytes;
  }

  /** Returns the beginning of the arguments if contents are wanted, else null. */
  public @Nullable String arguments() {
    return arguments;
  }

  /** Returns how long the call has lasted. */
  public long nanos() {
    return System.nanoTime() - startedAt;
  }
}
