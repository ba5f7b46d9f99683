import { createSealedBox as createBox, type SealedBox } from '../../../runtime/sealed-box.ts';

/** A sealed box for one purpose of this domain. */
export const createSealedBox = (purpose: string, secret: string): SealedBox => createBox(`auth:${purpose}`, secret);
