package dev.mcpfly.transport.internal.cli;

/** The help text of {@code mcp-fly-relay.jar}. */
public final class RelayHelp {
  private RelayHelp() {}

  /** Returns the version in the jar's manifest. */
  public static String version() {
    String version = RelayHelp.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }

  /** Returns the whole help, at most 80 columns wide. */
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
      --allow-origin O    accept calls from web pages of this origin (repeatable)
      --allow-header H    accept this header from those pages (repeatable)
      --allow-host H      answer requests addressed to this host name (repeatable)
      --allow-anyone      require no credentials, even if others can reach the port
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
      --stop-grace T      time for a server to exit before TERM, then KILL (2s)
      --drain T           time for calls in flight when the relay stops (1s);
                          nothing new is started then
      --exit-when-idle T  exit after this time without requests, calls in flight
                          and messages on streams (never)
      --max-request S     longest request body (64m)
      --max-message S     longest message of a server (64m)
      --max-header S      longest request head (32k)
      --max-connections N connections at once (4096)
      --kept-events N     events of a session that can be sent again (1000)
      --kept-bytes S      and their size (8m)
      --heartbeat T       quiet time of a stream before a comment is sent (15s)
      --stream-after T    time before a response becomes a stream (250ms)
      --header-timeout T, --body-timeout T, --idle-connection T (10s, 30s, 2m)

      Credentials that clients must send, from the environment:
        MCP_FLY_BEARER_TOKEN            (or FLY_MCP_BEARER_TOKEN)
        MCP_FLY_USER, MCP_FLY_PASSWORD  (or FLY_MCP_USER, FLY_MCP_PASSWORD)
      The server does not inherit these, nor those below.
      MCP_FLY_SESSION_KEY restores sessions after a restart, for servers that
      remember nothing. MCP_FLY_STICKY_KEY, beside Fly's FLY_MACHINE_ID, keeps
      sessions at their Machine where several share an address. MCP_FLY_DRAIN,
      MCP_FLY_EXIT_WHEN_IDLE and MCP_FLY_METRICS=true are --drain, --exit-when-idle
      and --metrics.

      Sign-in (OAuth 2.1) is on if one of these is set:
        MCP_FLY_OAUTH_USERS     the users of the relay's own login, as the library's
                                OAuthLogin.encodeUsers() returns them; or one each
                                in variables that begin with MCP_FLY_OAUTH_USER_
        MCP_FLY_OAUTH_ISSUER    the authorization server to sign in with instead
      For both:
        MCP_FLY_PUBLIC_URL      where clients reach the relay: https://app.fly.dev
        MCP_FLY_OAUTH_SCOPES    scopes that every token must have (mcp, for the
                                relay's own login)
        MCP_FLY_OAUTH_TOOL_SCOPES       scopes that tools need: write_*=write,...
      For the relay's own login:
        MCP_FLY_OAUTH_KEY       seals codes and tokens; at least 32 characters. A
                                new key revokes all of them
        MCP_FLY_OAUTH_PREVIOUS_KEYS     still recognize clients registered earlier
        MCP_FLY_OAUTH_KEY_2, _3, ...    replace it; the highest number is used
        MCP_FLY_OAUTH_EPOCH_NAME        user:number; another number revokes the
                                        user's tokens
        MCP_FLY_OAUTH_SERVER_NAME       the server's name on the sign-in page
      For another authorization server:
        MCP_FLY_OAUTH_AUDIENCE  audience that tokens must have (this relay's URL)
        MCP_FLY_OAUTH_PRINCIPAL_CLAIM   claim that names the caller (sub)
        MCP_FLY_OAUTH_JWKS_URL  URL of its keys, if its metadata names none
        MCP_FLY_OAUTH_INTROSPECTION_URL, MCP_FLY_OAUTH_CLIENT_ID,
        MCP_FLY_OAUTH_CLIENT_SECRET     have it check each token instead

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
      --max-parallel N    requests at once (128); others wait for their turn
      --timeout S         seconds to wait for each answer (0: without limit)
      --ping              ping the server every 30 s to keep connections open
      --trust-store FILE  trust these certificate authorities, too (PEM or PKCS#12)
      --allow-http        allow plain http to a host that is neither this machine
                          nor one of Fly's private names

      Credentials come from the environment:
        MCP_FLY_BEARER_TOKEN, or MCP_FLY_USER and MCP_FLY_PASSWORD

      HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and
      NODE_EXTRA_CA_CERTS are respected.

      Without credentials, a server that asks for sign-in (OAuth) opens the browser.
      The sign-in is kept for all programs of the user, and renewed.
      --sign-in, --sign-out  sign in (or out) now, then exit
      --no-sign-in           never sign in
      --device-code          sign in on another device
      --client-id ID         a client registered by hand; its secret, if any, is in
                             MCP_FLY_CLIENT_SECRET
      --client-credentials   sign in as that client itself, without a person
      --client-key-file F    its private key (PEM, PKCS #8) instead of a secret
      --client-metadata-url U, --issuer U, --redirect-uri U, --scope S (repeatable)
      --profile NAME         store a second account separately

    Start quicker, from an archive of loaded classes (the entries that mcp-fly
    writes do so on their own; JDK 19 and later make it with
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
    Exit codes: 0 success, 1 failure, 2 invalid arguments, 3 unrecoverable error of
    the JVM: start the relay again. Log lines go to stderr; they contain neither
    messages nor secrets.
    """;
  }
}
