// An MCP server with everything that the conformance suite asks for, in both eras.
// `node fixture.mjs` speaks stdio; `node fixture.mjs --http PORT` is a plain HTTP front of the same
// server, so that a result behind the relay can be compared with the direct one.
import http from 'node:http';
import { createHmac, randomUUID } from 'node:crypto';

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';
const MODERN = '2026-07-28';
const META = 'io.modelcontextprotocol/';
const KEY = randomUUID();
// A server of a revision with sessions only.
const LEGACY = process.env.FIXTURE_LEGACY === '1';

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const text = (value) => ({ type: 'text', text: value });
const say = (value) => ({ content: [text(value)] });
const seal = (state) =>
  `${state}.${createHmac('sha256', KEY).update(state).digest('base64url')}`;
const unseal = (sealed) => {
  const state = String(sealed).split('.')[0];
  if (seal(state) !== sealed) throw new RpcError(-32602, 'The requestState is not valid');
  return state;
};

class RpcError extends Error {
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const object = (properties, required) => ({ type: 'object', properties, ...(required && { required }) });
const ask = (message, name, type = 'string') => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: object({ [name]: { type } }, [name]) },
});
const sample = (prompt, maxTokens) => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: text(prompt) }], maxTokens },
});

// Tools that answer at once.
const simple = {
  test_simple_text: () => say('This is a simple text response for testing.'),
  test_image_content: () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }),
  test_audio_content: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  test_embedded_resource: () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  }),
  test_multiple_content_types: () => ({
    content: [
      text('Multiple content types test:'),
      { type: 'image', data: PNG, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  }),
  test_error_handling: () => ({
    isError: true,
    content: [text('This tool intentionally returns an error for testing')],
  }),
  json_schema_2020_12_tool: () => say('ok'),
  test_headers: (call) => say(`region ${call.params.arguments?.region}`),
  test_missing_capability(call) {
    if (!call.params._meta?.[`${META}clientCapabilities`]?.sampling) {
      throw new RpcError(-32021, 'This tool needs sampling', { requiredCapabilities: { sampling: {} } });
    }
    return say('sampling is there');
  },
  test_logging_tool(call) {
    if (call.params._meta?.[`${META}logLevel`]) {
      call.notify('notifications/message', { level: 'info', logger: 'fixture', data: 'logged' });
    }
    return say('logged');
  },
  test_trigger_tool_change: () => changed('tools'),
  test_trigger_prompt_change: () => changed('prompts'),
};

// Everybody who listens, whatever connection they came by.
const listening = new Set();
function changed(what) {
  for (const { id, filter, notify } of listening) {
    if (filter[`${what}ListChanged`]) {
      notify(`notifications/${what}/list_changed`, { _meta: { [`${META}subscriptionId`]: id } });
    }
  }
  return say(`${what} changed`);
}

const SCHEMAS = {
  json_schema_2020_12_tool: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: object({ street: { type: 'string' }, city: { type: 'string' } }),
    },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  },
  test_headers: object({ region: { type: 'string', 'x-mcp-header': 'Region' } }),
  test_sampling: object({ prompt: { type: 'string' } }, ['prompt']),
  test_elicitation: object({ message: { type: 'string' } }, ['message']),
};

// Tools that talk to the client while they work. Requests of their own are of the session era.
const talking = {
  async test_tool_with_logging(call) {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      call.notify('notifications/message', { level: 'info', logger: 'fixture', data });
      await sleep(50);
    }
    return say('logged');
  },
  async test_tool_with_progress(call) {
    const progressToken = call.params._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        call.notify('notifications/progress', { progressToken, progress, total: 100 });
      }
      await sleep(50);
    }
    return say('done');
  },
  async test_sampling(call) {
    const reply = await call.request(sample(call.params.arguments.prompt, 100));
    return say(`LLM response: ${reply.content?.text ?? JSON.stringify(reply)}`);
  },
  async test_elicitation(call) {
    const reply = await call.request({
      method: 'elicitation/create',
      params: {
        message: call.params.arguments.message,
        requestedSchema: object(
          {
            username: { type: 'string', description: "User's response" },
            email: { type: 'string', description: "User's email address" },
          },
          ['username', 'email'],
        ),
      },
    });
    return say(`User response: ${JSON.stringify(reply)}`);
  },
  async test_elicitation_sep1034_defaults(call) {
    const reply = await call.request({
      method: 'elicitation/create',
      params: {
        message: 'Please review the defaults',
        requestedSchema: object({
          name: { type: 'string', default: 'John Doe' },
          age: { type: 'integer', default: 30 },
          score: { type: 'number', default: 95.5 },
          status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
          verified: { type: 'boolean', default: true },
        }),
      },
    });
    return say(`Elicitation completed: action=${reply.action}, content=${JSON.stringify(reply.content)}`);
  },
  async test_elicitation_sep1330_enums(call) {
    const titled = (names) => names.map((title, i) => ({ const: `value${i + 1}`, title }));
    const plain = ['option1', 'option2', 'option3'];
    const reply = await call.request({
      method: 'elicitation/create',
      params: {
        message: 'Please choose',
        requestedSchema: object({
          untitledSingle: { type: 'string', enum: plain },
          titledSingle: {
            type: 'string',
            oneOf: titled(['First Option', 'Second Option', 'Third Option']),
          },
          legacyEnum: {
            type: 'string',
            enum: ['opt1', 'opt2', 'opt3'],
            enumNames: ['Option One', 'Option Two', 'Option Three'],
          },
          untitledMulti: { type: 'array', items: { type: 'string', enum: plain } },
          titledMulti: {
            type: 'array',
            items: { anyOf: titled(['First Choice', 'Second Choice', 'Third Choice']) },
          },
        }),
      },
    });
    return say(`Elicitation completed: action=${reply.action}, content=${JSON.stringify(reply.content)}`);
  },
  async test_reconnection() {
    await sleep(600);
    return say('Reconnected');
  },
};

