// `node many.mjs URL SESSIONS AT_ONCE CALLS`: opens sessions with the TypeScript SDK and its default
// settings, calls a tool in each, and closes the clients as most do: without ending the session.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, sessions, atOnce, calls] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const failures = [];
let answered = 0;
let next = 0;

async function session(number) {
  const client = new Client({ name: 'many', version: '1' });
  try {
    await client.connect(new StreamableHTTPClientTransport(new URL(url)));
    for (let i = 0; i < calls; i++) {
      const text = `${number}/${i}`;
      const { content } = await client.callTool({ name: 'echo', arguments: { text } });
      if (!content[0].text.endsWith(':' + text)) throw new Error('got ' + content[0].text);
      answered++;
    }
  } catch (e) {
    failures.push(`session ${number}: ${e}`);
  } finally {
    await client.close();
  }
}

async function worker() {
  while (next < sessions) await session(next++);
}

await Promise.all(Array.from({ length: atOnce }, worker));
console.log(`answered ${answered}, failed ${failures.length}`);
failures.slice(0, 5).forEach((failure) => console.log(failure));
process.exit(0);
