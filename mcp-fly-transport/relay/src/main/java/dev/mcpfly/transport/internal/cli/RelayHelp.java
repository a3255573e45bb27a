package dev.mcpfly.transport.internal.cli;

/** What {@code mcp-fly-relay.jar --help} says. */
public final class RelayHelp {
  private RelayHelp() {}

  /** The version in the jar's manifest. */
  public static String version() {
    String version = RelayHelp.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  /** The whole help, at most 80 columns wide. */
  public static String text() {
    return """
    Moves MCP messages between stdio and HTTP.

    Serve a stdio server over HTTP:

      java -jar mcp-fly-relay.jar wrap [options] -- COMMAND [ARGS...]

      --port N            port to listen on (8080; 0 takes a free one)
      --host H            address to bind (127.0.0.1; use :: on a Fly Machine)
      --path /mcp         where MCP is served; /sse, / (for flyctl mcp proxy),
                          /livez and /readyz are served too
      --policy P          one server process for each session (default) or
                          principal, shared by all, or pool:N
      --allow-origin O    let web pages of this origin call (repeatable)
      --allow-header H    let those pages send this header (repeatable)
      --allow-host H      answer requests addressed to this host name (repeatable)
      --allow-anyone      ask for no credentials, even when others reach the port
      --private           refuse what comes from the public internet through Fly's
                          proxy (or FLY_MCP_PRIVATE in the environment)
      --metrics           serve /metrics

      What callers may use; a pattern is a name in which * stands for any text:
      --allow-tool P      show and call only these tools (repeatable)
      --deny-tool P       hide and refuse these tools (repeatable)
      --rules FILE        tools, prompts, resources, limits and users as JSON (or
                          MCP_FLY_RULES_FILE)
      --audit FILE        write who called what to FILE, as lines of JSON (or
                          MCP_FLY_AUDIT_FILE)
      --audit-contents    with the first 1024 bytes of arguments and results

      Limits; times such as 30s or 5m, sizes such as 64k or 8m:
      --max-servers N     server processes at once (from the machine's memory); one
                          more takes the place of the longest idle session
      --max-sessions N    sessions at once (1024); the same
      --server-wait T     how long a client waits for a place (45s)
      --session-idle T    how long an unused session is kept (30m)
      --stop-grace T      time to end for a server before TERM, then KILL (2s)
      --drain T           time for calls in flight when the relay ends (1s); it
                          begins nothing new then
      --exit-when-idle T  end after this time without calls, calls in flight and
                          messages on streams (never)
      --max-request S     longest request body (64m)
      --max-message S     longest message of a server (64m)
      --max-header S      longest request head (32k)
      --max-connections N connections at once (4096)
      --kept-events N     events of a session that can be sent again (1000)
      --kept-bytes S      and their size (8m)
      --heartbeat T       quiet time of a stream before a comment is sent (15s)
      --stream-after T    time of an answer before it becomes a stream (250ms)
      --header-timeout T, --body-timeout T, --idle-connection T (10s, 30s, 2m)

      Clients must show what the environment sets, if it sets anything:
        MCP_FLY_BEARER_TOKEN            (or FLY_MCP_BEARER_TOKEN)
        MCP_FLY_USER, MCP_FLY_PASSWORD  (or FLY_MCP_USER, FLY_MCP_PASSWORD)
      The server does not get to see these, nor those below.
      MCP_FLY_SESSION_KEY restores sessions after a restart, for servers that
      remember nothing. MCP_FLY_STICKY_KEY, beside Fly's FLY_MACHINE_ID, keeps
      sessions at their Machine where several share an address. MCP_FLY_DRAIN and
      MCP_FLY_EXIT_WHEN_IDLE are --drain and --exit-when-idle.

      People sign in (OAuth 2.1) if one of these is set:
        MCP_FLY_OAUTH_USERS     with the relay itself: who may, as the library's
                                OAuthLogin.encodeUsers() writes it. Or one by one,
                                in variables that begin with MCP_FLY_OAUTH_USER_
        MCP_FLY_OAUTH_ISSUER    with this authorization server
      For both:
        MCP_FLY_PUBLIC_URL      where clients reach the relay: https://app.fly.dev
        MCP_FLY_OAUTH_SCOPES    scopes that every token must have (mcp, if people
                                sign in with the relay itself)
        MCP_FLY_OAUTH_TOOL_SCOPES       scopes that tools need: write_*=write,...
      With the relay itself:
        MCP_FLY_OAUTH_KEY       seals what is handed out; at least 32 characters.
                                Another one revokes everything
        MCP_FLY_OAUTH_PREVIOUS_KEYS     recognize clients that registered before
        MCP_FLY_OAUTH_KEY_2, _3, ...    take its place; the highest counts
        MCP_FLY_OAUTH_EPOCH_NAME        user:number; another number revokes what the
                                        user was given
        MCP_FLY_OAUTH_SERVER_NAME       what the page calls the server
      With an authorization server:
        MCP_FLY_OAUTH_AUDIENCE  what tokens must be for (this relay's URL)
        MCP_FLY_OAUTH_PRINCIPAL_CLAIM   names the caller (sub)
        MCP_FLY_OAUTH_JWKS_URL  its keys, if its metadata does not name them
        MCP_FLY_OAUTH_INTROSPECTION_URL, MCP_FLY_OAUTH_CLIENT_ID,
        MCP_FLY_OAUTH_CLIENT_SECRET     ask it about each token instead

    Serve a remote HTTP server over stdio, for an MCP client that starts programs:

      java -jar mcp-fly-relay.jar proxy --url URL [options]

      --url URL           the server: https://app.fly.dev/mcp, or
                          https://app.fly.dev/ if flyctl mcp wrap serves it
      --instance ID       send everything to this Machine
      --token-file FILE   read the bearer token from this file, again if it changes
      --header-env N=VAR  send header N with the value of environment variable VAR
      --dialect D         auto (default), streamable-http, sse or fly-wrap
      --wake-timeout S    seconds to wait for a server that is asleep (45)
      --drain-timeout S   seconds to wait for answers once the client is gone (10)
      --max-parallel N    requests under way at once (128); more wait their turn
      --timeout S         seconds to wait for each answer (0: without limit)
      --ping              ping the server every 30 s, so that nothing goes idle
      --trust-store FILE  trust these certificate authorities, too (PEM or PKCS#12)
      --allow-http        allow plain http to a host that is neither this machine
                          nor one of Fly's private names

      Credentials come from the environment:
        MCP_FLY_BEARER_TOKEN, or MCP_FLY_USER and MCP_FLY_PASSWORD

      HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and
      NODE_EXTRA_CA_CERTS are followed, as other tools do.

      Without credentials, a server that asks for sign-in (OAuth) opens the browser.
      The sign-in is kept for all programs of the user, and renewed.
      --sign-in, --sign-out  sign in (or out) now, and end
      --no-sign-in           never sign in
      --device-code          sign in on another device
      --client-id ID         a client registered by hand; its secret, if any, is in
                             MCP_FLY_CLIENT_SECRET
      --client-credentials   sign in as that client itself, without a person
      --client-key-file F    its private key (PEM, PKCS #8) instead of a secret
      --client-metadata-url U, --issuer U, --redirect-uri U, --scope S (repeatable)
      --profile NAME         keep a second account apart

    Start quicker, from an archive of loaded classes (the entries that mcp-fly
    writes do so by themselves; JDK 19 and later make it with
    -XX:+AutoCreateSharedArchive):

      java -XX:ArchiveClassesAtExit=relay.jsa -jar mcp-fly-relay.jar warm-up proxy
      java -XX:SharedArchiveFile=relay.jsa -jar mcp-fly-relay.jar proxy ...

    JDK 25 and later start quicker still from a cache that holds for one JVM:

      java -XX:AOTCacheOutput=relay.aot -jar mcp-fly-relay.jar warm-up proxy
      java -XX:AOTCache=relay.aot -jar mcp-fly-relay.jar proxy ...

    For wrap, warm up wrap: an archive of what one command needs is small.
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmn8m make it smaller and
    quicker still. Without them the relay uses the quick compiler alone half a
    second after its start; -Dmcpfly.c2=true keeps the JVM's own choice.

    Other: --help, --version.
    Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 ended after an error of the
    JVM that it could not survive: start it again. Log lines go to stderr; they hold
    no messages and no secrets.
    """;
  }
}
