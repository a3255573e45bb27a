package dev.mcpfly.launch;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes why a file or a host could not be used, for the end of a sentence. */
final class Causes {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_DEPTH = 10;

  private Causes() {}

  /** Returns a few words without names of classes. */
  static String of(Throwable failure) {
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return "the host name cannot be resolved";
    } else if (failure instanceof HttpConnectTimeoutException) {
      return "connecting took too long";
    } else if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    } else if (failure instanceof AccessDeniedException) {
      return "access is denied";
    } else if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    } else if (failure instanceof FileSystemException f && f.getReason() != null) {
      return Texts.excerpt(f.getReason(), MAX_LENGTH);
    }
    String text = failure.getMessage();
    if (failure instanceof ConnectException && (text == null || text.isBlank())) {
      return "the connection was refused";
    }
    if (text == null || text.isBlank()) {
      return failure.getCause() == null || failure.getCause() == failure
          ? "for an unknown reason"
          : of(failure.getCause());
    }
    return text.contains("PKIX path")
        ? "its TLS certificate is not trusted here"
        : Texts.excerpt(text, MAX_LENGTH);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MAX_DEPTH; i++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
