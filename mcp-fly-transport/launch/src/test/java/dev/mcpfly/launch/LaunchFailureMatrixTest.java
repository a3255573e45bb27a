package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Launches of a command behind the platform's wrapper image, and a launch that changes one. */
class LaunchFailureMatrixTest extends FailureMatrix {
  private static final int SAMPLE = 10;

  /** The kinds of launch. */
  enum Kind {
    PLAIN,
    WITH_VOLUME,
    INTO_AN_APP_THAT_IS_THERE,
    WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE,
    WITH_HOST_NAME,
    FLYCAST,
    UPDATE,
    BY_NAME,
    BY_NAME_IN_ANOTHER_VERSION;

    boolean hasVolume() {
      return this == WITH_VOLUME || this == WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE;
    }

    boolean hasApp() {
      return this == INTO_AN_APP_THAT_IS_THERE || this == WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsInAWorkingDeploymentOrThePreviousState(Kind kind) throws IOException {
    tryEveryCall(kind.name(), SAMPLE, () -> new KindAttempt(kind));
  }

  private final class KindAttempt extends Attempt {
    private final Kind kind;
    private final RecordedRegistry recorded = new RecordedRegistry();

    KindAttempt(Kind kind) throws IOException {
      this.kind = kind;
      if (kind.hasApp()) {
        patient.apps().create("mine", a -> a.org("personal"));
        patient.app("mine").secrets().set("OLD", "kept");
      } else if (kind == Kind.UPDATE) {
        command(patient).launch();
      } else if (kind == Kind.BY_NAME_IN_ANOTHER_VERSION) {
        byName(patient, "1.0.0").launch();
      }
    }

    @Override
    McpLauncher changed(FlyClient account) {
      McpLauncher launcher = command(account);
      return switch (kind) {
        case PLAIN -> launcher.secret("KEY", "value-1");
        case WITH_VOLUME -> launcher.volume(ServerVolume.of("data", "/data"));
        case INTO_AN_APP_THAT_IS_THERE -> launcher.app("mine").secret("KEY", "value-1");
        case WITH_VOLUME_INTO_AN_APP_THAT_IS_THERE ->
            launcher.app("mine").volume(ServerVolume.of("data", "/data"));
        case WITH_HOST_NAME -> launcher.domain("mcp.example.com");
        case FLYCAST ->
            launcher.access(Access.flycast(new EdgeTunnel(emulator.appUri("notes").resolve("/"))));
        case UPDATE -> launcher.command("server --more");
        case BY_NAME -> byName(account, "1.0.0");
        case BY_NAME_IN_ANOTHER_VERSION -> byName(account, "1.1.0");
      };
    }

    private McpLauncher byName(FlyClient account, String version) {
      recorded.add(RegistryDocuments.notes(version));
      return plain(account)
          .registry("io.github.me/notes", r -> r.from(recorded.client()).version(version))
          .input("folder", "/data")
          .input("token", "tok-1234")
          .input("KEY", "value-1");
    }

    @Override
    public void close() {
      super.close();
      recorded.close();
    }

    @Override
    boolean isWhole(FlyEmulator.Counts counts) {
      return counts.apps() == 1
          && counts.machines() == 1
          && counts.ips() == (kind == Kind.FLYCAST ? 1 : 2)
          && counts.certificates() == (kind == Kind.WITH_HOST_NAME ? 1 : 0)
          && counts.volumes() == (kind.hasVolume() ? 1 : 0);
    }

    @Override
    String configuration() {
      if (emulator.counts().apps() == 0) {
        return "";
      }
      return patient.app(kind.hasApp() ? "mine" : "notes").machines().list().stream()
          .map(machine -> machine.config().orElseThrow().init().cmd().toString())
          .toList()
          .toString();
    }
  }
}
