package dev.mcpfly.transport.internal.remote;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one server, by which load balancers keep a session at one instance (RFC 6265).
 *
 * <p>Every request goes to one origin, so a cookie's domain is checked once, when it is set. Other
 * than {@link java.net.CookieManager}, which takes a cookie with {@code Max-Age} for one of RFC
 * 2965 and sends it back in quotes. Bounded and thread-safe.
 */
final class Cookies {
  private static final int MOST = 50;
  private static final int MAX_CHARS = 4_096;
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\\d{4}|\\d{2}) (\\d{1,2}):(\\d{2}):(\\d{2})");

  private record Cookie(
      String name, String value, String path, boolean secure, @Nullable Instant end) {
    boolean isSame(Cookie other) {
      return name.equals(other.name) && path.equals(other.path);
    }

    boolean isOver(Instant now) {
      return end != null && !end.isAfter(now);
    }

    boolean isFor(String target) {
      return target.equals(path)
          || (target.startsWith(path)
              && (path.endsWith("/") || target.charAt(path.length()) == '/'));
    }
  }

  private final InstantSource clock;
  private final List<Cookie> cookies = new ArrayList<>();

  Cookies(InstantSource clock) {
    this.clock = clock;
  }

  /** Keeps the cookies of a response; one that cannot be read, or is another host's, is none. */
  synchronized void keep(URI from, List<String> setCookies) {
    for (String text : setCookies) {
      Cookie cookie = read(from, text);
      if (cookie == null) {
        continue;
      }
      cookies.removeIf(cookie::isSame);
      if (!cookie.isOver(clock.instant())) {
        cookies.add(cookie);
        if (cookies.size() > MOST) {
          cookies.remove(0);
        }
      }
    }
  }

  /** Returns the value of the {@code Cookie} header for a request, or an empty string. */
  synchronized String header(URI target) {
    Instant now = clock.instant();
    cookies.removeIf(cookie -> cookie.isOver(now));
    List<String> pairs = new ArrayList<>();
    boolean tls = "https".equalsIgnoreCase(target.getScheme());
    cookies.stream()
        .filter(cookie -> (tls || !cookie.secure) && cookie.isFor(path(target)))
        .sorted(Comparator.comparingInt((Cookie cookie) -> cookie.path.length()).reversed())
        .forEach(cookie -> pairs.add(cookie.name + "=" + cookie.value));
    return String.join("; ", pairs);
  }

  private static String path(URI uri) {
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  private @Nullable Cookie read(URI from, String text) {
    Iterator<String> parts = List.of(text.split(";", -1)).iterator();
    String pair = parts.next();
    int equals = pair.indexOf('=');
    String name = equals < 0 ? "" : pair.substring(0, equals).strip();
    String value = pair.substring(equals + 1).strip();
    if (name.isEmpty() || pair.length() > MAX_CHARS || !isPlain(name) || !isPlain(value)) {
      return null;
    }
    String own = path(from);
    String path = own.substring(0, Math.max(1, own.lastIndexOf('/')));
    boolean secure = false;
    Instant expires = null;
    Instant maxAge = null;
    while (parts.hasNext()) {
      String part = parts.next();
      int at = part.indexOf('=');
      String key = (at < 0 ? part : part.substring(0, at)).strip().toLowerCase(Locale.ROOT);
      String given = at < 0 ? "" : part.substring(at + 1).strip();
      switch (key) {
        case "path" -> path = given.startsWith("/") && isPlain(given) ? given : path;
        case "secure" -> secure = true;
        case "expires" -> expires = date(given);
        case "max-age" -> maxAge = given.matches("-?[0-9]{1,9}") ? after(given) : maxAge;
        case "domain" -> {
          if (!given.isEmpty() && !matches(from, given.toLowerCase(Locale.ROOT))) {
            return null;
          }
        }
        default -> {
          // HttpOnly and SameSite are for browsers.
        }
      }
    }
    return new Cookie(name, value, path, secure, maxAge == null ? expires : maxAge);
  }

  private Instant after(String seconds) {
    return clock.instant().plus(Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /** What a header can carry. */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  private static boolean matches(URI from, String domain) {
    String host = String.valueOf(from.getHost()).toLowerCase(Locale.ROOT);
    String bare = domain.startsWith(".") ? domain.substring(1) : domain;
    return host.equals(bare) || (host.endsWith("." + bare) && !host.matches("[0-9.]+"));
  }

  private static @Nullable Instant date(String text) {
    Matcher date = DATE.matcher(text.toLowerCase(Locale.ROOT));
    int month = date.find() ? MONTHS.indexOf(date.group(2)) : -1;
    if (month < 0 || month % 3 != 0) {
      return null;
    }
    int year = Integer.parseInt(date.group(3));
    int century = date.group(3).length() > 2 ? 0 : year < 70 ? 2000 : 1900;
    try {
      return LocalDateTime.of(
              century + year,
              month / 3 + 1,
              Integer.parseInt(date.group(1)),
              Integer.parseInt(date.group(4)),
              Integer.parseInt(date.group(5)),
              Integer.parseInt(date.group(6)))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
