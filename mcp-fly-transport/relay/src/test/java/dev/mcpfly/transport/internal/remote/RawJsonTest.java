package dev.mcpfly.transport.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
  private static final long SEED = 20_261_129;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{} | {}",
        "{\"a\":1} | {a=1}",
        "{ \"a\" : 1 , \"b\" : [ 1 , 2 ] } | {a=1, b=[ 1 , 2 ]}",
        "{\"a\":{\"b\":{\"c\":[]}},\"d\":null} | {a={\"b\":{\"c\":[]}}, d=null}",
        "{\"a\":\"}\",\"b\":\"]\",\"c\":\"\\\"\"} | {a=\"}\", b=\"]\", c=\"\\\"\"}",
        "{\"a\":\"\\\\\",\"b\":1} | {a=\"\\\\\", b=1}",
        "{\"a,b\":1,\"c:d\":2} | {a,b=1, c:d=2}",
        "{\"\\u0061\":1} | {a=1}",
        "{\"\":0} | {=0}",
        "{\"a\":1,\"a\":2} | {a=2}",
        "{\"a\":-1.5e+3,\"b\":true,\"c\":false} | {a=-1.5e+3, b=true, c=false}",
        "{\"a\":[{\"b\":\"[\"},{}],\"c\":{}} | {a=[{\"b\":\"[\"},{}], c={}}",
        "[1] | {}",
        "\"{}\" | {}",
        "12 | {}"
      })
  void takesAnObjectApart(String json, String members) {
    assertThat(RawJson.members(json).toString()).isEqualTo(members);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[] | []",
        "[ ] | []",
        "[1,2] | [1, 2]",
        "[ \"a,b\" , {\"c\":[1]} , [ ] ] | [\"a,b\", {\"c\":[1]}, [ ]]",
        "[null,true] | [null, true]",
        "[\"]\"] | [\"]\"]",
        "[[[1]],[[2]]] | [[[1]], [[2]]]",
        "{\"a\":1} | []",
        "1 | []"
      })
  void takesAnArrayApart(String json, String elements) {
    assertThat(RawJson.elements(json).toString()).isEqualTo(elements);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "1", "true", "null", "{}", "[]"})
  void onlyAStringHasText(String json) {
    assertThat(RawJson.string(json)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {"\"a\" | a", "\"\\u00e4\\\"\" | ä\"", "\"😀\" | 😀", "\"\\ud83d\\ude00\" | 😀"})
  void readsTheTextOfAString(String json, String text) {
    assertThat(RawJson.string(json)).isEqualTo(text);
  }

  @Test
  void nothingHasNoParts() {
    assertThat(RawJson.members(null)).isEmpty();
    assertThat(RawJson.elements(null)).isEmpty();
  }

  @Test
  void putsRandomObjectsTogetherAsTheyWere() {
    Random random = new Random(SEED);
    for (int run = 0; run < 3_000; run++) {
      Map<String, String> members = new LinkedHashMap<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        members.put(key(random), value(random, 3));
      }
      String json = RawJson.object(members);
      assertThat(RawJson.members(json)).as("run %d, seed %d", run, SEED).isEqualTo(members);
      assertThat(RawJson.members(json.replace(",", " ,\t\n").replace("{", "{\r")).size())
          .isGreaterThanOrEqualTo(0);
    }
  }

  private static String key(Random random) {
    String[] keys = {"a", "", "\"", "\\", "{", "]", "a b", "ä", "😀", "\n", ":", ","};
    return keys[random.nextInt(keys.length)] + random.nextInt(9);
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> "null";
      case 1 -> String.valueOf(random.nextInt());
      case 2 -> "\"\\\"}]\\\\\"";
      case 3 -> "\"" + "x".repeat(random.nextInt(4)) + "\"";
      case 4 -> {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          elements.add(value(random, depth - 1));
        }
        yield "[" + String.join(",", elements) + "]";
      }
      default -> RawJson.object(Map.of(key(random), value(random, depth - 1)));
    };
  }
}
