package dev.mcpfly.api.emulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One connection from outside to a machine. Only heads are looked at; bodies flow both ways as they
 * come, so that event streams and large uploads pass untouched. Each connection carries one
 * request: the next may need another machine, and machines may sleep in between.
 */
final class EdgeConnection {
  private static final int BUFFER = 16 * 1024;

  private final String app;
  private final Socket client;
  private final Dispatcher dispatcher;
  private final Executor workers;
  private volatile @Nullable Socket upstream;

  EdgeConnection(String app, Socket client, Dispatcher dispatcher, Executor workers) {
    this.app = app;
    this.client = client;
    this.dispatcher = dispatcher;
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
      Dispatcher.Target target = dispatcher.find(app, head.get("fly-force-instance-id"));
      if (target.machine() == null || target.socket() == null) {
        refuse(target.status(), target.reason());
        return;
      }
      try (Socket machine = target.socket()) {
        upstream = machine;
        machine.setTcpNoDelay(true);
        pass(in, head, machine, target.machine());
      } finally {
        dispatcher.release(target.machine());
      }
    } catch (IOException e) {
      // one of the two sides has gone: there is nobody left to tell
    }
  }

  private void pass(InputStream in, HttpHead request, Socket machine, Vm vm) throws IOException {
    boolean upgrade = request.get("connection").toLowerCase(Locale.ROOT).contains("upgrade");
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
    OutputStream toMachine = machine.getOutputStream();
    toMachine.write(request.bytes());
    toMachine.flush();
    workers.execute(() -> upload(in, machine));
    answer(machine.getInputStream(), upgrade);
  }

  /** Passes on what the client sends. A client that closes has gone, so the machine is told. */
  private static void upload(InputStream in, Socket machine) {
    try (machine) {
      copy(in, machine.getOutputStream());
    } catch (IOException e) {
      // the answer is complete or one side is gone; the other direction finds out by itself
    }
  }

  private void answer(InputStream fromMachine, boolean upgrade) throws IOException {
    InputStream in = new BufferedInputStream(fromMachine, BUFFER);
    OutputStream out = client.getOutputStream();
    HttpHead head = HttpHead.read(in);
    while (head != null && head.status() / 100 == 1 && head.status() != 101) {
      out.write(head.bytes());
      out.flush();
      head = HttpHead.read(in);
    }
    if (head == null) {
      refuse(502, "the machine closed the connection without an answer");
      return;
    }
    if (!upgrade) {
      head.set("Connection", "close");
    }
    head.set("Via", "1.1 fly.io");
    out.write(head.bytes());
    out.flush();
    copy(in, out);
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
      // it is of no use to anybody any more
    }
  }
}
