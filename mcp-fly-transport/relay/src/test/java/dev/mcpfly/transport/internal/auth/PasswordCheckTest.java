package dev.mcpfly.transport.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PasswordCheckTest {
  private static String check(PasswordCheck passwords, String name, String password) {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    passwords.check(
        name,
        password,
        new PasswordCheck.Outcome() {
          @Override
          public void checked(User user) {
            outcome.complete(user == null ? "wrong" : user.name());
          }

          @Override
          public void later(int seconds) {
            outcome.complete("later");
          }
        });
    return outcome.join();
  }

  @Test
  void checkingAnUnknownNameCostsAsMuchAsAKnownOne() {
    User me = new User("me", 0, Passwords.hash("secret", 1000));
    PasswordCheck passwords = new PasswordCheck(Map.of("me", me), InstantSource.system());
    try {
      List<String> known = new ArrayList<>();
      List<String> unknown = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        known.add(check(passwords, "me", "wrong"));
      }
      long forKnown = passwords.hashed();
      for (int i = 0; i < 12; i++) {
        unknown.add(check(passwords, "nobody", "wrong"));
      }
      assertThat(known).isEqualTo(unknown).contains("wrong", "later");
      assertThat(passwords.hashed() - forKnown).isEqualTo(forKnown).isEqualTo(10_000);
    } finally {
      passwords.close();
    }
  }

  @Test
  void costsTheSameForUsersWhoseHashesAreNotEquallyExpensive() {
    PasswordCheck passwords =
        new PasswordCheck(
            Map.of(
                "old",
                new User("old", 0, Passwords.hash("secret", 1000)),
                "new",
                new User("new", 0, Passwords.hash("secret", 3000))),
            InstantSource.system());
    try {
      for (String name : List.of("old", "new", "nobody")) {
        for (String password : List.of("wrong", "secret")) {
          long before = passwords.hashed();
          check(passwords, name, password);
          assertThat(passwords.hashed() - before).as(name + " " + password).isEqualTo(3000);
        }
      }
    } finally {
      passwords.close();
    }
  }

  @Test
  void acceptsNoPasswordForAnUnknownName() {
    PasswordCheck passwords =
        new PasswordCheck(
            Map.of("me", new User("me", 0, Passwords.hash("secret", 1000))),
            InstantSource.system());
    try {
      assertThat(check(passwords, "me", "secret")).isEqualTo("me");
      for (String password : List.of("", "secret", "\0", "me")) {
        assertThat(check(passwords, "nobody", password)).isEqualTo("wrong");
      }
    } finally {
      passwords.close();
    }
  }
}
