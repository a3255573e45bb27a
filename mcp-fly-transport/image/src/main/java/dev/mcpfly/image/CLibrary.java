package dev.mcpfly.image;

/** The C library of an image, which decides what programs run in it. */
public enum CLibrary {
  /** The GNU C library: Debian, Ubuntu, Fedora, distroless/base, Wolfi. */
  GLIBC("the GNU C library"),

  /** musl: Alpine. */
  MUSL("musl"),

  /** No known C library: scratch, distroless/static. */
  NONE("no C library that a JRE is made for");

  private final String text;

  CLibrary(String text) {
    this.text = text;
  }

  /** Returns a readable name. */
  @Override
  public String toString() {
    return text;
  }
}
