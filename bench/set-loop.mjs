// What a user would do instead: read the file line by line into a Set, in a script. Nothing is stored.
//
//   node bench/set-loop.mjs <file>
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const unique = new Set();
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (/^U[0-9a-f]{32}$/.test(line)) unique.add(line);
}
console.log(unique.size);
