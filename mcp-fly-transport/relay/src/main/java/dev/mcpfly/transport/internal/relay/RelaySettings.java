package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.events.CallHistograms;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.Policy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a relay behaves. Immutable; the public builder states the defaults that users see. */
public final class RelaySettings {
  /** Who shares a child. */
  public enum Sharing {
    /** One child for each session. */
    SESSION,
    /** One child for each principal. */
    PRINCIPAL,
    /** A fixed number of children for all. */
    POOL
  }

  private final Builder values;

  private RelaySettings(Builder values) {
    this.values = values;
  }

  /** Returns a builder with every default. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings. Not thread-safe; each setter returns this builder. */
  public static final class Builder implements Cloneable {
    private String path = "/mcp";
    private Sharing sharing = Sharing.SESSION;
    private int poolSize = 1;
    private boolean hostsChecked = true;
    private Set<String> hosts = Set.of();
    private Set<String> origins = Set.of();
    private Set<String> headers = Set.of();
    private boolean privateOnly;
    private @Nullable SessionSeal seal;
    private @Nullable MachineSeal machine;
    private ScopeRules scopeRules = ScopeRules.none();
    private Policy policy = Policy.OPEN;
    private Observer observer = Observer.NONE;
    private @Nullable CallHistograms histograms;
    private Set<String> owners = Set.of();
    private InstantSource clock = InstantSource.system();
    private int requestBytes = 64 << 20;
    private int sessions = 1024;
    private int sessionsEach = 256;
    private int children = 64;
    private int childrenEach = 32;
    private int callsEach = 1024;
    private Duration childWait = Duration.ofSeconds(5);
    private Duration sessionIdle = Duration.ofMinutes(30);
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration streamAfter = Duration.ofMillis(250);
    private Duration drain = Duration.ofSeconds(1);
    private Duration exitWhenIdle = Duration.ZERO;
    private int keptEvents = 1000;
    private long keptBytes = 8L << 20;
    private boolean prestart = true;
    private boolean metrics;

    private Builder() {}

    /** Sets where MCP's own HTTP transports are served. */
    public Builder path(String value) {
      path = value;
      return this;
    }

    /**
     * Sets who shares a child.
     *
     * @param size how many children a pool has
     */
    public Builder sharing(Sharing value, int size) {
      sharing = value;
      poolSize = size;
      return this;
    }

    /**
     * Sets where requests may be addressed to.
     *
     * @param checked whether the Host header must name one of the names or this machine
     */
    public Builder hosts(boolean checked, Set<String> names) {
      hostsChecked = checked;
      hosts = Set.copyOf(names);
      return this;
    }

    /** Sets web origins that may call, besides this machine's where hosts are checked. */
    public Builder origins(Set<String> values) {
      origins = Set.copyOf(values);
      return this;
    }

    /** Sets further request headers that pages of these origins may send. */
    public Builder headers(Set<String> names) {
      headers = Set.copyOf(names);
      return this;
    }

    /** Sets whether requests that Fly's proxy took from the internet are refused. */
    public Builder privateOnly(boolean value) {
      privateOnly = value;
      return this;
    }

    /** Sets what makes session ids that can be restored; null if a lost session stays lost. */
    public Builder seal(@Nullable SessionSeal value) {
      seal = value;
      return this;
    }

    /** Sets what makes ids that lead back to this Machine; null if there is but one. */
    public Builder machine(@Nullable MachineSeal value) {
      machine = value;
      return this;
    }

    /** Sets the scopes that messages need. */
    public Builder scopeRules(ScopeRules value) {
      scopeRules = value;
      return this;
    }

    /** Sets who may use what by name, and how often. */
    public Builder policy(Policy value) {
      policy = value;
      return this;
    }

    /** Sets who hears what happens. */
    public Builder observer(Observer value) {
      observer = value;
      return this;
    }

    /** Sets what is shown with the metrics; null for nothing. */
    public Builder histograms(@Nullable CallHistograms value) {
      histograms = value;
      return this;
    }

    /** Sets the principals whose children have an environment of their own. */
    public Builder owners(Set<String> principals) {
      owners = Set.copyOf(principals);
      return this;
    }

