package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.TokenInfo;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Information about tokens, and tokens that a machine can request. */
public final class Tokens {
  private final CallEngine engine;

  Tokens(CallEngine engine) {
    this.engine = engine;
  }

  /**
   * Returns what this client's token gives access to: {@code GET /v1/tokens/current}. The cheapest
   * way to find out its organization.
   */
  public List<TokenInfo> current() {
    return engine
        .send(new OperationCall(FlyOperation.TOKENS_CURRENT))
        .wrappedList(TokenInfo::new, "tokens");
  }

  /**
   * Returns the token that this client sends, as it was given to it: a secret. Use it for other Fly
   * services that accept the same token, such as the image registry. Sends no request.
   *
   * @throws MissingTokenException if there is none, as at a Unix socket
   */
  public String value() {
    String token = engine.token();
    if (token == null) {
      throw new MissingTokenException(
          "This client uses a Unix socket and has no token; give one to"
              + " FlyClient.builder().token(…).",
          Failure.NONE);
    }
    return token;
  }

  /**
   * Checks the tokens of an {@code Authorization} header: {@code POST /v1/tokens/authenticate}.
   *
   * @throws ApiException.BadRequest if they are not valid
   */
  public List<TokenInfo.Verified> authenticate(String header) {
    return engine
        .send(
            new OperationCall(FlyOperation.TOKENS_AUTHENTICATE)
                .body(JsonObject.of("header", header)))
        .list(TokenInfo.Verified::new);
  }

  /**
   * Checks whether the tokens of an {@code Authorization} header grant an access: {@code POST
   * /v1/tokens/authorize}.
   *
   * @throws ApiException.Forbidden if they do not
   * @throws ApiException.BadRequest if they are not valid
   * @throws InvalidRequestException if the access does not say what it is part of
   */
  public TokenInfo.Authorization authorize(String header, Consumer<Access> access) {
    Access wanted = new Access();
    access.accept(wanted);
    return engine
        .send(
            new OperationCall(FlyOperation.TOKENS_AUTHORIZE)
                .body(JsonObject.of("header", header).with("access", wanted.build())))
        .as(TokenInfo.Authorization::new);
  }

  /**
   * Returns a token for Fly's key service: {@code POST /v1/tokens/kms}. Only from inside a machine.
   */
  public String kms() {
    return engine.send(new OperationCall(FlyOperation.TOKENS_REQUEST_KMS)).text();
  }

  /**
   * Returns an OpenID Connect token of this machine, for the organization's own audience: {@code
   * POST /v1/tokens/oidc}. Only from inside a machine.
   */
  public String oidc() {
    return oidc(JsonObject.empty());
  }

  /**
   * Returns an OpenID Connect token of this machine: {@code POST /v1/tokens/oidc}. Only from inside
   * a machine.
   *
   * @param audience who the token is for
   */
  public String oidc(String audience) {
    return oidc(JsonObject.of("aud", Rules.notBlank("aud", audience)));
  }

  /** Returns an OpenID Connect token of this machine, optionally with AWS principal tags. */
  public String oidc(String audience, boolean awsPrincipalTags) {
    return oidc(
        JsonObject.of("aud", Rules.notBlank("aud", audience))
            .with("aws_principal_tags", awsPrincipalTags));
  }

  private String oidc(JsonObject body) {
    return engine.send(new OperationCall(FlyOperation.TOKENS_REQUEST_OIDC).body(body)).text();
  }

  /** The access that tokens are checked for: the actions and their target. */
  public static final class Access extends JsonFields<Access> {
    /** Fields that are valid only together with another field, by that. */
    private static final Map<String, String> PART_OF =
        Map.of(
            "app_feature", "app_name",
            "machine_feature", "machine_id",
            "command", "machine_id",
            "org_feature", "org_slug",
            "storage_object", "org_slug");

    Access() {
      super(JsonObject.empty());
    }

    /** Sets the actions; all of them must be allowed. */
    public Access action(Action... actions) {
      StringBuilder letters = new StringBuilder();
      for (Action action : Action.values()) {
        if (List.of(actions).contains(action)) {
          letters.append(action.letter());
        }
      }
      return put("action", Rules.notBlank("access.action", letters.toString()));
    }

    /** Names the organization, by its slug. */
    public Access org(String slug) {
      return put("org_slug", Rules.notBlank("access.org_slug", slug));
    }

    /** Names a part of the organization: {@code wg}, {@code builder}, {@code billing} and so on. */
    public Access orgFeature(String feature) {
      return put("org_feature", Rules.notBlank("access.org_feature", feature));
    }

    /** Names the app. */
    public Access app(String name) {
      return put("app_name", Rules.notBlank("access.app_name", name));
    }

    /** Names a part of the app: {@code images} are its images in Fly's registry. */
    public Access appFeature(String feature) {
      return put("app_feature", Rules.notBlank("access.app_feature", feature));
    }

    /** Names the machine, by its id. */
    public Access machine(String id) {
      return put("machine_id", Rules.notBlank("access.machine_id", id));
    }

    /** Names a part of the machine: {@code metadata}, {@code oidc} or {@code kmstoken}. */
    public Access machineFeature(String feature) {
      return put("machine_feature", Rules.notBlank("access.machine_feature", feature));
    }

    /** Names the command that is to be executed in the machine. */
    public Access command(String... words) {
      return put("command", List.of(words));
    }

    /** Names the volume, by its id. */
    public Access volume(String id) {
      return put("volume_id", Rules.notBlank("access.volume_id", id));
    }

    /** Names the object in the organization's storage. */
    public Access storageObject(String name) {
      return put("storage_object", Rules.notBlank("access.storage_object", name));
    }

    /** Names the GraphQL mutation. */
    public Access mutation(String name) {
      return put("mutation", Rules.notBlank("access.mutation", name));
    }

    /** Names the machine that sends the request, by its id. */
    public Access sourceMachine(String id) {
      return put("source_machine", Rules.notBlank("access.source_machine", id));
    }

    JsonObject build() {
      PART_OF.forEach(
          (part, whole) -> {
            if (has(part) && !has(whole)) {
              throw new InvalidRequestException(
                  "access." + part, json().get(part), "must be set together with access." + whole);
            }
          });
      return json();
    }

    /** An action that a token can allow. */
    public enum Action {
      /** Reading. */
      READ('r'),
      /** Changing existing resources. */
      WRITE('w'),
      /** Creating resources. */
      CREATE('c'),
      /** Deleting resources. */
      DELETE('d'),
      /** Starting, stopping and similar actions. */
      CONTROL('C');

      private final char letter;

      Action(char letter) {
        this.letter = letter;
      }

      /** Returns the letter that the API has for it. */
      char letter() {
        return letter;
      }
    }
  }
}
