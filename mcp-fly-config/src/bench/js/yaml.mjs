// Times reading a YAML file with npm's yaml, comments kept as an editor needs them:
// node yaml.mjs MODULE FILE ROUNDS. Prints the milliseconds of the first time and of the median of the later ones.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [modulePath, file, rounds] = process.argv.slice(2);
const times = [];
const first = process.hrtime.bigint();
const { parseDocument } = createRequire(modulePath + '/')('yaml');
for (let i = 0; i < Number(rounds); i++) {
  const start = i === 0 ? first : process.hrtime.bigint();
  const servers = parseDocument(readFileSync(file, 'utf8')).get('extensions');
  if (servers.items.length === 0) throw new Error('no entry was read');
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
const later = times.slice(Math.min(times.length - 1, Math.floor(times.length / 2))).sort((a, b) => a - b);
console.log(`${times[0].toFixed(1)} ${later[Math.floor(later.length / 2)].toFixed(1)}`);
