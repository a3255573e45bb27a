package dev.mcpfly.config;

import java.nio.file.Path;

/**
 * One of the places where a client's file may be.
 *
 * @param location the place
 * @param condition when it is the one
 */
record FileCandidate(PathTemplate location, Condition condition) {
  /** When a candidate is chosen. */
  enum Condition {
    /** When the location resolves. */
    ALWAYS,
    /** When the file is there. */
    FILE_EXISTS,
    /** When the directory is there. */
    DIRECTORY_EXISTS,
    /** When the file is there and holds servers. */
    HOLDS_SERVERS
  }

  static FileCandidate always(String template) {
    return new FileCandidate(new PathTemplate(template), Condition.ALWAYS);
  }

  static FileCandidate ifFile(String template) {
    return new FileCandidate(new PathTemplate(template), Condition.FILE_EXISTS);
  }

  static FileCandidate ifDirectory(String template) {
    return new FileCandidate(new PathTemplate(template), Condition.DIRECTORY_EXISTS);
  }

  static FileCandidate ifServers(String template) {
    return new FileCandidate(new PathTemplate(template), Condition.HOLDS_SERVERS);
  }

  /** Returns the location below a directory rather than on the host. */
  Path under(Path directory) {
    return directory.resolve(location.toString());
  }
}
