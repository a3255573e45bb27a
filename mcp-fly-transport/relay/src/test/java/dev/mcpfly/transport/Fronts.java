package dev.mcpfly.transport;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Applications with their own HTTP server, and a relay under one of its paths. */
public final class Fronts {
  /** Takes the root of an application while that runs. */
  public interface WithUri {
    void accept(URI root) throws Exception;
  }

  private Fronts() {}

  /** A Jetty with the relay as a servlet below {@code /app}. */
  public static void jetty(Relay.Builder relay, String mapping, WithUri test) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/app");
    ServletHolder holder = new ServletHolder(new RelayServlet(relay));
    holder.setAsyncSupported(true);
    holder.setInitOrder(1);
    context.addServlet(holder, mapping);
    server.setHandler(context);
    server.start();
    try {
      test.accept(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app"));
    } finally {
      server.stop();
    }
  }

  /** A JDK server with the relay at {@code /app}; who knows a user's name knows the password. */
  public static void jdk(Relay.Builder relay, WithUri test) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (RelayHandler handler = RelayHandler.of(relay)) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      HttpContext context = server.createContext("/app", handler);
      context.setAuthenticator(
          new BasicAuthenticator("app") {
            @Override
            public boolean checkCredentials(String user, String password) {
              return user.equals(password);
            }
          });
      server.start();
      try {
        test.accept(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/app"));
      } finally {
        server.stop(0);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
