package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.http.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One connection from outside to a machine. Only heads are looked at; bodies flow both ways
 * unchanged, so event streams and large uploads pass untouched. A response with {@code fly-replay}
 * does not go to the client: the request is sent to the target that it names. Each connection
 * carries one request: the next may need another machine, and machines may sleep in between. A
 * machine that ends may reset a connection whose request it has not read: that request goes to a
 * machine once more, as if the connection had not been made.
 */
final class EdgeConnection {
  private static final int BUFFER = 16 * 1024;
  private static final int REST_MILLIS = 2000;
  private static final long REST_BYTES = 16 << 20;
  private static final int REFUSAL_MILLIS = 50;
  private static final int REPLAYS = 3;
  private static final int RESETS = 3;

  /** Headers that only the proxy may set; clients could forge them. */
  private static final List<String> PROXYS_OWN =
      List.of("fly-replay-src", "fly-replay-failed", "fly-preferred-instance-unavailable");

  private final String app;
  private final Socket client;
  private final Dispatcher dispatcher;
  private final ReplayCache cache;
  private final Executor workers;
  private volatile @Nullable Socket upstream;
  private boolean uploading;

  EdgeConnection(
      String app, Socket client, Dispatcher dispatcher, ReplayCache cache, Executor workers) {
    this.app = app;
    this.client = client;
    this.dispatcher = dispatcher;
    this.cache = cache;
    this.workers = workers;
  }

