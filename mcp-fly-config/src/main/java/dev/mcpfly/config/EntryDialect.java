package dev.mcpfly.config;

import dev.mcpfly.config.McpServerEntry.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How one client spells an entry: the names of the members, the values of {@code type}, what it can
 * do and what it cannot.
 *
 * <p>The default is the common form: {@code command}, {@code args} and {@code env} for stdio,
 * {@code url} and {@code headers} for HTTP, no {@code type}, no SSE, no references. Immutable.
 */
public final class EntryDialect {
  /** How a client accepts a secret that is kept out of its file. */
  enum References {
    /** As text inside a value; see {@link Interpolation}, which may be none. */
    TEXT,
    /** As the name of an environment variable, in separate members; see {@link Variables}. */
    MEMBERS,
    /** As text, with the variables listed in {@code env_keys} (Goose). */
    GOOSE_KEYS
  }

  /**
   * The members of an entry that name environment variables.
   *
   * @param bearer the one whose variable holds the bearer token
   * @param headers the map from headers to variables; null if there is none
   * @param passed the list of variables that a stdio server inherits; null if there is none
   */
  record Variables(String bearer, @Nullable String headers, @Nullable String passed) {}

  final boolean stdio;
  final boolean http;
  final boolean sse;
  final boolean unverifiedHttp;
  final String typeMember;
  final @Nullable String stdioType;
  final @Nullable String httpType;
  final @Nullable String sseType;
  final String commandMember;
  final boolean commandIsList;
  final String envMember;
  final boolean workingDirectory;
  final String httpUrlMember;
  final String sseUrlMember;
  final List<String> headersPath;
  final Transport untypedUrl;
  final @Nullable String switchMember;
  final boolean switchMeansOn;
  final @Nullable Duration timeoutUnit;
  final List<String> timeoutPath;
  final Map<String, ?> newMembers;
  final Map<String, Object> remoteMembers;
  final boolean nameInside;
  final Interpolation interpolation;
  final References references;
  final @Nullable Variables variables;
  final boolean literalAuthorization;
  final @Nullable String autoApproveMember;
  final @Nullable OAuthSpelling oauth;
  final Set<String> refusedVariables;

  private final Builder builder;

  private EntryDialect(Builder b, boolean unverified) {
    builder = b;
    stdio = b.stdio;
    http = b.http || (unverified && b.unverifiedHttp);
    sse = b.sse;
    unverifiedHttp = b.unverifiedHttp;
    typeMember = b.typeMember;
    stdioType = b.stdioType;
    httpType = b.httpType;
    sseType = b.sseType;
    commandMember = b.commandMember;
    commandIsList = b.commandIsList;
    envMember = b.envMember;
    workingDirectory = b.workingDirectory;
    httpUrlMember = b.httpUrlMember;
    sseUrlMember = b.sseUrlMember;
    headersPath = List.copyOf(b.headersPath);
    untypedUrl = b.untypedUrl;
    switchMember = b.switchMember;
    switchMeansOn = b.switchMeansOn;
    timeoutUnit = b.timeoutUnit;
    timeoutPath = List.copyOf(b.timeoutPath);
    newMembers = new LinkedHashMap<>(b.newMembers);
    remoteMembers = new LinkedHashMap<>(b.remoteMembers);
    nameInside = b.nameInside;
    interpolation = b.interpolation;
    references = b.references;
    variables = b.variables;
    literalAuthorization = b.literalAuthorization;
    autoApproveMember = b.autoApproveMember;
    oauth = b.oauth;
    refusedVariables = Set.copyOf(b.refusedVariables);
  }

  /** Returns the common form with changes. */
  public static EntryDialect of(Consumer<Builder> changes) {
    Builder builder = new Builder();
    changes.accept(builder);
    return new EntryDialect(builder, false);
  }

  /** Returns this dialect with its uncertain features enabled. */
  EntryDialect unverified() {
    return unverifiedHttp ? new EntryDialect(builder, true) : this;
  }

  /** Returns the {@code type} of a transport, or null if the client infers it. */
  @Nullable String type(Transport transport) {
    return switch (transport) {
      case STDIO -> stdioType;
      case HTTP -> httpType;
      case SSE -> sseType;
      case OTHER -> null;
    };
  }

  /** Builds a dialect, which starts out as the common form. */
  public static final class Builder {
    private boolean stdio = true;
    private boolean http = true;
    private boolean sse;
    private boolean unverifiedHttp;
    private String typeMember = "type";
    private @Nullable String stdioType;
    private @Nullable String httpType;
    private @Nullable String sseType;
    private String commandMember = "command";
    private boolean commandIsList;
    private String envMember = "env";
    private boolean workingDirectory;
    private String httpUrlMember = "url";
    private String sseUrlMember = "url";
    private List<String> headersPath = List.of("headers");
    private Transport untypedUrl = Transport.HTTP;
    private @Nullable String switchMember;
    private boolean switchMeansOn;
    private @Nullable Duration timeoutUnit;
    private List<String> timeoutPath = List.of("timeout");
    private final Map<String, Object> newMembers = new LinkedHashMap<>();
    private final Map<String, Object> remoteMembers = new LinkedHashMap<>();
    private boolean nameInside;
    private Interpolation interpolation = Interpolation.NONE;
    private References references = References.TEXT;
    private @Nullable Variables variables;
    private boolean literalAuthorization = true;
    private @Nullable String autoApproveMember;
    private @Nullable OAuthSpelling oauth;
    private Set<String> refusedVariables = Set.of();

