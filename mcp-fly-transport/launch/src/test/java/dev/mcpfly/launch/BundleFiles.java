package dev.mcpfly.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes MCPB bundles. */
final class BundleFiles {
  /** A server whose tools are named as its arguments and its token. */
  static final String NODE_SERVER =
      """
      let rest = '';
      const names = process.argv.slice(2).concat(process.env.TOKEN ? [process.env.TOKEN] : []);
      process.stdin.on('data', chunk => {
        rest += chunk;
        let end;
        while ((end = rest.indexOf('\\n')) >= 0) {
          const message = JSON.parse(rest.slice(0, end));
          rest = rest.slice(end + 1);
          if (message.id === undefined) continue;
          const result = message.method === 'initialize'
            ? {protocolVersion: message.params.protocolVersion, capabilities: {tools: {}}, serverInfo: {name: 'ping', version: '1'}}
            : message.method === 'tools/list'
              ? {tools: names.map(name => ({name, inputSchema: {type: 'object'}}))}
              : {};
          process.stdout.write(JSON.stringify({jsonrpc: '2.0', id: message.id, result}) + '\\n');
        }
      });
      """;

  private BundleFiles() {}

  static String plainManifest() {
    return """
    {"manifest_version":"0.4","name":"ping","version":"1.1.0",
     "server":{"type":"node","entry_point":"server/index.js","mcp_config":{
       "command":"node","args":["${__dirname}/server/index.js","next"],"env":{"TOKEN":"${user_config.token}"}}},
     "user_config":{"token":{"type":"string","title":"A token","sensitive":true,"required":true}}}
    """;
  }

  static byte[] zip(String... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
