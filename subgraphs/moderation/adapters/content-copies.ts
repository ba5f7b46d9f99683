import { z } from 'zod';
import { createSealedBox } from '../../../runtime/sealed-box.ts';
import type { ContentCopies } from '../context.ts';

const CONTENT = z.object({
  text: z.string().nullable(),
  mediaFileIds: z.array(z.string()),
  labels: z.array(z.object({ name: z.string(), score: z.number() })),
  createdAt: z.coerce.date(),
});

/** Copies under AES-256-GCM, each bound to the id of its case. */
export function createContentCopies(secret: string): ContentCopies {
  const box = createSealedBox('moderation:copy', secret);
  return {
    seal: (caseId, content) => box.seal(caseId, Buffer.from(JSON.stringify(content))),
    open: (caseId, sealed) => CONTENT.parse(JSON.parse(box.open(caseId, sealed).toString('utf8'))),
  };
}
