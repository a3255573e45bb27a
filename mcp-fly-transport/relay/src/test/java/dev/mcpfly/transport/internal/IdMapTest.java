package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdMapTest {
  private final IdMap<String> map = new IdMap<>();

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 1.0",
    "1, \"1\"",
    "1, \"1.0\"",
    "\"1\", 1",
    "1e3, 1000",
    "1e3, \"1000\"",
    "\"a\", \"\\u0061\"",
    "9007199254740993, \"9007199254740993\"",
    "-1, \"-1\"",
  })
  void findsAnIdInAnySpelling(String id, String spelled) {
    map.add(id, "it");
    assertThat(map.find(spelled)).isEqualTo("it");
    assertThat(map.take(spelled)).isEqualTo("it");
    assertThat(map.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2",
    "1, \"2\"",
    "\"01\", 1",
    "\" 1\", 1",
    "1, null",
    "\"a\", \"A\"",
  })
  void doesNotConfuseIds(String id, String other) {
    map.add(id, "it");
    assertThat(map.take(other)).isNull();
  }

  @Test
  void prefersTheExactIdAndDoesNotGuessBetweenTwo() {
    map.add("1", "number");
    map.add("\"1\"", "text");
    assertThat(map.find("1.0")).isEqualTo("number");
    assertThat(map.find("\"1\"")).isEqualTo("text");
    assertThat(map.find("\"1.0\"")).isNull();
    assertThat(map.add("1.0", "again")).isFalse();
  }

  @Test
  void detectsAnEqualIdOfTheOtherType() {
    map.add("1", "number");
    assertThat(map.hasOtherSpelling("\"1\"")).isTrue();
    assertThat(map.hasOtherSpelling("\"1.0\"")).isTrue();
    assertThat(map.hasOtherSpelling("1")).isFalse();
    assertThat(map.hasOtherSpelling("\"x\"")).isFalse();
  }
}
