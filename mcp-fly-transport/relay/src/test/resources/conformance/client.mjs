// A stdio MCP client for the conformance suite's client scenarios: starts the program that its
// arguments name, with the URL that the suite appends, and uses whatever the server offers.
// `node client.mjs java -cp ... dev.mcpfly.transport.RelayMain proxy --url URL`
// CLIENT_ERA=legacy makes it shake hands even where the scenario wants the stateless revision.
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MODERN = '2026-07-28';
const META = 'io.modelcontextprotocol/';
const wanted = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION ?? '2025-11-25';
const stateless = wanted >= MODERN && process.env.CLIENT_ERA !== 'legacy';
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const capabilities = { elicitation: {}, sampling: {}, roots: {} };
const clientInfo = { name: 'mcp-fly-conformance-client', version: '1.0.0' };
let version = stateless ? wanted : wanted < MODERN ? wanted : '2025-11-25';

const [program, ...args] = process.argv.slice(2);
const environment = { ...process.env };

// What a user would set to sign in: a place for tokens, a browser (one request that follows
// redirects), and what the scenario registered beforehand.
function signIn() {
  const home = mkdtempSync(join(tmpdir(), 'mcp-fly-conformance-'));
  const file = (name, text, mode) => {
    writeFileSync(join(home, name), text, { mode });
    return join(home, name);
  };
  environment.MCP_FLY_AUTH_DIR = join(home, 'auth');
  environment.BROWSER = file(
    'browser',
    '#!/bin/sh\nexec curl --silent --location --output /dev/null "$1"\n',
    0o700,
  );
  args.push('--client-metadata-url', 'https://conformance-test.local/client-metadata.json');
  if (context.client_id) args.push('--client-id', context.client_id);
  if (context.client_secret) environment.MCP_FLY_CLIENT_SECRET = context.client_secret;
  if (process.env.MCP_CONFORMANCE_SCENARIO.includes('client-credentials')) {
    args.push('--client-credentials');
  }
  if (context.private_key_pem) {
    args.push('--client-key-file', file('key.pem', context.private_key_pem, 0o600));
  }
}
if (process.env.MCP_CONFORMANCE_SCENARIO?.startsWith('auth/')) signIn();

const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: environment });
const ended = new Promise((done) => server.on('exit', done));
const pending = new Map();
let lastId = 0;

const send = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');

function request(method, params = {}) {
  const id = ++lastId;
  const meta = {
    [META + 'protocolVersion']: version,
    [META + 'clientInfo']: clientInfo,
    [META + 'clientCapabilities']: capabilities,
  };
  send({ id, method, params: stateless ? { ...params, _meta: meta } : params });
  return new Promise((done) => pending.set(id, done));
}

// What a user would fill in: the form's defaults, or the least that its types allow.
function sample(schema = {}) {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, of]) => [name, sample(of)]),
      );
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return 'text';
  }
}

function answer(method, params) {
  switch (method) {
    case 'elicitation/create':
      return { action: 'accept', content: sample(params.requestedSchema) };
    case 'sampling/createMessage':
      return { role: 'assistant', content: { type: 'text', text: 'text' }, model: 'none' };
    case 'roots/list':
      return { roots: [] };
    default:
      return {};
  }
}

createInterface({ input: server.stdout }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.method && message.id !== undefined) {
    send({ id: message.id, result: answer(message.method, message.params ?? {}) });
  } else if (!message.method) {
    pending.get(message.id)?.(message);
    pending.delete(message.id);
  }
});

async function result(method, params) {
  let reply = await request(method, params);
  if (reply.error?.code === -32022 && reply.error.data?.supported?.length) {
    version = reply.error.data.supported[0];
    reply = await request(method, params);
  }
  while (reply.result?.resultType === 'input_required') {
    const { inputRequests = {}, requestState } = reply.result;
    const inputResponses = Object.fromEntries(
      Object.entries(inputRequests).map(([key, ask]) => [key, answer(ask.method, ask.params)]),
    );
    const more = requestState === undefined ? { inputResponses } : { inputResponses, requestState };
    reply = await request(method, { ...params, ...more });
  }
  // Some scenarios list a tool that they do not have: what counts is what was asked.
  if (reply.error && method !== 'tools/call') {
    throw new Error(`${method}: ${JSON.stringify(reply.error)}`);
  }
  return reply.result;
}

async function open() {
  if (stateless) return (await result('server/discover')).capabilities ?? {};
  const opened = await result('initialize', { protocolVersion: version, capabilities, clientInfo });
  send({ method: 'notifications/initialized' });
  return opened.capabilities ?? {};
}

// A tool that takes a schema gets that of the first tool, as it was heard.
const argumentsFor = (tool, tools) =>
  tool.inputSchema?.properties?.schema?.type === 'object'
    ? { schema: tools[0].inputSchema }
    : sample(tool.inputSchema);

async function main() {
  const offered = await open();
  const { tools = [] } = await result('tools/list');
  const calls =
    context.toolCalls ??
    tools.map((tool) => ({ name: tool.name, arguments: argumentsFor(tool, tools) }));
  for (const call of calls) await result('tools/call', call);
  if (offered.resources) {
    const { resources = [] } = await result('resources/list');
    for (const { uri } of resources) await result('resources/read', { uri });
  }
  if (offered.prompts) {
    const { prompts = [] } = await result('prompts/list');
    for (const { name } of prompts) await result('prompts/get', { name });
  }
}

let code = 0;
try {
  await main();
} catch (failure) {
  console.error(String(failure));
  code = 1;
}
server.stdin.end();
process.exit((await ended) || code);
