package dev.mcpfly.transport.internal.cli;

import dev.mcpfly.transport.internal.RandomIds;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

/**
 * Lets the JDK get ready, beside the reading of the options, for what every relay does next: start
 * a process, make a random id, listen. The server is started, and clients are heard, the sooner.
 */
public final class Ahead extends Thread {
  private Ahead() {
    super("mcp-relay-ahead");
    setDaemon(true);
  }

  /** Begins, on a thread of its own; what fails here fails again where somebody hears of it. */
  public static void load() {
    new Ahead().start();
  }

  @Override
  public void run() {
    try {
      Class.forName("java.lang.ProcessImpl");
    } catch (ClassNotFoundException | LinkageError e) {
      // An inner class of this JDK: others start processes in another way.
    }
    var unused = RandomIds.next();
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      // The listener will say so.
    }
  }
}
