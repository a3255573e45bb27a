// `node clients.mjs URL CLIENTS SEED AUTHORIZATION HOLD PAUSE`: clients of the TypeScript SDK that call until there is
// a file `stop` beside this one, and begin anew when they are told that their session is gone. They answer questions
// (sampling, elicitation) within HOLD milliseconds, and wait up to PAUSE milliseconds after each call. Prints what
// happened as lines of JSON.
import { existsSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const [url, clients, seed, authorization, hold, pause] = process.argv.slice(2);
const headers = authorization ? { Authorization: authorization } : {};
const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const over = () => existsSync('stop');
const say = (event) => console.log(JSON.stringify({ sdk: 'ts', at: Date.now(), ...event }));
const tools = ['echo', 'echo', 'echo', 'slow', 'steps', 'sample', 'elicit'];

// A small generator, so that a seed says what each client does.
const random = (state) => () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

// What the SDK does in the background must not end all clients.
process.on('unhandledRejection', (e) => console.error(String(e)));

async function open(who, next, gone) {
  const client = new Client({ name: who, version: '1' }, { capabilities: { sampling: {}, elicitation: {} } });
  client.setRequestHandler(CreateMessageRequestSchema, async (request) => {
    await sleep(next() * hold);
    return {
      model: 'm', role: 'assistant',
      content: { type: 'text', text: who + '<' + request.params.messages[0].content.text },
    };
  });
  client.setRequestHandler(ElicitRequestSchema, async (request) => {
    await sleep(next() * hold);
    return { action: 'accept', content: { who: who + '<' + request.params.message } };
  });
  client.onerror = (e) => {
    if (/unknown message ID/i.test(String(e))) say({ type: 'twice', who, error: String(e) });
    if (e.code === 404) gone();
  };
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
  const machine = () => transport.sessionId?.split('.').at(-2) ?? '';
  try {
    await client.connect(transport);
  } catch (e) {
    throw Object.assign(e, { machine: machine() });
  }
  return { client, machine: machine() };
}

async function run(number) {
  const who = `ts${number}`;
  const next = random(Number(seed) + number);
  let session = null, lostAt = 0, calls = 0, was = '', paused = 0;
  while (!over()) {
    if (!session) {
      const start = Date.now();
      let gone = () => {};
      const lost = new Promise((resolve) => { gone = () => resolve('gone'); });
      try {
        session = { ...(await open(who, random(Number(seed) - number - 1), () => gone())), lost };
        say({ type: 'open', who, machine: session.machine, millis: Date.now() - (lostAt || start), anew: lostAt > 0, was, paused });
        lostAt = paused = 0;
        was = session.machine;
      } catch (e) {
        say({ type: 'closed', who, start, machine: e.machine, error: String(e) });
        if (e.machine) { // It had begun, and is lost in its turn.
          lostAt = Date.now();
          was = e.machine;
          paused = 0;
        }
        const since = Date.now();
        await sleep(100);
        paused += Date.now() - since;
        continue;
      }
    }
    const tool = tools[Math.floor(next() * tools.length)];
    const key = `${who}-${calls++}`;
    const start = Date.now();
    let steps = 0;
    try {
      const options = { timeout: 120000, onprogress: tool === 'steps' ? () => steps++ : undefined };
      const call = session.client.callTool({ name: tool, arguments: { key, millis: 200 + Math.floor(next() * 600) } }, undefined, options);
      const first = await Promise.race([call, session.lost.then((gone) => sleep(1500).then(() => gone))]);
      call.catch(() => {});
      if (first === 'gone') throw Object.assign(new Error('stream gone'), { code: 'stream' });
      const text = first.content[0].text;
      const right = tool === 'sample' || tool === 'elicit' ? `${key}/${who}<${key}` : key;
      if (text !== right) say({ type: 'wrong', who, key, text });
      if (tool === 'steps' && steps !== 5) say({ type: 'steps', who, key, steps });
      say({ type: 'call', key, tool, machine: session.machine, millis: Date.now() - start });
      if (pause > 0) await sleep(next() * pause);
    } catch (e) {
      const lost = e.code === 404;
      say({ type: lost ? 'lost' : 'failed', who, key, machine: session.machine, start, error: String(e).slice(0, 200) });
      lostAt = Date.now();
      session.client.close().catch(() => {});
      session = null;
    }
  }
  if (session) await session.client.close().catch(() => {});
}

await Promise.all(Array.from({ length: Number(clients) }, (_, number) => run(number)));
process.exit(0);
