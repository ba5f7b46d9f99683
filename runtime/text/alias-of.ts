import { createHash } from 'node:crypto';

/** A name that stands for an id where the id itself must not be kept: 32 hexadecimal digits, the first half of its SHA-256. */
export const aliasOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 32);
