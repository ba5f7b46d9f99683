import type { Job } from '../../../runtime/subgraph/domain.ts';
import { type RotationNeeds, rotateSigningKeys } from '../operations/sessions/rotate-signing-keys.ts';
import { repeat } from './repeat.ts';

const HOUR_MS = 60 * 60_000;

/** Rotates the signing keys when one is due, checked every hour. */
export const rotateSigningKeysHourly = (needs: RotationNeeds): Job => ({
  name: 'rotate-signing-keys',
  run: (signal) => repeat(HOUR_MS, signal, () => rotateSigningKeys(needs)),
});
