// Times one edit with microsoft's jsonc-parser: node jsonc-parser.mjs MODULE FILE ROUNDS
// Prints the milliseconds of the median round.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modulePath, file, rounds] = process.argv.slice(2);
const { modify, applyEdits } = createRequire(modulePath + '/')('jsonc-parser');
const value = { type: 'stdio', command: 'npx', args: ['-y', 'pkg'], env: { KEY: 'value' } };
const options = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };

const times = [];
for (let i = 0; i < Number(rounds) * 2; i++) {
  const start = process.hrtime.bigint();
  const text = readFileSync(file, 'utf8');
  const edited = applyEdits(text, modify(text, ['mcpServers', 'new'], value, options));
  const millis = Number(process.hrtime.bigint() - start) / 1e6;
  if (edited.length <= text.length) throw new Error('nothing was added');
  if (i >= Number(rounds)) times.push(millis); // the first half warms up
}
times.sort((a, b) => a - b);
console.log(times[Math.floor(times.length / 2)].toFixed(4));
