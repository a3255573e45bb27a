package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OrgListTest {
  private final HeldClock clock = EmulatorClock.held();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .clock(clock)
          .delays(LifecycleDelays.none())
          .rateLimits(false)
          .emptyPages(true)
          .errorRegions("syd")
          .start();
  private final Rest fly = new Rest(emulator);
  private int pages;
  private int empty;

  @AfterEach
  void close() {
    emulator.close();
  }

  private List<JsonNode> all(String kind, String query) {
    List<JsonNode> found = new ArrayList<>();
    String cursor = "";
    do {
      Rest.Answer page =
          fly.get("/v1/orgs/personal/" + kind + "?limit=4" + query + "&cursor=" + cursor)
              .expect(200);
      pages++;
      empty += page.at("/" + kind).isEmpty() ? 1 : 0;
      page.at("/" + kind).forEach(found::add);
      assertThat(page.text("/error_regions/0")).isEqualTo("syd");
      cursor = page.json().has("next_cursor") ? page.text("/next_cursor") : "";
    } while (!cursor.isEmpty());
    return found;
  }

  private void create(String app, String region) {
    fly.post(app + "/machines", "{'region':'" + region + "','config':{'image':'x'}}").expect(200);
  }

  @Test
  void pagesAreWalkedAcrossAppsAndEmptyOnes() {
    for (String app : List.of(fly.app("one"), fly.app("two"))) {
      for (int i = 0; i < 5; i++) {
        create(app, "fra");
      }
    }
    create("/v1/apps/one", "syd");
    List<JsonNode> machines = all("machines", "");
    assertThat(machines)
        .hasSize(10)
        .allMatch(machine -> machine.at("/config/image").asText().equals("x"))
        .extracting(machine -> machine.at("/id").asText())
        .doesNotHaveDuplicates();
    assertThat(pages).isEqualTo(6);
    assertThat(empty).isEqualTo(3);
  }

  @Test
  void filtersNarrowTheList() {
    String app = fly.app("one");
    create(app, "fra");
    create(app, "ord");
    clock.advance(Duration.ofHours(1));
    create(app, "ord");
    String stopped = fly.machine(app, "{'image':'x'}");
    fly.post(stopped + "/stop", "").expect(200);
    assertThat(all("machines", "&region=ord")).hasSize(2);
    assertThat(all("machines", "&state=stopped")).hasSize(1);
    assertThat(all("machines", "&state=stopped,started")).hasSize(4);
    assertThat(all("machines", "&updated_after=2026-01-01T00:30:00Z")).hasSize(2);
    assertThat(all("machines", "&summary=true")).allMatch(machine -> !machine.has("config"));
    fly.delete(stopped).expect(200);
    assertThat(all("machines", "")).hasSize(3);
    assertThat(all("machines", "&include_deleted=true")).hasSize(4);
    fly.get("/v1/orgs/personal/machines?updated_after=yesterday").expect(400);
    for (String cursor : List.of("%25%25", "nope", "bm9wZQ", "IA", "MjAyNi0wMS0wMSBh")) {
      assertThat(fly.get("/v1/orgs/personal/machines?cursor=" + cursor).expect(400).text("/error"))
          .startsWith("invalid_argument: cursor '")
          .endsWith("' is not valid");
    }
    fly.get("/v1/orgs/nobody/machines").expect(404);
  }

  @Test
  void volumesAreListedTheSameWay() {
    String app = fly.app("one");
    for (int i = 0; i < 5; i++) {
      fly.post(app + "/volumes", "{'name':'v" + i + "','region':'lhr'}").expect(200);
    }
    assertThat(all("volumes", "&region=lhr"))
        .hasSize(5)
        .allMatch(volume -> volume.at("/app_name").asText().equals("one"));
    assertThat(all("volumes", "&region=ord")).isEmpty();
  }
}
