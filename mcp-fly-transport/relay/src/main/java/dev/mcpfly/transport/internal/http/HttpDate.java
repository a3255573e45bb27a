package dev.mcpfly.transport.internal.http;

/**
 * The time in HTTP's words (RFC 9110, section 5.6.7): {@code Sun, 06 Nov 1994 08:49:37 GMT}. The
 * JDK's formatter is a hundred classes, for which the first answer would have to wait.
 */
final class HttpDate {
  private static final String[] DAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  private static final String[] MONTHS = {
    "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"
  };

  private static final int DAY = 86_400;

  /** From March 1 of the year 0 to January 1, 1970. */
  private static final int BEFORE_1970 = 719_468;

  private static final int DAYS_OF_400_YEARS = 146_097;

  private HttpDate() {}

  /** Formats seconds since 1970, of the years 1970 to 9999. */
  static String of(long epochSecond) {
    int days = (int) (epochSecond / DAY);
    int second = (int) (epochSecond % DAY);
    // Years that begin in March have the day that is not always there at their end.
    int all = days + BEFORE_1970;
    int ofEra = all % DAYS_OF_400_YEARS;
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / (DAYS_OF_400_YEARS - 1)) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int month = (5 * ofYear + 2) / 153;
    int dayOfMonth = ofYear - (153 * month + 2) / 5 + 1;
    int year = all / DAYS_OF_400_YEARS * 400 + yearOfEra + (month < 10 ? 0 : 1);
    StringBuilder text = new StringBuilder(29).append(DAYS[days % 7]).append(", ");
    two(text, dayOfMonth).append(' ').append(MONTHS[month]).append(' ');
    two(two(text, year / 100), year % 100).append(' ');
    two(text, second / 3600).append(':');
    two(text, second / 60 % 60).append(':');
    return two(text, second % 60).append(" GMT").toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
