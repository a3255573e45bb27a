package dev.mcpfly.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Forwards a loopback port to another: {@code LOCAL:REMOTE TARGET}, where REMOTE is ignored. */
public final class PortForwardMain {
  private PortForwardMain() {}

  /** Forwards until it is ended. */
  public static void main(String[] args) throws IOException {
    int local = Integer.parseInt(args[0].substring(0, args[0].indexOf(':')));
    int target = Integer.parseInt(args[1]);
    try (ServerSocket listener = new ServerSocket(local, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket from = listener.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        pump(from.getInputStream(), to.getOutputStream());
        pump(to.getInputStream(), from.getOutputStream());
      }
    }
  }

  private static void pump(InputStream in, OutputStream out) {
    new Thread(
            () -> {
              try (out) {
                in.transferTo(out);
              } catch (IOException e) {
                // One side has gone.
              }
            })
        .start();
  }
}
