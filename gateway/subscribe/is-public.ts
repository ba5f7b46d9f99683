import { Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { AnalyzedOperation } from '../operation/analyze-operation.ts';
import type { PlannedOperation } from '../operation/planned-operation.ts';

const isPublicByOperation = new WeakMap<AnalyzedOperation, boolean>();

/**
 * Whether an operation gives every caller the same result: it selects nothing that is guarded, and either authentication
 * is off (`isAuthOff`) or every selected field, of any subgraph, is declared public.
 */
export function isPublic({ analysis }: PlannedOperation, isAuthOff: boolean): boolean {
  if (analysis.guarded.guards.length > 0) return false;
  if (isAuthOff) return true;
  const found = isPublicByOperation.get(analysis) ?? selectsOnlyPublic(analysis);
  isPublicByOperation.set(analysis, found);
  return found;
}

function selectsOnlyPublic({ supergraph, operation, fragments }: AnalyzedOperation): boolean {
  const types = new TypeInfo(supergraph.apiSchema);
  let isAllPublic = true;
  const look = visitWithTypeInfo(types, {
    Field({ name }) {
      const coordinate = `${types.getParentType()?.name}.${name.value}`;
      if (name.value !== '__typename' && !supergraph.publicFields.has(coordinate)) isAllPublic = false;
    },
  });
  visit({ kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] }, look);
  return isAllPublic;
}