// Tools of the stateless era: (input, state) => what to ask next, or the result.
const rounds = {
  test_input_required_result_elicitation: (input) =>
    input.user_name?.content?.name
      ? say(`Hello, ${input.user_name.content.name}!`)
      : { inputRequests: { user_name: ask('What is your name?', 'name') } },
  test_streaming_elicitation: (input) =>
    input.asked ? say('done') : { inputRequests: { asked: ask('What is your name?', 'name') } },
  test_input_required_result_sampling: (input) =>
    input.capital_question
      ? say(input.capital_question.content?.text ?? 'answered')
      : { inputRequests: { capital_question: sample('What is the capital of France?', 100) } },
  test_input_required_result_list_roots: (input) =>
    input.client_roots
      ? say(`Roots: ${(input.client_roots.roots ?? []).map((root) => root.uri).join(' ')}`)
      : { inputRequests: { client_roots: { method: 'roots/list', params: {} } } },
  test_input_required_result_request_state: (input, state) =>
    state === 'confirming' && input.confirm
      ? say('state-ok')
      : { inputRequests: { confirm: ask('Please confirm', 'ok', 'boolean') }, state: 'confirming' },
  test_input_required_result_multiple_inputs: (input) =>
    input.user_name && input.greeting && input.client_roots
      ? say('All inputs are there')
      : {
          inputRequests: {
            user_name: ask('What is your name?', 'name'),
            greeting: sample('Generate a greeting', 50),
            client_roots: { method: 'roots/list', params: {} },
          },
          state: 'several',
        },
  test_input_required_result_multi_round: (input, state) => {
    if (state === 'two' && input.step2) return say('Both steps are done');
    if (state === 'one' && input.step1) {
      return { inputRequests: { step2: ask('Step 2: What is your favorite color?', 'color') }, state: 'two' };
    }
    return { inputRequests: { step1: ask('Step 1: What is your name?', 'name') }, state: 'one' };
  },
  test_input_required_result_tampered_state: (input, state) =>
    state === 'sealed'
      ? say('state-ok')
      : { inputRequests: { confirm: ask('Please confirm', 'ok', 'boolean') }, state: 'sealed' },
  test_input_required_result_capabilities: (input, state, capabilities) => {
    const wanted = {
      ...(capabilities.elicitation && { asked: ask('What is your name?', 'name') }),
      ...(capabilities.sampling && { sampled: sample('Generate a greeting', 50) }),
      ...(capabilities.roots && { rooted: { method: 'roots/list', params: {} } }),
    };
    return Object.keys(wanted).every((key) => input[key]) ? say('enough') : { inputRequests: wanted };
  },
};

function round(step, params) {
  const state = params.requestState === undefined ? undefined : unseal(params.requestState);
  const given = params.inputResponses;
  const input = given && typeof given === 'object' && !Array.isArray(given) ? given : {};
  const next = step(input, state, params._meta?.[`${META}clientCapabilities`] ?? {});
  if (!next.inputRequests) return next;
  return {
    resultType: 'input_required',
    inputRequests: next.inputRequests,
    ...(next.state && { requestState: seal(next.state) }),
  };
}

