package dev.mcpfly.transport.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Over the pipes of a process. */
final class StdioCaller implements Caller {
  private final InputStream in;
  private final OutputStream out;
  private int last;

  StdioCaller(Process process) {
    in = new BufferedInputStream(process.getInputStream(), 1 << 16);
    out = process.getOutputStream();
  }

  @Override
  public String request(String method, String name, String params) throws IOException {
    int id = ++last;
    send(Messages.request(id, method, params));
    while (true) {
      String line = line();
      if (Messages.isAnswerTo(id, line)) {
        return line;
      }
    }
  }

  @Override
  public void initialize() throws IOException {
    request("initialize", "", Messages.INITIALIZE);
    send(Messages.INITIALIZED);
  }

  private void send(String message) throws IOException {
    out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException("The server closed its output");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
