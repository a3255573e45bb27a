// A stdio MCP server that does as little as possible, without an SDK: what is measured is what stands in front of it.
const answer = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\n');
const modern = process.env.MODERN === '1';
const caching = modern ? { ttlMs: 0, cacheScope: 'private' } : {};
const complete = modern ? { resultType: 'complete' } : {};
const serverInfo = { name: 'echo', version: '1' };
const tools = ['echo', 'blob'].map((name) => ({ name, inputSchema: { type: 'object', properties: {} } }));
const texts = new Map();
const text = (name, a) => {
  if (name === 'echo') return String(a.message);
  if (!texts.has(a.size)) texts.set(a.size, 'x'.repeat(a.size));
  return texts.get(a.size);
};

function handle({ id, method, params = {} }) {
  switch (method) {
    case 'initialize':
      return answer(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
    case 'server/discover':
      if (!modern) break;
      return answer(id, { ...complete, ...caching, supportedVersions: ['2026-07-28'], capabilities: { tools: {} }, serverInfo });
    case 'tools/list':
      return answer(id, { ...complete, ...caching, tools });
    case 'tools/call':
      return answer(id, { ...complete, content: [{ type: 'text', text: text(params.name, params.arguments ?? {}) }] });
    case 'ping':
      return answer(id, {});
  }
  if (id !== undefined) {
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }) + '\n');
  }
}

let rest = [];
process.stdin.on('data', (chunk) => {
  for (let end; (end = chunk.indexOf(10)) >= 0; chunk = chunk.subarray(end + 1)) {
    rest.push(chunk.subarray(0, end));
    const line = Buffer.concat(rest).toString();
    rest = [];
    if (line.trim()) handle(JSON.parse(line));
  }
  if (chunk.length) rest.push(chunk);
});
process.stdin.on('end', () => process.exit(0));
