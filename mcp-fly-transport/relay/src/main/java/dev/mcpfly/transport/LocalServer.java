package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Child;
import io.modelcontextprotocol.modern.server.McpRequestManager;
import io.modelcontextprotocol.spec.McpServerTransportProvider;

/**
 * A server of the MCP Java SDK in this JVM, which a relay serves over HTTP as it serves a stdio
 * server: in every dialect, under the same authentication and the same limits.
 *
 * <pre>{@code
 * LocalServer notes = LocalServer.create();
 * McpSyncServer server = McpServer.sync(notes.serverTransport()).serverInfo("notes", "1").tools(search).build();
 * context.addServlet(new ServletHolder(new RelayServlet(notes.relay())), "/mcp");
 * }</pre>
 *
 * <p>{@code notes.relay().start()} serves at an address of its own, {@link RelayHandler} in the
 * JDK's HTTP server. Each client gets a session of the one server, or as {@link
 * Relay.Builder#childPolicy} says; clients of the stateless revision 2026-07-28 are translated.
 * Closing the server ends its sessions; closing a relay leaves the server usable by another.
 *
 * <p>A server of the SDK's API for that revision is served by {@code
 * LocalServer.create().modern(server)}, and clients of older revisions are translated for it.
 *
 * <p>Needs {@code io.modelcontextprotocol.sdk:mcp-core} and one of its JSON modules at run time.
 * Thread-safe.
 */
@SuppressWarnings("exports") // The SDK is optional: who names its types has it.
public final class LocalServer extends SdkServer<McpServerTransportProvider, McpRequestManager> {
  private LocalServer() {}

  LocalServer(Child.Factory sessions) {
    super(sessions);
  }

  /**
   * Returns a new local server, to be built on its {@link #serverTransport}.
   *
   * @throws IllegalStateException if the SDK or its JSON module is missing
   */
  public static LocalServer create() {
    return new LocalServer();
  }

  /**
   * Returns a builder for a relay in front of the server.
   *
   * <p>Process options (environment, directory, stderr, {@link RelayLimits#children}) have no
   * effect. Clients that come before the server is built are told to try again.
   */
  public Relay.Builder relay() {
    return new Relay.Builder(sessions());
  }
}
