import { createBoundedCache } from '../../runtime/limits/bounded-cache.ts';
import { type CostedOperation, costOf, type OperationCost } from './operation-cost.ts';

/** Calculates the cost of one operation for given variables; cached by the values that matter. */
export type CostCounter = (variables: Readonly<Record<string, unknown>>) => OperationCost;

const MAX_KNOWN = 50;
/** Longer keys come from long lists, for which calculating again is cheaper than caching. */
const MAX_KEY_LENGTH = 500;

/** Creates the cost counter of one operation. */
export function createCostCounter(costed: CostedOperation): CostCounter {
  const cache = createBoundedCache<OperationCost>(MAX_KNOWN);
  const usedVariables = new Set<string>();
  return (variables) => {
    const keyOf = (): string =>
      JSON.stringify([...usedVariables].map((name) => (name in variables ? [variables[name]] : [])));
    const found = cache.get(keyOf());
    if (found !== undefined) return found;
    const counted = costOf(costed, variables);
    for (const name of counted.variables) usedVariables.add(name);
    // Built after counting: counting may have found further variables, which lengthen the key.
    const key = keyOf();
    if (key.length <= MAX_KEY_LENGTH) cache.set(key, counted);
    return counted;
  };
}
