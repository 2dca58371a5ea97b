// The last step of `tests/run`: everything any test saw, sought in everything any process printed.
// Usage: node witness-report.js FOLDER LOG…
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SecretsSought } from './secrets-sought.js';

const [folder, ...logs] = process.argv.slice(2);
const values = new Map();
for (const file of readdirSync(folder)) {
  if (!/^seen-\d+\.jsonl$/.test(file)) continue;
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
    const { kind, value } = JSON.parse(line);
    values.set(value, kind);
  }
}
const outputs = readdirSync(folder)
  .filter((file) => file.endsWith('.out'))
  .map((file) => join(folder, file))
  .concat(logs);

const sought = new SecretsSought(values);
const found = outputs.flatMap((file) => sought.in(basename(file), readFileSync(file, 'utf8')));
for (const line of found.slice(0, 50)) console.log(`leak: ${line}`);
console.log(`${values.size} secrets sought in ${outputs.length} outputs: ${found.length} leaks`);
if (values.size === 0 || outputs.length === 0) {
  console.log('nothing was recorded, so nothing was proven');
  process.exit(1);
}
process.exit(found.length === 0 ? 0 : 1);
