package dev.mcpfly.api.emulator.junit;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts an emulator for tests with JUnit and closes it after them.
 *
 * <pre>{@code
 * class DeployTest {
 *   @RegisterExtension static FlyEmulatorExtension fly = FlyEmulatorExtension.create();
 *
 *   @Test
 *   void deploys(FlyClient client, FlyEmulator emulator) {
 *     client.apps().create("my-app", a -> a.org("personal"));
 *     assertEquals(1, emulator.requests().size());
 *   }
 * }
 * }</pre>
 *
 * <p>In a static field, and with {@code @ExtendWith} at the class, all tests of the class share one
 * emulator, those of nested classes included. In an instance field each test gets its own. Tests,
 * constructors and lifecycle methods may take a {@link FlyClient} and a {@link FlyEmulator} as
 * parameters. By default the emulator is as {@link FlyEmulator#start()} makes it: on a free port of
 * this machine, without faults. Works with JUnit Jupiter 5 and 6. Safe for tests that run in
 * parallel.
 */
@SuppressWarnings("exports") // JUnit is there only where tests run
public final class FlyEmulatorExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {
  private final Consumer<FlyEmulator.Builder> options;
  private int classes;
  private @Nullable FlyEmulator emulator;
  private @Nullable FlyClient client;

  /** Creates an extension with the emulator's defaults, for {@code @ExtendWith}. */
  public FlyEmulatorExtension() {
    this(builder -> {});
  }

  private FlyEmulatorExtension(Consumer<FlyEmulator.Builder> options) {
    this.options = Objects.requireNonNull(options, "options");
  }

  /** Returns an extension with the emulator's defaults. */
  public static FlyEmulatorExtension create() {
    return new FlyEmulatorExtension();
  }

  /**
   * Returns an extension whose emulators are set up first.
   *
   * @param options configures the builder of each emulator
   */
  public static FlyEmulatorExtension create(Consumer<FlyEmulator.Builder> options) {
    return new FlyEmulatorExtension(options);
  }

  /**
   * Returns the running emulator.
   *
   * @throws IllegalStateException if no test is running
   */
  public synchronized FlyEmulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException(
          "No emulator is running: use it in a test or a lifecycle method, and register the"
              + " extension with @RegisterExtension or @ExtendWith.");
    }
    return emulator;
  }

  /**
   * Returns a client of the running emulator, the same for as long as that runs.
   *
   * @throws IllegalStateException if no test is running
   */
  public synchronized FlyClient client() {
    if (client == null) {
      client = emulator().client();
    }
    return client;
  }

  @Override
  public synchronized void beforeAll(ExtensionContext context) {
    classes++;
    start();
  }

  @Override
  public synchronized void afterAll(ExtensionContext context) {
    classes--;
    if (classes == 0) {
      stop();
    }
  }

  @Override
  public synchronized void beforeEach(ExtensionContext context) {
    start();
  }

  @Override
  public synchronized void afterEach(ExtensionContext context) {
    if (classes == 0) {
      stop();
    }
  }

  private void start() {
    if (emulator == null) {
      FlyEmulator.Builder builder = FlyEmulator.builder();
      options.accept(builder);
      emulator = builder.start();
    }
  }

  private void stop() {
    FlyEmulator running = emulator;
    emulator = null;
    client = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type.equals(FlyClient.class) || type.equals(FlyEmulator.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(FlyClient.class) ? client() : emulator();
  }
}
