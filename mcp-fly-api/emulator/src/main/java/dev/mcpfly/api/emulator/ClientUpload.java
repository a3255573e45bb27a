package dev.mcpfly.api.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a client sends, and keeps its beginning in case the request is to be replayed to
 * another machine.
 */
final class ClientUpload implements Runnable {
  /** Fly does not replay longer requests. */
  private static final int REPLAYABLE = 1 << 20;

  private static final int BUFFER = 16 * 1024;

  private final InputStream client;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private @Nullable Socket machine;
  private @Nullable Socket stopped;
  private boolean begun;
  private boolean tooLong;
  private boolean ended;
  private long total;

  ClientUpload(InputStream client) {
    this.client = client;
  }

  /**
   * Sends the request to a machine: its head, the part of its body that has arrived, and then the
   * rest.
   *
   * @return false if the request is too long to be sent a second time
   */
  synchronized boolean to(Socket next, HttpHead head) throws IOException {
    if (begun && (tooLong || announced(head) > REPLAYABLE)) {
      return false;
    }
    begun = true;
    OutputStream out = next.getOutputStream();
    out.write(head.bytes());
    out.write(kept.toByteArray());
    out.flush();
    machine = next;
    if (ended) {
      next.close();
    }
    return true;
  }

  private static long announced(HttpHead head) {
    String length = head.get("content-length");
    return length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
  }

  @Override
  public void run() {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = client.read(buffer); n >= 0; n = client.read(buffer)) {
        pass(buffer, n);
      }
    } catch (IOException e) {
      // the answer is complete, or the client has gone
    }
    end();
  }

  private synchronized void pass(byte[] bytes, int length) {
    total += length;
    if (kept.size() + length > REPLAYABLE) {
      tooLong = true;
      kept.reset();
    }
    if (!tooLong) {
      kept.write(bytes, 0, length);
    }
    Socket to = machine;
    if (to != null) {
      try {
        to.getOutputStream().write(bytes, 0, length);
        to.getOutputStream().flush();
      } catch (IOException e) {
        machine = null; // it wants no more of it, or another one gets it all
        stopped = to;
      }
    }
  }

  /**
   * Returns whether a machine has ended the connection before all that the client sends had come.
   * The system says so once, to whoever writes or reads first.
   */
  synchronized boolean wasStoppedBy(Socket to) {
    return to.equals(stopped) && !ended;
  }

  /** Returns whether more of a request's body is to come from the client, as far as it says. */
  synchronized boolean isIncomplete(HttpHead head) {
    return !ended && total < announced(head);
  }

  /** Tells the machine when the client closes the connection. */
  private synchronized void end() {
    ended = true;
    Socket to = machine;
    if (to != null) {
      try {
        to.close();
      } catch (IOException e) {
        // it can no longer be used
      }
    }
  }
}
