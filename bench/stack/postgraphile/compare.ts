import { BATCH_SIZE, send } from '../compare.ts';
import type { RequestPair } from '../requests.ts';
import type { System } from '../systems.ts';
import type { PeerOperation } from './operations.ts';

/** What the stack withholds from some viewers, as null; PostGraphile shows it to all. */
const WITHHELD: readonly string[] = ['profile', 'isOnline'];

/** Systems that are compared, and people who are suspended: the stack does not list them among friends. */
interface Compared {
  readonly ours: System;
  readonly peer: System;
  readonly suspended: ReadonlySet<string>;
}

/**
 * Sends every pair and compares what returns: the same values in the same order, but for what ours withholds.
 * @throws at the first difference.
 */
export async function compareWithPeer(
  name: string,
  operation: PeerOperation,
  pairs: readonly RequestPair[],
  { ours, peer, suspended }: Compared,
): Promise<void> {
  for (let at = 0; at < pairs.length; at += BATCH_SIZE) {
    const some = pairs.slice(at, at + BATCH_SIZE);
    const answers = await Promise.all(some.map(([one, other]) => Promise.all([send(ours, one), send(peer, other)])));
    for (const [one, other] of answers) {
      const expected: unknown = JSON.parse(one).data;
      const found = operation.toOurs(JSON.parse(other).data, suspended);
      if (!isShown(expected, found))
        throw new Error(`${name} of PostGraphile differs:\n${one.slice(0, 1_500)}\n${other.slice(0, 1_500)}`);
    }
  }
}

/** Whether `found` has what `expected` shows. */
function isShown(expected: unknown, found: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return expected === found;
  if (typeof found !== 'object' || found === null || Array.isArray(expected) !== Array.isArray(found)) return false;
  const [left, right] = [Object.entries(expected), new Map<string, unknown>(Object.entries(found))];
  return (
    left.length === right.size &&
    left.every(
      ([key, value]) =>
        right.has(key) && ((value === null && WITHHELD.includes(key)) || isShown(value, right.get(key))),
    )
  );
}
