import { createLinkSigner } from './link-signer.ts';

/** Who may read which file, and why. */
export interface FileGrant {
  readonly fileId: string;
  /** Null: whoever has the text. */
  readonly viewerId: string | null;
  /**
   * What gives the right: the id of what shows the file, such as a conversation, of which `fileAccessEnded` says that it ends.
   * Up to 100 letters, digits, `_` and `-`; empty: nothing ends it before it expires.
   */
  readonly grantId: string;
}

/**
 * Access to files, for the field `access` of `MediaFile @key(fields: "id access")`. The domain that shows a file knows who may
 * see it, and mints; the domain that keeps the bytes verifies, and asks nobody.
 */
export interface FileAccess {
  /**
   * Lets the viewer read the file for at least 5 and at most 10 minutes, unless the grant ends. Two calls within 5 minutes
   * give the same text, so that addresses with it can be cached.
   *
   * @throws for a grant id of another form.
   */
  mint(grant: FileGrant, now: Date): string;
  /** The grant by which the text permits this viewer (null: a visitor) to read the file now; null when it does not. */
  verify(access: string, fileId: string, viewerId: string | null, now: Date): Pick<FileGrant, 'grantId'> | null;
}

/** No access is valid for longer. */
export const MAX_ACCESS_MS = 10 * 60 * 1_000;

const STEP_MS = 5 * 60 * 1_000;
/** Number of the step at whose end it expires, the signature, and the grant. */
const FORM = /^(\d{1,10})\.([\w-]{43})\.([\w-]{0,100})$/;
const GRANT_ID = /^[\w-]{0,100}$/;

/** Access that is minted and verified with the same secrets in every domain; the newest secret first. */
export function createFileAccess(secrets: readonly [string, ...string[]]): FileAccess {
  const signer = createLinkSigner('file-access', secrets);
  return {
    mint({ fileId, viewerId, grantId }, now) {
      if (!GRANT_ID.test(grantId)) throw new Error(`A grant of access cannot have the id ${JSON.stringify(grantId)}.`);
      const step = Math.floor((now.getTime() + MAX_ACCESS_MS) / STEP_MS);
      const signature = signer.sign({ subject: subjectOf(fileId, grantId), viewerId, expiresAt: endOf(step) });
      return `${step}.${signature}.${grantId}`;
    },
    verify(access, fileId, viewerId, now) {
      const [, step, signature, grantId] = FORM.exec(access) ?? [];
      if (step === undefined || signature === undefined || grantId === undefined) return null;
      const [subject, expiresAt] = [subjectOf(fileId, grantId), endOf(Number(step))];
      const isFor = (viewer: string | null): boolean =>
        signer.isValid({ subject, viewerId: viewer, expiresAt }, signature, now);
      return isFor(null) || (viewerId !== null && isFor(viewerId)) ? { grantId } : null;
    },
  };
}

const endOf = (step: number): Date => new Date(step * STEP_MS);

/** Neither an id of a file nor that of a grant holds a space. */
const subjectOf = (fileId: string, grantId: string): string => `${fileId} ${grantId}`;
