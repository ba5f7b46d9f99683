import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { type CostedOperation, costOf, type OperationCost } from './operation-cost.ts';

/** Answers what one operation costs with given variables, counting again only for values it has not seen. */
export type CostCounter = (variables: Readonly<Record<string, unknown>>) => OperationCost;

const MAX_KNOWN = 50;
/** Longer keys come from long lists: to count again is cheaper than to keep them. */
const MAX_KEY_LENGTH = 500;

/** A counter for one operation, to be kept beside it. */
export function createCostCounter(costed: CostedOperation): CostCounter {
  const known = createBoundedCache<OperationCost>(MAX_KNOWN);
  const looked = new Set<string>();
  return (variables) => {
    const keyOf = (): string => JSON.stringify([...looked].map((name) => (name in variables ? [variables[name]] : [])));
    const found = known.get(keyOf());
    if (found !== undefined) return found;
    const counted = costOf(costed, variables);
    for (const name of counted.variables) looked.add(name);
    // Made after counting: a cost that was kept before a variable counted has a key of another length.
    const key = keyOf();
    if (key.length <= MAX_KEY_LENGTH) known.set(key, counted);
    return counted;
  };
}
