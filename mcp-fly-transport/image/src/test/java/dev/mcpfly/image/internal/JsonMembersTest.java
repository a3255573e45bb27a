package dev.mcpfly.image.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {
  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonMembers parse(String text) {
    JsonMembers members = JsonMembers.parse(utf8(text));
    assertThat(members).isNotNull();
    return members;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"b\":1,\"a\":[1,2.50,-0.0,1E+400,12345678901234567890,true,false,null,\"x\",{},[]]}",
        "{\"url\":\"https://a/b\",\"\":\"\\u0000\\n\\\"\\\\\",\"ü\":\"日本 \uD83D\uDE00\"}",
        "{\"half\":\"\\uD83D\",\"other\":\"\\uDE00x\"}",
      })
  void writesBackWhatItRead(String text) {
    assertThat(new String(parse(text).toBytes(), StandardCharsets.UTF_8))
        .isEqualToIgnoringCase(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "1", "\"x\"", "{", "{}}", "{} {}", "{a:1}", "{'a':1}", "nope"})
  void returnsNullForWhatIsNotOneObject(String text) {
    assertThat(JsonMembers.parse(utf8(text))).isNull();
  }

  @Test
  void endsOnDeepNesting() {
    assertThat(JsonMembers.parse(utf8("{\"a\":" + "[".repeat(1_000_000)))).isNull();
    assertThat(JsonMembers.parseTexts("[".repeat(1_000_000))).isEmpty();
  }

  @Test
  void takesMembersOfAnotherTypeForAbsent() {
    JsonMembers members =
        parse(
            "{\"text\":\"t\",\"number\":7,\"huge\":1e3,\"list\":[\"a\",1,{\"b\":\"c\"}],\"no\":null}");

    assertThat(members.text("number")).isNull();
    assertThat(members.text("number", "x")).isEqualTo("x");
    assertThat(members.spelt("number")).isEqualTo("7");
    assertThat(members.spelt("list")).isEmpty();
    assertThat(members.number("number")).isEqualTo(7);
    assertThat(members.number("huge")).isNull();
    assertThat(members.number("text")).isNull();
    assertThat(members.texts("list")).containsExactly("a");
    assertThat(members.texts("text")).isEmpty();
    assertThat(members.objects("list")).hasSize(3);
    assertThat(members.objects("list").get(2).text("b")).isEqualTo("c");
    assertThat(members.object("list").names()).isEmpty();
    assertThat(members.has("no")).isTrue();
    assertThat(members.has("yes")).isFalse();
  }

  @Test
  void changesOneMemberAndKeepsTheOthers() {
    JsonMembers members = parse("{\"z\":0.10,\"Labels\":null,\"a\":{\"Env\":[7]},\"y\":[]}");

    members.objectToChange("Labels").put("l", "v");
    members.object("a").listToChange("Env").add("X=1");
    members.put("size", 3).put("list", List.of("p", new JsonMembers().put("q", "r")));
    members.remove("y");

    assertThat(new String(members.toBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"z\":0.10,\"Labels\":{\"l\":\"v\"},\"a\":{\"Env\":[7,\"X=1\"]},\"size\":3,"
                + "\"list\":[\"p\",{\"q\":\"r\"}]}");
  }
}
