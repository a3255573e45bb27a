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
  /** How a client takes a secret that is not to be in its file. */
  enum References {
    /** As text inside a value, see {@link Interpolation}; with none, not at all. */
    TEXT,
    /** As the name of an environment variable, in members of their own (Codex). */
    CODEX_MEMBERS,
    /** As text, with the variables listed in {@code env_keys} (Goose). */
    GOOSE_KEYS
  }

  final boolean stdio;
  final boolean http;
  final boolean sse;
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
  final String timeoutMember;
  final Map<String, ?> newMembers;
  final boolean nameInside;
  final Interpolation interpolation;
  final References references;
  final Set<String> refusedVariables;

  private EntryDialect(Builder b) {
    stdio = b.stdio;
    http = b.http;
    sse = b.sse;
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
    timeoutMember = b.timeoutMember;
    newMembers = new LinkedHashMap<>(b.newMembers);
    nameInside = b.nameInside;
    interpolation = b.interpolation;
    references = b.references;
    refusedVariables = Set.copyOf(b.refusedVariables);
  }

  /** Returns the common form with changes. */
  public static EntryDialect of(Consumer<Builder> changes) {
    Builder builder = new Builder();
    changes.accept(builder);
    return new EntryDialect(builder);
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
    private String timeoutMember = "timeout";
    private final Map<String, Object> newMembers = new LinkedHashMap<>();
    private boolean nameInside;
    private Interpolation interpolation = Interpolation.NONE;
    private References references = References.TEXT;
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
      switchMember = "enabled";
      switchMeansOn = true;
      return this;
    }

    /** Declares that the member {@code disabled} switches an entry. */
    public Builder disabledMember() {
      switchMember = "disabled";
      switchMeansOn = false;
      return this;
    }

    /** Declares that the client knows a {@code timeout}, counted in this unit. */
    public Builder timeoutIn(Duration unit) {
      timeoutUnit = Objects.requireNonNull(unit, "unit");
      return this;
    }

    /**
     * Adds a member with which a new entry starts out; an entry that is merged keeps what it has.
     */
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

    Builder sseUrlMember(String member) {
      sseUrlMember = member;
      return this;
    }

    Builder timeoutMember(String member) {
      timeoutMember = member;
      return this;
    }

    Builder nameInside() {
      nameInside = true;
      return this;
    }

    Builder references(References how) {
      references = how;
      return this;
    }

    Builder refuseVariables(Set<String> names) {
      refusedVariables = names;
      return this;
    }
  }
}
