package dev.mcpfly.config.internal.secret;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Values that are known to be secret, because of where they stand: they are hidden wherever else
 * they are, line by line, and also in base64 or percent signs.
 */
public final class KnownSecrets {
  /** From how many characters on a value is looked for, if its name tells that it is a secret. */
  private static final int SHORTEST_NAMED = 4;

  /** From how many on, if it could be any word. */
  private static final int SHORTEST = 8;

  private static final int MOST = 500;

  private final Charset charset;
  private final Set<String> forms = new LinkedHashSet<>();

  /**
   * Creates an empty collection.
   *
   * @param charset how the characters of the text are bytes
   */
  public KnownSecrets(Charset charset) {
    this.charset = charset;
  }

  /**
   * Adds a value as it stands in a text, without the quotes around it.
   *
   * @param named whether its name tells that it is a secret
   */
  public void add(String raw, boolean named) {
    int shortest = named ? SHORTEST_NAMED : SHORTEST;
    String plain = LooseLine.unescaped(raw);
    addForms(withoutScheme(plain), shortest);
    for (String line : raw.split("\\\\n|\\\\r|\\n|\\r", -1)) {
      addForm(withoutScheme(line.strip()), shortest);
    }
    plain.lines().forEach(line -> addForms(withoutScheme(line.strip()), shortest));
  }

  private static String withoutScheme(String value) {
    for (String scheme : new String[] {"Bearer ", "Basic ", "Token ", "FlyV1 "}) {
      if (value.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return value.substring(scheme.length()).strip();
      }
    }
    return value;
  }

  private void addForms(String value, int shortest) {
    if (value.length() < shortest) {
      return;
    }
    addForm(value, shortest);
    byte[] bytes = value.getBytes(charset);
    addForm(Base64.getEncoder().withoutPadding().encodeToString(bytes), shortest);
    addForm(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), shortest);
    String percent =
        URLEncoder.encode(new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    addForm(percent, shortest);
    addForm(percent.replace("+", "%20"), shortest);
  }

  private void addForm(String form, int shortest) {
    if (form.length() >= shortest
        && forms.size() < MOST
        && !SecretWords.isReference(form, 0, form.length())) {
      forms.add(form);
    }
  }

  /** Adds where the values are in a part of a text. */
  public void find(String text, int from, int to, SecretSpans spans) {
    String part = text.substring(from, to);
    for (String form : forms) {
      for (int at = part.indexOf(form); at >= 0; at = part.indexOf(form, at + form.length())) {
        spans.add(from + at, from + at + form.length());
      }
    }
  }
}