const prompt = (...contents) => ({ messages: contents.map((content) => ({ role: 'user', content })) });
const prompts = {
  test_simple_prompt: () => prompt(text('This is a simple prompt for testing.')),
  test_prompt_with_arguments: ({ arguments: a }) =>
    prompt(text(`Prompt with arguments: arg1='${a?.arg1}', arg2='${a?.arg2}'`)),
  test_prompt_with_embedded_resource: ({ arguments: a }) =>
    prompt(
      {
        type: 'resource',
        resource: {
          uri: a?.resourceUri,
          mimeType: 'text/plain',
          text: 'Embedded resource content for testing.',
        },
      },
      text('Please process the embedded resource above.'),
    ),
  test_prompt_with_image: () =>
    prompt({ type: 'image', data: PNG, mimeType: 'image/png' }, text('Please analyze the image above.')),
  test_input_required_result_prompt: (params) =>
    round(
      (input) =>
        input.user_context
          ? prompt(text(`Context: ${input.user_context.content?.context}`))
          : {
              inputRequests: {
                user_context: ask('What context should the prompt use?', 'context'),
              },
            },
      params,
    ),
};
const ARGUMENTS = {
  test_prompt_with_arguments: ['arg1', 'arg2'],
  test_prompt_with_embedded_resource: ['resourceUri'],
};

function read(uri) {
  const template = /^test:\/\/template\/([^/]+)\/data$/.exec(uri);
  if (uri === 'test://static-text') {
    return { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' };
  }
  if (uri === 'test://static-binary') return { uri, mimeType: 'image/png', blob: PNG };
  if (uri === 'test://watched-resource') return { uri, mimeType: 'text/plain', text: 'watched' };
  if (template) {
    const data = { id: template[1], templateTest: true, data: `Data for ID: ${template[1]}` };
    return { uri, mimeType: 'application/json', text: JSON.stringify(data) };
  }
  throw new RpcError(-32602, 'Resource not found', { uri });
}

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  completions: {},
  logging: {},
};
const SERVER = { name: 'conformance-fixture', version: '1.0.0' };
const named = (name, more) => ({ name, description: `The conformance fixture's ${name}`, ...more });

/** One connection of one client (or of a relay): `send` takes what the server says. */
export function connect(send) {
  const asked = new Map();
  const running = new Map();
  let count = 0;

  async function handle(request) {
    const { method, id } = request;
    const params = request.params ?? {};
    const modern = !LEGACY && params._meta?.[`${META}protocolVersion`] !== undefined;
    const call = {
      params,
      notify: (name, p) => send({ jsonrpc: '2.0', method: name, params: p }, id),
      request: ({ method: name, params: p }) =>
        new Promise((done, failed) => {
          const own = `fixture-${++count}`;
          asked.set(own, { done, failed });
          send({ jsonrpc: '2.0', id: own, method: name, params: p }, id);
        }),
    };
    if (modern && params._meta[`${META}protocolVersion`] !== MODERN) {
      throw new RpcError(-32022, 'Unsupported protocol version', {
        supported: [MODERN],
        requested: params._meta[`${META}protocolVersion`],
      });
    }
    const cached = (result) => (modern ? { ...result, ttlMs: 1000, cacheScope: 'public' } : result);
    const known = (table, kind) => {
      if (!Object.hasOwn(table, params.name)) throw new RpcError(-32602, `Unknown ${kind}: ${params.name}`);
      return table[params.name];
    };
    switch (method) {
      case 'initialize':
        if (modern) break;
        return { protocolVersion: params.protocolVersion, capabilities: CAPABILITIES, serverInfo: SERVER };
      case 'server/discover':
        if (!modern) break;
        return cached({
          supportedVersions: [MODERN],
          capabilities: CAPABILITIES,
          _meta: { [`${META}serverInfo`]: SERVER },
        });
      case 'subscriptions/listen': {
        const _meta = { [`${META}subscriptionId`]: id };
        call.notify('notifications/subscriptions/acknowledged', {
          _meta,
          notifications: params.notifications ?? {},
        });
        const listener = { id, filter: params.notifications ?? {}, notify: call.notify };
        listening.add(listener);
        return new Promise(() => running.set(id, listener));
      }
      case 'ping':
      case 'logging/setLevel':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        if (modern) break;
        return {};
      case 'completion/complete':
        return { completion: { values: ['paris', 'park', 'party'], total: 3, hasMore: false } };
      case 'tools/list': {
        const names = [...Object.keys(simple), ...Object.keys(talking), ...Object.keys(rounds)];
        const tools = names.map((name) => named(name, { inputSchema: SCHEMAS[name] ?? object({}) }));
        return cached({ tools });
      }
      case 'tools/call':
        if (Object.hasOwn(rounds, params.name)) return round(rounds[params.name], params);
        return known({ ...simple, ...talking }, 'tool')(call);
      case 'prompts/list':
        return cached({
          prompts: Object.keys(prompts).map((name) =>
            named(name, {
              arguments: (ARGUMENTS[name] ?? []).map((a) => named(a, { required: true })),
            }),
          ),
        });
      case 'prompts/get':
        return known(prompts, 'prompt')(params);
      case 'resources/list':
        return cached({
          resources: ['test://static-text', 'test://static-binary', 'test://watched-resource'].map(
            (uri) => named(uri, { uri, mimeType: read(uri).mimeType }),
          ),
        });
      case 'resources/templates/list':
        return cached({
          resourceTemplates: [
            named('template', { uriTemplate: 'test://template/{id}/data', mimeType: 'application/json' }),
          ],
        });
      case 'resources/read':
        return cached({ contents: [read(params.uri)] });
      default:
    }
    throw new RpcError(-32601, `Method not found: ${method}`);
  }

  return async (message) => {
    if (message.method === undefined) {
      const waiting = asked.get(message.id);
      asked.delete(message.id);
      if (message.error) waiting?.failed(new RpcError(message.error.code, message.error.message));
      else waiting?.done(message.result);
      return;
    }
    if (message.id === undefined) {
      if (message.method === 'notifications/cancelled') listening.delete(running.get(message.params?.requestId));
      return;
    }
    try {
      const result = await handle(message);
      const modern = !LEGACY && message.params?._meta?.[`${META}protocolVersion`] !== undefined;
      const full = modern && !result.resultType ? { resultType: 'complete', ...result } : result;
      send({ jsonrpc: '2.0', id: message.id, result: full }, message.id);
    } catch (e) {
      const error = { code: e.code ?? -32603, message: e.message, ...(e.data && { data: e.data }) };
      send({ jsonrpc: '2.0', id: message.id, error }, message.id);
    }
  };
}

