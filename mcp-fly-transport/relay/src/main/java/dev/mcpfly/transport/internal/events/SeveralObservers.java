package dev.mcpfly.transport.internal.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells each of several observers. */
final class SeveralObservers implements Observer {
  private final List<Observer> all;

  SeveralObservers(List<Observer> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public boolean wantsContents() {
    return all.stream().anyMatch(Observer::wantsContents);
  }

  @Override
  public void sessionOpened(ObservedSession session, String version) {
    all.forEach(each -> each.sessionOpened(session, version));
  }

  @Override
  public void sessionEnded(ObservedSession session) {
    all.forEach(each -> each.sessionEnded(session));
  }

  @Override
  public void callStarted(ObservedCall call) {
    all.forEach(each -> each.callStarted(call));
  }

  @Override
  public void callEnded(
      ObservedCall call,
      Outcome outcome,
      @Nullable String errorCode,
      int responseBytes,
      @Nullable String contents) {
    all.forEach(each -> each.callEnded(call, outcome, errorCode, responseBytes, contents));
  }

  @Override
  public void childStarted(String child, String principal) {
    all.forEach(each -> each.childStarted(child, principal));
  }

  @Override
  public void childExited(String child, int code, long uptimeNanos) {
    all.forEach(each -> each.childExited(child, code, uptimeNanos));
  }

  @Override
  public void signIn(String principal, boolean success) {
    all.forEach(each -> each.signIn(principal, success));
  }

  @Override
  public void refused(
      Reason reason,
      String method,
      @Nullable String name,
      String principal,
      String session,
      String address) {
    all.forEach(each -> each.refused(reason, method, name, principal, session, address));
  }

  @Override
  public void close() {
    all.forEach(Observer::close);
  }

  @Override
  public void unmatchedRule(String kind, String pattern) {
    all.forEach(each -> each.unmatchedRule(kind, pattern));
  }
}
