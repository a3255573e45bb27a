package dev.mcpfly.launch;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;

/**
 * An nginx in front of the server, as a second container of the same machine. It admits only
 * authorized callers, for servers that do not check them; it limits each caller's rate; and it does
 * not buffer streams. Immutable.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ReverseProxy {
  private static final String IMAGE = "nginx:1.28-alpine";

  private final String image;
  private final int requestsPerSecond;
  private final int burst;
  private final Duration readTimeout;

  private ReverseProxy(String image, int requestsPerSecond, int burst, Duration readTimeout) {
    this.image = image;
    this.requestsPerSecond = requestsPerSecond;
    this.burst = burst;
    this.readTimeout = readTimeout;
  }

  /**
   * Returns an nginx that lets each caller send 20 requests a second with bursts of 40, and cuts a
   * stream that is silent for an hour.
   */
  public static ReverseProxy nginx() {
    return new ReverseProxy(IMAGE, 20, 40, Duration.ofHours(1));
  }

  /**
   * Returns this proxy from another image.
   *
   * @param reference an image of nginx that reads {@code /etc/nginx/conf.d/default.conf}
   * @throws InvalidLaunchException if the reference is empty or has blanks
   */
  public ReverseProxy image(String reference) {
    if (!Given.value("image", reference).matches("\\S{1,500}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid image; use one such as nginx:1.28-alpine."
              .formatted(Texts.shown(reference)));
    }
    return new ReverseProxy(reference, requestsPerSecond, burst, readTimeout);
  }

  /**
   * Returns this proxy with another limit for each caller's address; beyond it requests are
   * answered 429.
   *
   * @param perSecond how many requests a second, 1 or more
   * @param burst how many more at once, 0 or more
   * @throws InvalidLaunchException if a number is less
   */
  public ReverseProxy rateLimit(int perSecond, int burst) {
    if (perSecond < 1 || burst < 0) {
      throw new InvalidLaunchException(
          "rateLimit must be at least 1 request a second with a burst of at least 0, but was %d with %d."
              .formatted(perSecond, burst));
    }
    return new ReverseProxy(image, perSecond, burst, readTimeout);
  }

  /**
   * Returns this proxy with another limit for how long a stream may be silent.
   *
   * @param timeout the time, in whole seconds, 1 s or more
   * @throws InvalidLaunchException if it is less
   */
  public ReverseProxy readTimeout(Duration timeout) {
    Given.value("timeout", timeout);
    if (timeout.toSeconds() < 1) {
      throw new InvalidLaunchException(
          "readTimeout must be at least 1 s, but was %s.".formatted(Texts.of(timeout)));
    }
    return new ReverseProxy(image, requestsPerSecond, burst, timeout);
  }

  String image() {
    return image;
  }

  int requestsPerSecond() {
    return requestsPerSecond;
  }

  int burst() {
    return burst;
  }

  Duration readTimeout() {
    return readTimeout;
  }
}
