package dev.mcpfly.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Describes why a file could not be read or written. */
final class FailureReasons {
  private FailureReasons() {}

  static String of(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return named(f.getReason());
    } else if (e instanceof AccessDeniedException) {
      return "access denied";
    } else if (e instanceof NoSuchFileException f) {
      return f.getFile() + " does not exist";
    } else if (e instanceof DirectoryNotEmptyException f) {
      return "the directory " + f.getFile() + " is not empty";
    } else if (e instanceof FileSystemLoopException) {
      return "its links lead in a circle";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : named(message);
  }

  private static String named(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("disk space")
        || lower.contains("space on the disk")) {
      return "the disk is full";
    } else if (lower.contains("quota")) {
      return "the disk quota is used up";
    }
    return Visible.line(message);
  }
}
