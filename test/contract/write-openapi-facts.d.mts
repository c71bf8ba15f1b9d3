import type { OpenApiFacts } from './openapi/documents.js';

/** The facts of every document in a folder of LINE's OpenAPI files. */
export function readFacts(folder: string): OpenApiFacts['documents'];
