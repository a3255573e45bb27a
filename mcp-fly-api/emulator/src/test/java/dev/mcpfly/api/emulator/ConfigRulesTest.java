package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigRulesTest {
  private final FlyEmulator emulator = FlyEmulator.builder().rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("rules");

  @AfterAll
  void close() {
    emulator.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                             | config.image is required
          {'image':7}                                                    | cannot unmarshal number into Go struct field config.image of type string
          {'image':'x','env':{'A':1}}                                    | config.env.* of type string
          {'image':'x','services':[{'internal_port':'80'}]}              | config.services[].internal_port of type int
          {'image':'x','services':[{'internal_port':0}]}                 | internal_port must be a port
          {'image':'x','services':[{'internal_port':80,'autostop':'no'}]}| unknown autostop 'no'
          {'image':'x','services':[{'internal_port':80,'ports':[{'port':1,'start_port':2,'end_port':3}]}]} | exclude each other
          {'image':'x','guest':{'cpu_kind':'shared','cpus':1,'memory_mb':128}}       | between 256 and 2048, not 128
          {'image':'x','guest':{'cpu_kind':'shared','cpus':1,'memory_mb':300}}       | multiple of 256
          {'image':'x','guest':{'cpu_kind':'performance','cpus':2,'memory_mb':1024}} | between 4096 and 16384
          {'image':'x','guest':{'cpus':99}}                              | guest.cpus must be between
          {'image':'x','size':'shared-cpu-1x','guest':{'cpus':1}}        | exclude each other
          {'image':'x','mounts':[{'volume':'a','path':'/a'},{'volume':'b','path':'/b'}]} | one mount at most
          {'image':'x','mounts':[{'volume':'a','path':'a'}]}             | mount path must be absolute
          {'image':'x','files':[{'guest_path':'a','raw_value':''}]}      | must be absolute
          {'image':'x','files':[{'guest_path':'/a'}]}                    | exactly one of
          {'image':'x','files':[{'guest_path':'/a','raw_value':'','secret_name':'b'}]} | exactly one of
          {'image':'x','env':{'A=B':'c'}}                                | not a valid variable name
          {'containers':[{'image':'x'}]}                                 | need a name and an image
          """)
  void whatTheApiRefusesIsRefused(String config, String message) {
    Rest.Answer refused = fly.post(app + "/machines", "{'config':" + config + "}").expect(400);
    assertThat(refused.text("/error")).contains(message);
    assertThat(emulator.counts().machines()).isZero();
  }

  @Test
  void returnsTheConfigWithTheApisDefaults() {
    String machine =
        fly.machine(
            app,
            "{'image':'ghcr.io/o/i:2','services':[{'internal_port':80,'autostop':'off'}],"
                + "'checks':{'c':{'interval':15000000000}},'guest':{'persist_rootfs':2}}");
    Rest.Answer shown = fly.get(machine);
    assertThat(shown.at("/config/services/0/autostop").isBoolean()).isTrue();
    assertThat(shown.at("/config/guest/memory_mb").asInt()).isEqualTo(256);
    assertThat(shown.at("/config/guest/persist_rootfs").asInt()).isEqualTo(2);
    assertThat(shown.at("/config/init").isObject()).isTrue();
    assertThat(shown.text("/image_ref/registry")).isEqualTo("ghcr.io");
    assertThat(shown.text("/image_ref/tag")).isEqualTo("2");
    assertThat(emulator.unknownFields()).isEmpty();
    fly.delete(machine + "?force=true").expect(200);
    fly.await(machine, "destroyed");
  }

  @Test
  void rejectsBodiesThatAreNotObjects() {
    assertThat(fly.post(app + "/machines", "[]").expect(400).text("/error"))
        .contains("cannot unmarshal array");
    fly.post(app + "/machines", "{").expect(400);
    fly.post(app + "/machines", "").expect(400);
  }
}
