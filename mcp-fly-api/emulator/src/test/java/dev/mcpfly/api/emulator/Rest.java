package dev.mcpfly.api.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Talks to an emulator with nothing but the JDK's own HTTP client. */
final class Rest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final String token;
  private final List<String> headers = new ArrayList<>();

  Rest(FlyEmulator emulator) {
    this(emulator.uri(), emulator.token());
  }

  Rest(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Returns a caller that sends one more header. */
  Rest with(String name, String value) {
    Rest more = new Rest(base, token);
    more.headers.addAll(headers);
    more.headers.add(name);
    more.headers.add(value);
    return more;
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer delete(String path) {
    return send("DELETE", path, "");
  }

  Answer post(String path, String json) {
    return send("POST", path, json);
  }

  Answer put(String path, String json) {
    return send("PUT", path, json);
  }

  /** Sends a request; JSON may be written with single quotes. */
  Answer send(String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(90))
            .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
    if (!token.isEmpty()) {
      request.header("Authorization", token.startsWith("FlyV1") ? token : "Bearer " + token);
    }
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    try {
      return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Makes an app, with an address. */
  String app(String name) {
    post("/v1/apps", "{'app_name':'" + name + "','org_slug':'personal'}").expect(201);
    return "/v1/apps/" + name;
  }

  /** Makes a machine and returns its path. */
  String machine(String app, String config) {
    return app + "/machines/" + create(app, config).text("/id");
  }

  Answer create(String app, String config) {
    return post(app + "/machines", "{'config':" + config + "}").expect(200);
  }

  /** Waits for a machine's state. */
  Answer await(String machine, String state) {
    return get(machine + "/wait?timeout=60&state=" + state).expect(200);
  }

  /** Reads JSON. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  /** One answer. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    Answer expect(int status) {
      if (status() != status) {
        throw new AssertionError(
            response.request().method()
                + " "
                + response.uri()
                + ": expected "
                + status
                + ", got "
                + status()
                + " "
                + body());
      }
      return this;
    }

    JsonNode json() {
      return Rest.json(body());
    }

    JsonNode at(String pointer) {
      return json().at(pointer);
    }

    String text(String pointer) {
      return at(pointer).asText();
    }
  }
}
