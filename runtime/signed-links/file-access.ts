import { createLinkSigner } from './link-signer.ts';

/**
 * Access to files, for the field `access` of `MediaFile @key(fields: "id access")`. The domain that shows a file knows who may
 * see it, and mints; the domain that keeps the bytes verifies, and asks nobody.
 */
export interface FileAccess {
  /**
   * Lets this viewer read the file for at least 5 and at most 10 minutes; null: whoever has the text. Two calls within 5
   * minutes give the same text, so that addresses with it can be cached.
   */
  mint(fileId: string, viewerId: string | null, now: Date): string;
  /** Whether the text permits this viewer (null: a visitor) to read the file now. */
  permits(access: string, fileId: string, viewerId: string | null, now: Date): boolean;
}

const MAX_TTL_MS = 10 * 60 * 1_000;
const STEP_MS = 5 * 60 * 1_000;
/** Number of the step at whose end it expires, then the signature. */
const FORM = /^(\d{1,10})\.([\w-]{43})$/;

/** Access that is minted and verified with the same secrets in every domain; the newest secret first. */
export function createFileAccess(secrets: readonly [string, ...string[]]): FileAccess {
  const signer = createLinkSigner('file-access', secrets);
  return {
    mint(subject, viewerId, now) {
      const step = Math.floor((now.getTime() + MAX_TTL_MS) / STEP_MS);
      return `${step}.${signer.sign({ subject, viewerId, expiresAt: endOf(step) })}`;
    },
    permits(access, subject, viewerId, now) {
      const [, step, signature] = FORM.exec(access) ?? [];
      if (step === undefined || signature === undefined) return false;
      const expiresAt = endOf(Number(step));
      const isFor = (viewer: string | null): boolean =>
        signer.isValid({ subject, viewerId: viewer, expiresAt }, signature, now);
      return isFor(null) || (viewerId !== null && isFor(viewerId));
    },
  };
}

const endOf = (step: number): Date => new Date(step * STEP_MS);
