import { createHash } from 'node:crypto';
import type { SystemParty } from './party.ts';

/**
 * The id of an account of the platform: the same in every process, so that none has to look it up. It has the form of other
 * ids (UUIDv7, with a time of 0).
 */
export function systemAccountId({ system, name = '' }: SystemParty, currency: string): string {
  const hex = createHash('sha256').update(`${system}:${name}:${currency}`).digest('hex');
  return `wal_00000000-0000-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}
