package dev.mcpfly.transport.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.relay.MachineSeal.Kind;
import dev.mcpfly.transport.internal.relay.MachineSeal.Sealed;
import org.junit.jupiter.api.Test;

/** Ids that lead back to a Machine, and who cannot use them. */
class MachineSealTest {
  private final MachineSeal seal = new MachineSeal("m1aa", "a random secret of the app");

  @Test
  void opensWhatItHasMade() {
    String id = seal.seal(Kind.SESSION, "abc", "alice");
    assertThat(seal.open(Kind.SESSION, id, "alice")).isEqualTo(new Sealed("m1aa", "abc"));
  }

  @Test
  void anIdOfOneKindIsOfNoUseAsAnother() {
    for (Kind made : Kind.values()) {
      String id = seal.sealText(made, "abc", "alice");
      for (Kind used : Kind.values()) {
        assertThat(seal.openText(used, id, "alice") != null)
            .as(made + " " + used)
            .isEqualTo(made == used);
      }
    }
  }

  @Test
  void partsOfAnIdCannotBeTakenForThePrincipal() {
    String id = seal.seal(Kind.TASK, "abc", "x\0bob");
    String tag = id.substring(id.lastIndexOf('.') + 1);
    assertThat(seal.open(Kind.TASK, "abc\0x.m1aa." + tag, "bob")).isNull();
    assertThat(seal.open(Kind.TASK, id, "bob")).isNull();
  }

  @Test
  void knowsNoIdThatWasChanged() {
    String id = seal.seal(Kind.SESSION, "abc", "alice");
    for (String other :
        new String[] {
          "",
          ".",
          "..",
          "a.b",
          id + "x",
          "x" + id,
          id.replace("m1aa", "m2bb"),
          "m1aa." + id,
          id + "="
        }) {
      assertThat(seal.open(Kind.SESSION, other, "alice")).as(other).isNull();
    }
    assertThat(seal.open(Kind.SESSION, id, "bob")).isNull();
    assertThat(new MachineSeal("m1aa", "another secret of an app").open(Kind.SESSION, id, "alice"))
        .isNull();
  }
}
