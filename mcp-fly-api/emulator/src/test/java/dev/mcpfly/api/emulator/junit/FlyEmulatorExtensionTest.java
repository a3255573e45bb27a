package dev.mcpfly.api.emulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension in its places: a static field, an instance field, and the class itself. */
@Timeout(60)
class FlyEmulatorExtensionTest {
  @Test
  void explainsWhatToDoWhenNoTestRuns() {
    assertThatThrownBy(() -> FlyEmulatorExtension.create().client())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@RegisterExtension");
  }

  @Nested
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class InStaticField {
    @RegisterExtension
    static final FlyEmulatorExtension FLY =
        FlyEmulatorExtension.create(options -> options.org("mine").clock(EmulatorClock.held()));

    @BeforeAll
    static void takesParametersBeforeAll(FlyClient client, FlyEmulator emulator) {
      client.apps().create("before-all", a -> a.org("mine"));
      assertThat(emulator.clock()).isInstanceOf(HeldClock.class);
    }

    @Test
    @Order(1)
    void sharesOneEmulatorAmongTests(FlyClient client) {
      client.apps().create("first", a -> a.org("mine"));
      assertThat(client).isSameAs(FLY.client());
    }

    @Test
    @Order(2)
    void seesWhatAnEarlierTestLeft(FlyEmulator emulator) {
      assertThat(FLY.client().apps().list("mine")).hasSize(2);
      assertThat(emulator).isSameAs(FLY.emulator());
    }

    @Nested
    class AndInNestedClasses {
      @Test
      void sharesItToo() {
        assertThat(FLY.client().apps().list("mine")).isNotEmpty();
      }
    }
  }

  private static final Set<FlyEmulator> SEEN = new HashSet<>();

  @Nested
  class InInstanceField {
    @RegisterExtension final FlyEmulatorExtension fly = FlyEmulatorExtension.create();

    @BeforeEach
    void takesParametersBeforeEach(FlyClient client) {
      client.apps().create("mine", a -> a.org("personal"));
    }

    @Test
    void startsOneForThisTest() {
      assertThat(SEEN.add(fly.emulator())).isTrue();
      assertThat(fly.client().apps().list("personal")).hasSize(1);
    }

    @Test
    void startsAnotherForThatTest() {
      assertThat(SEEN.add(fly.emulator())).isTrue();
      assertThat(fly.client().apps().list("personal")).hasSize(1);
    }
  }

  @Nested
  @ExtendWith(FlyEmulatorExtension.class)
  class AtTheClass {
    @Test
    void resolvesParameters(FlyClient client, FlyEmulator emulator) {
      client.apps().create("mine", a -> a.org("personal"));
      assertThat(emulator.counts().apps()).isEqualTo(1);
    }
  }
}
