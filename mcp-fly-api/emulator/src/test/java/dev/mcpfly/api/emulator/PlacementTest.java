package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlacementTest {
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .rateLimits(false)
          .regions("ord", "fra", "lhr", "moon")
          .capacity("fra", 1)
          .start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("placed");

  @AfterEach
  void close() {
    emulator.close();
  }

  private Rest.Answer create(String region) {
    return fly.post(app + "/machines", "{'region':'" + region + "','config':{'image':'x'}}");
  }

  @Test
  void aMachineGoesToTheFirstRegionWithRoom() {
    assertThat(create("").expect(200).text("/region")).isEqualTo("ord");
    assertThat(create("fra,lhr").expect(200).text("/region")).isEqualTo("fra");
    assertThat(create("fra,lhr").expect(200).text("/region")).isEqualTo("lhr");
    assertThat(create("eu").expect(200).text("/region")).isEqualTo("lhr");
    assertThat(create("us").expect(200).text("/region")).isEqualTo("ord");
    Rest.Answer full = create("fra").expect(422);
    assertThat(full.text("/status")).isEqualTo("insufficient_capacity");
    assertThat(full.text("/error")).isEqualTo("could not find a candidate host");
    create("iad").expect(400);
  }

  @Test
  void placementsShowWhereThereIsCapacity() {
    Rest.Answer regions = fly.get("/v1/platform/regions").expect(200);
    assertThat(regions.at("/Regions")).hasSize(4);
    assertThat(regions.text("/Nearest")).isEqualTo("ord");
    Rest.Answer placed =
        fly.post("/v1/platform/placements", "{'org_slug':'personal','region':'fra,lhr','count':3}")
            .expect(200);
    assertThat(placed.at("/regions"))
        .extracting(r -> r.at("/region").asText() + r.at("/count").asInt())
        .containsExactly("fra1", "lhr2");
    create("fra").expect(200);
    fly.post("/v1/platform/placements", "{'org_slug':'personal','region':'fra'}").expect(422);
    fly.post("/v1/platform/placements", "{}").expect(400);
  }

  @Test
  void addressesAreAssignedAndReleased() {
    String path = app + "/ip_assignments";
    String shared = fly.post(path, "{'type':'shared_v4'}").expect(200).text("/ip");
    assertThat(fly.post(path, "{'type':'shared_v4'}").expect(200).text("/ip")).isEqualTo(shared);
    String v6 = fly.post(path, "{'type':'v6'}").expect(200).text("/ip");
    Rest.Answer flycast = fly.post(path, "{'type':'private_v6'}").expect(200);
    assertThat(flycast.text("/ip")).startsWith("fdaa:");
    assertThat(flycast.text("/network/org_slug")).isEqualTo("personal");
    Rest.Answer pair = fly.post(path, "{'type':'egress_pair'}").expect(200);
    assertThat(pair.at("/ip").isNull()).isTrue();
    assertThat(pair.text("/ip_pair/v6")).contains(":");
    assertThat(fly.get(path).at("/ips")).hasSize(4);
    fly.delete(path + "/" + v6.replace(":", "%3A")).expect(204);
    fly.delete(path + "/" + v6).expect(404);
    assertThat(emulator.counts().ips()).isEqualTo(3);
    fly.post(path, "{'type':'v5'}").expect(400);
    assertThat(fly.post(path, "{'type':'private_v6','network':'other'}").expect(400).text("/error"))
        .isEqualTo("network not found");
  }

  @Test
  void networkPoliciesAreStored() {
    String path = app + "/network_policies";
    String policy =
        "'name':'web','selector':{'all':true},'rules':[{'action':'allow','direction':'ingress',"
            + "'ports':[{'protocol':'tcp','port':80}]}]";
    String id = fly.post(path, "{" + policy + "}").expect(201).text("/id");
    fly.post(path, "{" + policy.replace("web", "api") + ",'id':'" + id + "'}").expect(200);
    assertThat(fly.get(path + "/").expect(200).json()).hasSize(1);
    assertThat(fly.get(path).text("/0/name")).isEqualTo("api");
    fly.post(path, "{" + policy + ",'id':'none'}").expect(404);
    fly.post(path, "{" + policy.replace("allow", "deny") + "}").expect(400);
    fly.post(path, "{'name':'x'}").expect(400);
    fly.delete(path + "/" + id).expect(204);
    fly.delete(path + "/" + id).expect(404);
  }
}