function stdio() {
  const receive = connect((message) => process.stdout.write(`${JSON.stringify(message)}\n`));
  let rest = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.filter(Boolean).forEach((line) => void receive(JSON.parse(line)));
  });
  process.stdin.on('end', () => process.exit(0));
}

/** A front without any of a relay's virtues: enough HTTP for the suite to reach the server. */
function front(port) {
  const sessions = new Map();
  const statuses = { '-32601': 404, '-32020': 400, '-32021': 400, '-32022': 400 };
  http
    .createServer((request, response) => {
      const answer = (status, body) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body ? JSON.stringify(body) : '');
      };
      const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
      const origin = request.headers.origin?.replace(/^https?:\/\//, '');
      if (!local.test(request.headers.host) || (origin && !local.test(origin))) return answer(403);
      const session = sessions.get(request.headers['mcp-session-id']);
      if (request.method === 'GET' && session) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
        return undefined;
      }
      if (request.method === 'DELETE' && session) return answer(200);
      if (request.method !== 'POST') return answer(405);
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const message = JSON.parse(Buffer.concat(chunks));
        const version = message.params?._meta?.[`${META}protocolVersion`];
        const fail = (code, text2, status = 400) =>
          answer(status, { jsonrpc: '2.0', id: message.id, error: { code, message: text2 } });
        const stateless = version !== undefined || request.headers['mcp-protocol-version'] === MODERN;
        if (stateless && message.id !== undefined) {
          if (version === undefined) return fail(-32602, 'protocolVersion is missing');
          const h = request.headers;
          if (h['mcp-protocol-version'] !== version) return fail(-32020, 'MCP-Protocol-Version');
          if (h['mcp-method'] !== message.method) return fail(-32020, 'Mcp-Method');
          if (!message.params._meta[`${META}clientCapabilities`]) return fail(-32602, 'clientCapabilities');
        }
        const streams = session?.streams ?? new Map();
        const send = (out, about) => {
          const stream = streams.get(about);
          if (!stream) return;
          const last = out.method === undefined;
          if (!stream.headersSent && last) {
            streams.delete(about);
            stream.writeHead(stateless ? (statuses[out.error?.code] ?? 200) : 200, {
              'content-type': 'application/json',
              ...(stream.session && { 'mcp-session-id': stream.session }),
            });
            stream.end(JSON.stringify(out));
            return;
          }
          if (!stream.headersSent) stream.writeHead(200, { 'content-type': 'text/event-stream' });
          stream.write(`event: message\ndata: ${JSON.stringify(out)}\n\n`);
          if (last) stream.end();
        };
        let receive = session?.receive;
        if (stateless || message.method === 'initialize') {
          receive = connect(send);
          if (!stateless) {
            response.session = randomUUID();
            sessions.set(response.session, { receive, streams });
          }
        }
        if (!receive) return answer(session ? 404 : 400);
        if (message.id !== undefined && message.method) streams.set(message.id, response);
        else answer(202);
        void receive(message);
        return undefined;
      });
      return undefined;
    })
    .listen(port, '127.0.0.1');
}

const at = process.argv.indexOf('--http');
if (at > 0) front(Number(process.argv[at + 1]));
else stdio();
