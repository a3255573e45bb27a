package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Mailbox;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A child that may be spoken to with a handshake, whatever it speaks: one that refuses {@code
 * initialize} because it is a server of the stateless revision is translated for.
 *
 * <p>The first message decides, and the answer to it: from then on, messages of a child that needs
 * no translation pass untouched.
 */
public final class HandshakeChild implements Child, ChildListener {
  /** What servers answer to an {@code initialize} that they do not have. */
  private static final Set<String> REFUSALS = Set.of("-32022", "-32601", "-32602");

  private enum State {
    NEW,
    ASKED,
    PLAIN,
    TRANSLATED
  }

  private final ChildListener listener;
  private final Mailbox inbox = new Mailbox();

  /** Guards calls of the listener, which may come from several threads. */
  private final Object out = new Object();

  private volatile State state = State.NEW;
  private volatile @Nullable Child child;
  private volatile @Nullable TranslatedLines lines;
  private volatile @Nullable Envelope handshake;
  private boolean ended;

  private HandshakeChild(ChildListener listener) {
    this.listener = listener;
  }

  /** Children that take a handshake, from such as may not. */
  public static Child.Factory of(Child.Factory factory) {
    return new Child.Factory() {
      @Override
      public Child start(ChildListener listener) throws IOException {
        return start(listener, "");
      }

      @Override
      public Child start(ChildListener listener, String owner) throws IOException {
        HandshakeChild child = new HandshakeChild(listener);
        child.start(factory, owner);
        return child;
      }
    };
  }

  private void start(Child.Factory factory, String owner) throws IOException {
    child = factory.start(this, owner);
  }

  private Child child() {
    Child started = child;
    if (started == null) {
      throw new IllegalStateException("The child was not started.");
    }
    return started;
  }

  // ---- client to child ----

  @Override
  public long send(byte[] line) {
    return switch (state) {
      case PLAIN -> child().send(line);
      case TRANSLATED -> {
        TranslatedLines now = lines;
        if (now != null) {
          inbox.add(() -> now.receive(line));
        }
        yield child().isAlive() ? 0 : -1;
      }
      default -> first(line);
    };
  }

  private synchronized long first(byte[] line) {
    if (state == State.NEW) {
      // Of a copy without the line end: scanning makes spaces of control characters.
      Envelope message = scanned(Arrays.copyOf(line, line.length - 1));
      if (message != null && message.kind() == Kind.REQUEST && message.isMethod("initialize")) {
        handshake = message;
        state = State.ASKED;
      } else {
        state = State.PLAIN;
      }
    } else if (state == State.TRANSLATED) {
      return send(line);
    }
    return child().send(line);
  }

  private static @Nullable Envelope scanned(byte[] line) {
    try {
      return Envelope.scanLine(line, 0, line.length);
    } catch (MalformedMessageException e) {
      return null;
    }
  }

  // ---- child to client ----

  @Override
  public void line(byte[] buf, int from, int to) {
    switch (state) {
      case ASKED -> answered(Arrays.copyOfRange(buf, from, to));
      case TRANSLATED -> {
        TranslatedLines now = lines;
        if (now != null) {
          now.deliver(Arrays.copyOfRange(buf, from, to));
        }
      }
      default -> listener.line(buf, from, to);
    }
  }

  @Override
  public void given(byte[] line) {
    if (state == State.ASKED || state == State.TRANSLATED) {
      line(line, 0, line.length);
    } else {
      listener.given(line);
    }
  }

  private void answered(byte[] line) {
    Envelope message = scanned(line);
    Envelope asked = handshake;
    if (asked == null || message == null || !isAnswer(message, asked)) {
      write(line);
      return;
    }
    if (message.has(Member.ERROR)
        && REFUSALS.contains(String.valueOf(message.raw(Member.ERROR_CODE)))) {
      translate(asked, line);
    } else {
      plain();
      write(line);
    }
  }

  private static boolean isAnswer(Envelope message, Envelope asked) {
    String id = message.raw(Member.ID);
    return message.kind() == Kind.RESPONSE
        && id != null
        && Ids.looseKey(id).equals(Ids.looseKey(String.valueOf(asked.raw(Member.ID))));
  }

  private synchronized void plain() {
    handshake = null;
    state = State.PLAIN;
  }

  private void translate(Envelope asked, byte[] refusal) {
    TranslatedLines translation = new TranslatedLines(child(), this::write, this::plain);
    synchronized (this) {
      handshake = null;
      lines = translation;
      state = State.TRANSLATED;
    }
    inbox.add(() -> translation.begin(asked, refusal));
  }

  private void write(byte[] message) {
    synchronized (out) {
      if (!ended) {
        listener.line(message, 0, message.length);
      }
    }
  }

  @Override
  public void oversized(@Nullable String rawId, long length) {
    TranslatedLines now = lines;
    if (now == null || !now.oversized(rawId, length)) {
      listener.oversized(rawId, length);
    }
  }

  @Override
  public void errorLine(String line) {
    listener.errorLine(line);
  }

  @Override
  public void exited(ChildExit exit) {
    TranslatedLines now = lines;
    if (now != null) {
      now.close();
    }
    synchronized (out) {
      ended = true;
    }
    listener.exited(exit);
  }

  // ---- the rest is the child's own ----

  @Override
  public void confirm(long position) {
    if (state == State.PLAIN) {
      child().confirm(position);
    }
  }

  @Override
  public String name() {
    return child().name();
  }

  @Override
  public boolean isAlive() {
    return child().isAlive();
  }

  @Override
  public void stop() {
    child().stop();
  }

  @Override
  public CompletableFuture<ChildExit> onExit() {
    return child().onExit();
  }

  @Override
  public CompletableFuture<Void> onTreeGone() {
    return child().onTreeGone();
  }
}