  void serve() {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
      HttpHead head = HttpHead.read(in);
      if (head == null) {
        return;
      }
      PROXYS_OWN.forEach(head::remove);
      route(head, new ClientUpload(in));
    } catch (IOException e) {
      // one of the two sides has gone: no one is left to be told
    }
  }

  /** Sends the request to its machine, and on to others as long as machines replay it. */
  private void route(HttpHead head, ClientUpload upload) throws IOException {
    Wanted origin = Wanted.from(app, head);
    ReplayCache.Entry cached = origin.instance().isEmpty() ? cache.find(origin, head) : null;
    Wanted wanted = cached == null ? origin : cached.wanted();
    Replay replay = null;
    Vm by = null;
    boolean fellBack = false;
    int resets = 0;
    for (int replays = 0; ; ) {
      Dispatcher.Target target = dispatcher.find(wanted);
      Vm vm = target.machine();
      if (vm == null || target.socket() == null) {
        if (cached != null && replay == null && wanted.equals(cached.wanted())) {
          cache.forget(cached);
          wanted = origin;
          continue;
        } else if (replay != null && by != null && !fellBack && !replay.fallback().isEmpty()) {
          fellBack = true;
          head.remove("fly-replay-src");
          head.set("fly-replay-failed", failure(wanted, target));
          wanted = wanted.fallback(replay, by);
          continue;
        }
        refuse(target.status(), target.reason());
        return;
      }
      if (!wanted.preferInstance().isEmpty() && !vm.id.equals(wanted.preferInstance())) {
        head.set("fly-preferred-instance-unavailable", wanted.preferInstance());
      }
      Passed passed;
      try {
        passed = pass(vm, target.socket(), head, upload);
      } catch (UnreadException e) {
        if (++resets > RESETS) {
          refuse(502, "machine " + vm.id + " reset the connection without an answer");
          return;
        }
        continue;
      }
      if (passed == null) {
        return;
      } else if (passed.replay() == null) {
        if (passed.answer().get("fly-replay-cache").equals("invalidate")) {
          cache.invalidate(origin, head);
        }
        return;
      } else if (fellBack) {
        refuse(502, "a request that fell back cannot be replayed again");
        return;
      } else if (++replays > REPLAYS) {
        refuse(502, "the request was replayed more than " + REPLAYS + " times");
        return;
      }
      replay = passed.replay();
      by = vm;
      Wanted next = wanted.replayed(replay, vm);
      cache.learn(origin, next, replay, head, passed.answer(), vm);
      wanted = next;
      change(head, replay, vm);
    }
  }

  private static String failure(Wanted wanted, Dispatcher.Target target) {
    StringBuilder text = new StringBuilder();
    if (!wanted.instance().isEmpty()) {
      text.append("instance=").append(wanted.instance()).append(';');
    }
    return text.append("app=")
        .append(wanted.app())
        .append(";reason=")
        .append(target.failure())
        .toString();
  }

  private static void change(HttpHead request, Replay replay, Vm by) {
    replay.transform().apply(request);
    String state = replay.state().isEmpty() ? "" : ";state=" + replay.state();
    long micros = System.currentTimeMillis() * 1000;
    request.set(
        "fly-replay-src",
        "instance=%s;region=%s;t=%d%s".formatted(by.id, by.region, micros, state));
  }

  /**
   * An answer of a machine.
   *
   * @param replay where the request is to go on; null if the answer went to the client
   */
  private record Passed(HttpHead answer, @Nullable Replay replay) {}

  /** Thrown when a machine has reset a connection without an answer: it has not read all of it. */
  private static final class UnreadException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadException(SocketException cause) {
      super(cause);
    }
  }

  /** Passes the request to a machine and its answer back, unless the answer is to replay it. */
  private @Nullable Passed pass(Vm vm, Socket socket, HttpHead request, ClientUpload upload)
      throws IOException {
    try (Socket machine = socket) {
      upstream = machine;
      machine.setTcpNoDelay(true);
      boolean upgrade = upgrades(request);
      if (!upgrade) {
        request.set("Connection", "close");
      }
      InetSocketAddress caller = (InetSocketAddress) client.getRemoteSocketAddress();
      request.set("Fly-Client-IP", caller.getAddress().getHostAddress());
      request.set("Fly-Forwarded-Port", String.valueOf(client.getLocalPort()));
      request.set("Fly-Region", vm.region);
      request.set("X-Forwarded-For", caller.getAddress().getHostAddress());
      request.set("X-Forwarded-Proto", "http");
      request.set("Via", "1.1 fly.io");
      if (!send(upload, machine, request)) {
        refuse(502, "a request of more than 1 MB cannot be replayed");
        return null;
      }
      if (!uploading) {
        uploading = true;
        workers.execute(upload);
      }
      return answer(vm, request, machine, upload, upgrade);
    } finally {
      dispatcher.release(vm);
    }
  }

  private static boolean send(ClientUpload upload, Socket machine, HttpHead request)
      throws IOException {
    try {
      return upload.to(machine, request);
    } catch (SocketException e) {
      throw unread(machine, e);
    }
  }

  /** Tells a reset by the machine from the end of a request whose client has gone. */
  private static IOException unread(Socket machine, SocketException e) {
    return machine.isClosed() ? e : new UnreadException(e);
  }

  /**
   * Returns whether the connection becomes another protocol; the offer of HTTP/2 is not taken up.
   */
  private static boolean upgrades(HttpHead request) {
    if (request.get("upgrade").equalsIgnoreCase("h2c")) {
      request.remove("Upgrade");
      request.remove("HTTP2-Settings");
      return false;
    }
    return request.get("connection").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  private static void awaitAnswer(
      HttpHead request, Socket machine, InputStream in, ClientUpload upload) throws IOException {
    in.mark(1);
    try {
      if (in.read() < 0) {
        if (upload.wasStoppedBy(machine) || upload.isIncomplete(request)) {
          throw new SocketException("the machine has not read the request");
        }
        failIfRefused(machine);
      }
    } catch (SocketException e) {
      throw unread(machine, e);
    }
    in.reset();
  }

  /**
   * Fails if the machine had closed the connection before the request came. Its system refuses the
   * request then, a moment after it has said that the connection ended.
   */
  private static void failIfRefused(Socket machine) throws IOException {
    try {
      Thread.sleep(REFUSAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    machine.getOutputStream().write('\r');
  }

  /** Reads the head of an answer; null if the machine ends before it is complete. */
  private static @Nullable HttpHead head(Socket machine, InputStream in) throws IOException {
    try {
      return HttpHead.read(in);
    } catch (IOException e) {
      if (machine.isClosed()) {
        throw e;
      }
      return null;
    }
  }

  private @Nullable Passed answer(
      Vm vm, HttpHead request, Socket machine, ClientUpload upload, boolean upgrade)
      throws IOException {
    InputStream in = new BufferedInputStream(machine.getInputStream(), BUFFER);
    awaitAnswer(request, machine, in, upload);
    OutputStream out = client.getOutputStream();
    HttpHead head = head(machine, in);
    while (head != null && head.status() / 100 == 1 && head.status() != 101) {
      out.write(head.bytes());
      out.flush();
      head = head(machine, in);
    }
    if (head == null) {
      refuse(502, "machine " + vm.id + " closed the connection without an answer");
      return null;
    }
    if (Replay.isInBody(head)) {
      if (!head.get("content-length").matches("\\d{1,6}")) {
        refuse(502, "a replay in a body needs a Content-Length");
        return null;
      }
      byte[] body = in.readNBytes(Integer.parseInt(head.get("content-length")));
      try {
        return new Passed(head, Replay.parse(Json.read(body)));
      } catch (ApiError e) {
        refuse(502, "the replay in the body is not JSON");
        return null;
      }
    } else if (!head.get(Replay.HEADER).isEmpty()) {
      return new Passed(head, Replay.parse(head.get(Replay.HEADER)));
    }
    if (!upgrade) {
      head.set("Connection", "close");
    }
    Passed passed = new Passed(head.copy(), null);
    head.remove("fly-replay-cache");
    head.set("Via", "1.1 fly.io");
    out.write(head.bytes());
    out.flush();
    copy(in, out);
    return passed;
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  private void refuse(int status, String reason) throws IOException {
    byte[] body = (reason + "\n").getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + (status == 503 ? " Service Unavailable" : " Bad Gateway")
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    OutputStream out = client.getOutputStream();
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    client.shutdownOutput();
    takeTheRest();
  }

  /** Closing with something unread would reset the connection, and the answer with it. */
  private void takeTheRest() {
    try {
      client.setSoTimeout(REST_MILLIS);
      InputStream in = client.getInputStream();
      byte[] buffer = new byte[BUFFER];
      long left = REST_BYTES;
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        left -= n;
      }
    } catch (IOException e) {
      // The client has gone, or takes its time: it has the answer.
    }
  }

  void close() {
    close(client);
    Socket machine = upstream;
    if (machine != null) {
      close(machine);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it can no longer be used
    }
  }
}