    private Builder() {}

    /** Declares that the client cannot reach a server over HTTP. */
    public Builder stdioOnly() {
      http = false;
      sse = false;
      return this;
    }

    /** Sets the {@code type} of a stdio entry. Default: none is written. */
    public Builder stdioType(String type) {
      stdioType = Objects.requireNonNull(type, "type");
      return this;
    }

    /** Sets the {@code type} of an HTTP entry. Default: none is written. */
    public Builder httpType(String type) {
      httpType = Objects.requireNonNull(type, "type");
      return this;
    }

    /** Declares that the client speaks SSE too, with this {@code type}. */
    public Builder sseType(String type) {
      sse = true;
      sseType = Objects.requireNonNull(type, "type");
      return this;
    }

    /** Sets the name of the member that holds the type. Default: {@code type}. */
    public Builder typeMember(String member) {
      typeMember = Objects.requireNonNull(member, "member");
      return this;
    }

    /** Declares that the client detects whether a URL speaks HTTP or SSE. */
    public Builder sseInferred() {
      sse = true;
      return this;
    }

    /** Declares that {@code command} is one list that holds the arguments too. */
    public Builder commandIsList() {
      commandIsList = true;
      return this;
    }

    /** Sets the name of the member that holds the environment. Default: {@code env}. */
    public Builder envMember(String member) {
      envMember = Objects.requireNonNull(member, "member");
      return this;
    }

    /** Sets the name of the member that holds the endpoint. Default: {@code url}. */
    public Builder urlMember(String member) {
      httpUrlMember = Objects.requireNonNull(member, "member");
      sseUrlMember = httpUrlMember;
      return this;
    }

    /** Sets the keys that lead to the headers. Default: {@code headers}. */
    public Builder headersAt(String... keys) {
      headersPath = List.of(keys);
      return this;
    }

    /** Declares that a stdio entry may set {@code cwd}. */
    public Builder workingDirectory() {
      workingDirectory = true;
      return this;
    }

    /** Sets what a URL without {@code type} means to the client. Default: HTTP. */
    public Builder untypedUrlIs(Transport transport) {
      untypedUrl = Objects.requireNonNull(transport, "transport");
      return this;
    }

    /** Declares that the member {@code enabled} switches an entry. */
    public Builder enabledMember() {
      return switchMember("enabled", true);
    }

    /** Declares that the member {@code disabled} switches an entry. */
    public Builder disabledMember() {
      return switchMember("disabled", false);
    }

    /**
     * Names the boolean member that switches an entry.
     *
     * @param meansOn whether true means that the entry is on
     */
    public Builder switchMember(String member, boolean meansOn) {
      switchMember = Objects.requireNonNull(member, "member");
      switchMeansOn = meansOn;
      return this;
    }

    /** Names the list of the tools that the client runs without asking. Default: none. */
    public Builder autoApproveMember(String member) {
      autoApproveMember = Objects.requireNonNull(member, "member");
      return this;
    }

    /** Declares that the client knows a {@code timeout}, counted in this unit. */
    public Builder timeoutIn(Duration unit) {
      timeoutUnit = Objects.requireNonNull(unit, "unit");
      return this;
    }

    /** Adds a member that new entries get; a merged entry keeps its own. */
    public Builder newEntriesHave(String member, Object value) {
      newMembers.put(member, value);
      return this;
    }

    /** Declares that the client replaces <code>${env:NAME}</code> inside values. */
    public Builder replacesEnvColon() {
      return interpolation(Interpolation.ENV_COLON);
    }

    /** Declares that the client replaces <code>${NAME}</code> inside values. */
    public Builder replacesBraces() {
      return interpolation(Interpolation.BRACES);
    }

    Builder interpolation(Interpolation how) {
      interpolation = how;
      return this;
    }

    Builder commandMember(String member) {
      commandMember = member;
      return this;
    }

    /** Adds a member that a remote entry must hold too. */
    Builder remoteEntriesHave(String member, Object value) {
      remoteMembers.put(member, value);
      return this;
    }

    Builder sseUrlMember(String member) {
      sseUrlMember = member;
      return this;
    }

    /** Sets the keys that lead to the timeout. */
    Builder timeoutAt(String... keys) {
      timeoutPath = List.of(keys);
      return this;
    }

    /** Declares that it is uncertain whether the client reaches servers over HTTP. */
    Builder unverifiedHttp() {
      http = false;
      unverifiedHttp = true;
      return this;
    }

    /** Declares that a secret is given as the name of a variable, in these members. */
    Builder variables(String bearer, @Nullable String headers, @Nullable String passed) {
      variables = new Variables(bearer, headers, passed);
      references = References.MEMBERS;
      return this;
    }

    /**
     * Declares that the client rejects an {@code Authorization} header whose value is in the file.
     */
    Builder noLiteralAuthorization() {
      literalAuthorization = false;
      return this;
    }

    /** Declares that the client signs in by OAuth, and how its entries spell it. */
    Builder oauth(OAuthSpelling spelling) {
      oauth = spelling;
      return this;
    }

    Builder nameInside() {
      nameInside = true;
      return this;
    }

    /** Declares that variables are listed in {@code env_keys}, as in Goose. */
    Builder gooseKeys() {
      references = References.GOOSE_KEYS;
      return this;
    }

    Builder refuseVariables(Set<String> names) {
      refusedVariables = names;
      return this;
    }
  }
}