    /** Sets what tells when credentials end. */
    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    /** Sets the longest body of a request, in bytes. */
    public Builder requestBytes(int value) {
      requestBytes = value;
      return this;
    }

    /**
     * Sets how many sessions may be open.
     *
     * @param each how many of one principal
     */
    public Builder sessions(int all, int each) {
      sessions = all;
      sessionsEach = each;
      return this;
    }

    /**
     * Sets how many children may run.
     *
     * @param each how many for the sessions of one principal
     */
    public Builder children(int all, int each) {
      children = all;
      childrenEach = each;
      return this;
    }

    /** Sets how many calls of one principal may be in flight. */
    public Builder callsEach(int value) {
      callsEach = value;
      return this;
    }

    /** Sets how long a client waits for a child when all that may run are taken. */
    public Builder childWait(Duration value) {
      childWait = value;
      return this;
    }

    /** Sets how long a session lives without use. */
    public Builder sessionIdle(Duration value) {
      sessionIdle = value;
      return this;
    }

    /** Sets how often something is written on a stream that is otherwise quiet. */
    public Builder heartbeat(Duration value) {
      heartbeat = value;
      return this;
    }

    /** Sets how long an answer may take before its stream is opened. */
    public Builder streamAfter(Duration value) {
      streamAfter = value;
      return this;
    }

    /** Sets how long calls in flight may take to end when the relay closes. */
    public Builder drain(Duration value) {
      drain = value;
      return this;
    }

    /** Sets after which time without use the relay ends; zero for never. */
    public Builder exitWhenIdle(Duration value) {
      exitWhenIdle = value;
      return this;
    }

    /** Sets how many events of a session, with how many bytes, can be sent again. */
    public Builder kept(int events, long bytes) {
      keptEvents = events;
      keptBytes = bytes;
      return this;
    }

    /** Sets whether the first child starts before a client asks for it. */
    public Builder prestart(boolean value) {
      prestart = value;
      return this;
    }

    /** Sets whether {@code /metrics} is served. */
    public Builder metrics(boolean value) {
      metrics = value;
      return this;
    }

    /** Returns the settings. */
    public RelaySettings build() {
      try {
        return new RelaySettings((Builder) clone());
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  String path() {
    return values.path;
  }

  Sharing sharing() {
    return values.sharing;
  }

  int poolSize() {
    return values.poolSize;
  }

  boolean hostsChecked() {
    return values.hostsChecked;
  }

  Set<String> hosts() {
    return values.hosts;
  }

  Set<String> origins() {
    return values.origins;
  }

  Set<String> headers() {
    return values.headers;
  }

  boolean privateOnly() {
    return values.privateOnly;
  }

  @Nullable SessionSeal seal() {
    return values.seal;
  }

  @Nullable MachineSeal machine() {
    return values.machine;
  }

  ScopeRules scopeRules() {
    return values.scopeRules;
  }

  Policy policy() {
    return values.policy;
  }

  Observer observer() {
    return values.observer;
  }

  @Nullable CallHistograms histograms() {
    return values.histograms;
  }

  Set<String> owners() {
    return values.owners;
  }

  InstantSource clock() {
    return values.clock;
  }

  int requestBytes() {
    return values.requestBytes;
  }

  int sessions() {
    return values.sessions;
  }

  int sessionsEach() {
    return values.sessionsEach;
  }

  int children() {
    return values.children;
  }

  int childrenEach() {
    return values.childrenEach;
  }

  int callsEach() {
    return values.callsEach;
  }

  Duration childWait() {
    return values.childWait;
  }

  Duration sessionIdle() {
    return values.sessionIdle;
  }

  Duration heartbeat() {
    return values.heartbeat;
  }

  Duration streamAfter() {
    return values.streamAfter;
  }

  Duration drain() {
    return values.drain;
  }

  Duration exitWhenIdle() {
    return values.exitWhenIdle;
  }

  int keptEvents() {
    return values.keptEvents;
  }

  long keptBytes() {
    return values.keptBytes;
  }

  boolean prestart() {
    return values.prestart;
  }

  boolean metrics() {
    return values.metrics;
  }
}
