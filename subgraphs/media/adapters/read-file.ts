import { createReadStream } from 'node:fs';

/** The bytes of a file of this machine. */
export const readFile = (path: string): AsyncIterable<Uint8Array> => createReadStream(path);
