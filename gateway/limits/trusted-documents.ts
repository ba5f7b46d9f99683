import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The documents that our own clients were built with. */
export interface TrustedDocuments {
  /** `allow`: these by their hashes, others by their text. `only`: only these. */
  readonly mode: 'allow' | 'only';
  /** Texts by the SHA-256 of each, in hexadecimal. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Apollo's manifest format, so that Apollo's clients can be built with it. */
export const MANIFEST_FORMAT = { format: 'apollo-persisted-query-manifest', version: 1 } as const;

const MANIFEST = z.object({
  format: z.literal(MANIFEST_FORMAT.format),
  version: z.literal(MANIFEST_FORMAT.version),
  operations: z.array(z.object({ id: z.string(), body: z.string().min(1) })),
});

/** The SHA-256 of a document's text in hexadecimal, which is its id. */
export const documentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Reads a manifest of trusted documents.
 *
 * @throws an Error of one line when the file cannot be read, is not a manifest, or has a document with the wrong hash.
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
