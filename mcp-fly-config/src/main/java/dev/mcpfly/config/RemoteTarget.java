package dev.mcpfly.config;

import com.google.errorprone.annotations.CheckReturnValue;
import java.net.URI;
import java.util.Optional;

/**
 * The remote server behind an entry: a deployment on Fly.io, or any other endpoint.
 *
 * @param via how the entry reaches it
 * @param url the endpoint
 * @param appName the Fly app, if the host is {@code APP.fly.dev}, {@code APP.flycast} or {@code
 *     APP.internal}
 * @param auth how the entry authenticates
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public record RemoteTarget(Via via, URI url, Optional<String> appName, Auth auth) {
  /** How an entry reaches a remote server. */
  public enum Via {
    /** The client itself speaks HTTP. */
    CLIENT,
    /** This project's proxy command, {@code mcp-fly-relay.jar proxy --url URL}. */
    MCP_FLY_PROXY,
    /** The command {@code flyctl mcp proxy --url URL}. */
    FLYCTL_PROXY,
    /** The npm package {@code mcp-remote}. */
    MCP_REMOTE
  }

  /** How an entry authenticates; the credentials themselves are not kept. */
  public enum Auth {
    /** No authentication, or none that the entry shows. */
    NONE,
    /** With a bearer token. */
    BEARER,
    /** With a user name and password. */
    BASIC,
    /** With another header. */
    OTHER
  }
}
