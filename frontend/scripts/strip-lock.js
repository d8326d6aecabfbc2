// Removes download addresses from package-lock.json: integrity hashes alone pin the packages,
// so that every city may install them from the mirror it trusts.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
