// What a user would write instead of `message validate`: each line of a file is parsed and checked with ajv against
// LINE's OpenAPI description. It prints how many lines were right.
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

const [file = '', schemaFile = ''] = process.argv.slice(2);
const ajv = formats.default(new Ajv({ strict: false, discriminator: true }));
const check = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
let right = 0;
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
  if (check(JSON.parse(line))) right += 1;
}
console.log(right);
