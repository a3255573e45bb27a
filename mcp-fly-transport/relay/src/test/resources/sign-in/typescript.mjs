// Signs in with the TypeScript SDK and calls a tool. Arguments: the server's URL, the fake browser.
import { execFileSync } from 'node:child_process';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';

const [url, ...browser] = process.argv.slice(2);
const kept = {};
let answer;
const provider = {
  get redirectUrl() {
    return 'http://127.0.0.1:33418/callback';
  },
  get clientMetadata() {
    return {
      client_name: 'TypeScript SDK',
      redirect_uris: ['http://127.0.0.1:33418/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    };
  },
  clientInformation: () => kept.client,
  saveClientInformation: (client) => void (kept.client = client),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => void (kept.tokens = tokens),
  codeVerifier: () => kept.verifier,
  saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
  discoveryState: () => kept.discovery,
  saveDiscoveryState: (state) => void (kept.discovery = state),
  redirectToAuthorization: (to) => {
    const printed = execFileSync(browser[0], [...browser.slice(1), '--print', to.toString()]);
    answer = new URL(printed.toString().trim());
  },
};

const connect = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
let client = new Client({ name: 'test', version: '1' });
let transport = connect();
try {
  await client.connect(transport);
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
  await transport.finishAuth(answer.searchParams);
  client = new Client({ name: 'test', version: '1' });
  transport = connect();
  await client.connect(transport);
}
const result = await client.callTool({ name: 'text', arguments: {} });
console.log(JSON.stringify(result.content));
await client.close();
