import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Documents that clients of our own were built with. */
export interface TrustedDocuments {
  /** `allow`: these by their ids, others by their text. `only`: nothing but these. */
  readonly mode: 'allow' | 'only';
  /** Texts by the SHA-256 of each, in hexadecimal. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The form of a manifest file; Apollo's, so that Apollo's clients can be built with it. */
export const MANIFEST_FORMAT = { format: 'apollo-persisted-query-manifest', version: 1 } as const;

const MANIFEST = z.object({
  format: z.literal(MANIFEST_FORMAT.format),
  version: z.literal(MANIFEST_FORMAT.version),
  operations: z.array(z.object({ id: z.string(), body: z.string().min(1) })),
});

/** The id of a document: the SHA-256 of its text. */
export const documentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Reads a manifest of trusted documents.
 *
 * @throws an Error of one line when the file cannot be read, is no manifest, or names a document by another's hash.
 */
export function readTrustedDocuments(file: string, mode: TrustedDocuments['mode']): TrustedDocuments {
  const manifest = MANIFEST.safeParse(readJson(file));
  if (!manifest.success) throw new Error(`${file} is no ${MANIFEST_FORMAT.format} of version 1`);
  const texts = new Map<string, string>();
  for (const { id, body } of manifest.data.operations) {
    if (id !== documentHash(body)) throw new Error(`${file}: the id ${id.slice(0, 64)} is not the SHA-256 of its body`);
    texts.set(id, body);
  }
  return { mode, texts };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON`, { cause: error });
  }
}
