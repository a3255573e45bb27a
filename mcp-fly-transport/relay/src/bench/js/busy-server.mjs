// A stdio MCP server for a relay under load: answers at once, in steps, late or never, or ends.
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
const text = (id, text) => send({ id, result: { content: [{ type: 'text', text }] } });
const waiting = new Map();

function call(id, { name, arguments: a = {}, _meta = {} }) {
  switch (name) {
    case 'echo':
      return text(id, String(a.message));
    case 'blob':
      return text(id, 'x'.repeat(a.size));
    case 'steps':
      for (let progress = 1; progress <= a.count; progress++) {
        send({ method: 'notifications/progress', params: { progressToken: _meta.progressToken, progress, total: a.count } });
      }
      return text(id, 'done');
    case 'wait':
      return waiting.set(id, true);
    case 'exit':
      process.exit(3);
  }
  send({ id, error: { code: -32602, message: 'Unknown tool' } });
}

function handle({ id, method, params = {} }) {
  switch (method) {
    case 'initialize':
      return send({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'busy', version: '1' } } });
    case 'ping':
      return send({ id, result: {} });
    case 'tools/call':
      return call(id, params);
    case 'notifications/cancelled':
      return waiting.delete(params.requestId);
  }
  if (id !== undefined) send({ id, error: { code: -32601, message: 'Method not found' } });
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) if (line.trim()) handle(JSON.parse(line));
});
process.stdin.on('end', () => process.exit(0));
