import { deriveKey as deriveKeyOf } from '../../../runtime/derive-key.ts';

/** A 256-bit key for one purpose of this domain. */
export const deriveKey = (purpose: string, secret: string): Buffer => deriveKeyOf(`auth:${purpose}`, secret);
