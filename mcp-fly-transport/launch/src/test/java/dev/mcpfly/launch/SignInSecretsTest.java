package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of the secrets that hold users and keys. */
class SignInSecretsTest {
  @ParameterizedTest
  @ValueSource(strings = {"ann", "Ann", "a_b", "a.b@c-d+e", "_", "_2E", "4", "._@+-", "_41"})
  void namesOfUsersAreReadBack(String name) {
    assertThat(SignInSecrets.user(name)).matches("MCP_FLY_OAUTH_USER_[A-Za-z0-9_]+");
    assertThat(SignInSecrets.userOf(SignInSecrets.user(name))).contains(name);
  }

  @Test
  void differentNamesHaveDifferentSecrets() {
    Random random = new Random(20_261_128);
    String letters = "aA1._@+-2E";
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      StringBuilder name = new StringBuilder();
      for (int j = 0; j <= random.nextInt(6); j++) {
        name.append(letters.charAt(random.nextInt(letters.length())));
      }
      names.add(name.toString());
    }
    assertThat(names.stream().map(SignInSecrets::user).distinct().count())
        .isEqualTo(names.stream().distinct().count());
    assertThat(names)
        .allSatisfy(
            name -> assertThat(SignInSecrets.userOf(SignInSecrets.user(name))).contains(name));
  }

  @Test
  void onlyUsersAreUsers() {
    assertThat(
            SignInSecrets.users(
                List.of(
                    "API", "MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_EPOCH_b", "MCP_FLY_OAUTH_USER_a")))
        .containsExactly("a");
  }

  @Test
  void theNewestKeyHasTheHighestNumber() {
    List<String> keys = List.of("MCP_FLY_OAUTH_KEY_10", "MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_KEY_9");
    assertThat(SignInSecrets.newestKey(keys)).contains("MCP_FLY_OAUTH_KEY_10");
    assertThat(SignInSecrets.nextKey(keys)).isEqualTo("MCP_FLY_OAUTH_KEY_11");
    assertThat(SignInSecrets.oldKeys(keys, 2)).containsExactly("MCP_FLY_OAUTH_KEY");
    assertThat(SignInSecrets.oldKeys(keys, 5)).isEmpty();
    assertThat(SignInSecrets.nextKey(List.of())).isEqualTo("MCP_FLY_OAUTH_KEY");
    assertThat(SignInSecrets.nextKey(List.of("MCP_FLY_OAUTH_KEY")))
        .isEqualTo("MCP_FLY_OAUTH_KEY_2");
    assertThat(SignInSecrets.newestKey(List.of("MCP_FLY_OAUTH_KEYS", "X"))).isEmpty();
  }
}
