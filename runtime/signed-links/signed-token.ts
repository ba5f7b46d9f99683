import type { z } from 'zod';
import { createLinkSigner, type SignedClaim } from './link-signer.ts';

/** Texts that carry a content and its signature, so that nothing has to be stored for them. */
export interface SignedTokens<Content> {
  mint(content: Content): string;
  /** Null when the token was not made here for this purpose. */
  read(token: string): Content | null;
}

const MAX_TOKEN_LENGTH = 1_000;
const claimOf = (subject: string): SignedClaim => ({ subject, viewerId: null, expiresAt: null });

/** Tokens of one purpose in the form `content.signature`; a content that expires says so itself. */
export function createSignedTokens<Content>(
  purpose: string,
  secrets: readonly [string, ...string[]],
  form: z.ZodType<Content>,
): SignedTokens<Content> {
  const signer = createLinkSigner(purpose, secrets);
  return {
    mint(content) {
      const text = Buffer.from(JSON.stringify(content)).toString('base64url');
      return `${text}.${signer.sign(claimOf(text))}`;
    },
    read(token) {
      if (token.length > MAX_TOKEN_LENGTH) return null;
      const [text = '', signature = '', ...more] = token.split('.');
      // It never expires, so that the time makes no difference.
      if (more.length > 0 || !signer.isValid(claimOf(text), signature, new Date(0))) return null;
      return form.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data ?? null;
    },
  };
}

/** Address of a path below the public one, with a token. */
export function linkWithToken(publicUrl: string, path: string, token: string): string {
  const url = new URL(path, publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  url.searchParams.set('token', token);
  return url.href;
}
