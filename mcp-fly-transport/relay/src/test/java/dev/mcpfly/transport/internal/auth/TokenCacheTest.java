package dev.mcpfly.transport.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
  private static final long LIMIT = Duration.ofMinutes(5).toMillis();

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final TokenCache cache =
      new TokenCache(LIMIT, () -> java.time.Instant.ofEpochMilli(now.get()));

  private Caller until(long millis) {
    return new Caller("me", Set.of("mcp"), Map.of(), millis);
  }

  @Test
  void keepsATokenUntilItEndsAndNoLonger() {
    Caller caller = until(now.get() + 60_000);
    cache.put("token", caller);
    now.addAndGet(59_999);
    assertThat(cache.get("token")).isSameAs(caller);
    now.addAndGet(1);
    assertThat(cache.get("token")).isNull();
    assertThat(cache.size()).as("it is forgotten, too").isZero();
  }

  @Test
  void hasATokenVerifiedAgainAfterTheLimitHoweverLongItIsValid() {
    cache.put("token", until(Long.MAX_VALUE));
    now.addAndGet(LIMIT - 1);
    assertThat(cache.get("token")).isNotNull();
    now.addAndGet(1);
    assertThat(cache.get("token")).isNull();
  }

  @Test
  void isOfNoUseForATokenThatHasEndedAlready() {
    cache.put("token", until(now.get()));
    assertThat(cache.get("token")).isNull();
  }

  @Test
  void isBoundedAndForgetsTheTokensThatWereUsedLeastRecently() {
    Caller caller = until(Long.MAX_VALUE);
    cache.put("in use", caller);
    for (int i = 0; i < 20_000; i++) {
      cache.put("token " + i, caller);
      assertThat(cache.get("in use")).isSameAs(caller);
      assertThat(cache.size()).isLessThanOrEqualTo(4096);
    }
    assertThat(cache.get("token 0")).isNull();
    assertThat(cache.get("token 19999")).isSameAs(caller);
  }

  @Test
  void keepsADigestOfALongTokenAndTellsLongTokensApart() {
    String token = "x".repeat(60_000);
    assertThat(TokenCache.key(token)).hasSizeLessThan(100).isEqualTo(TokenCache.key(token));
    assertThat(TokenCache.key(token)).isNotEqualTo(TokenCache.key(token + "y"));
    assertThat(TokenCache.key("short")).isEqualTo("short");
  }
}
