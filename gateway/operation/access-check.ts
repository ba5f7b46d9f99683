import type { Caller } from '../../runtime/executor/caller.ts';
import type { Requirement } from '../supergraph/access-rules.ts';
import type { AccessGuard } from './access-guards.ts';

/** Whether a caller satisfies a named policy. Must return false for unknown policies. */
export type PolicyEvaluator = (policy: string, caller: Caller) => boolean;

/** A selection that is denied to the caller, or that has a null variable for a non-null argument. */
export type Denial =
  | { readonly guard: AccessGuard; readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN' }
  | { readonly guard: AccessGuard; readonly code: 'BAD_USER_INPUT'; readonly variable: string };

/** The caller and the variables of a request. */
export interface DenialScope {
  readonly caller: Caller;
  readonly policy: PolicyEvaluator;
  /** Variables after coercion. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The guards that a request does not pass; empty when everything may be executed. */
export function denialsFor(
  guards: readonly AccessGuard[],
  { caller, policy, variables }: DenialScope,
): readonly Denial[] {
  if (guards.length === 0) return [];
  const cached = new Map<Requirement, boolean>();
  const satisfied = (requirement: Requirement): boolean => {
    const isSatisfied = cached.get(requirement) ?? satisfies(requirement, caller, policy);
    cached.set(requirement, isSatisfied);
    return isSatisfied;
  };
  return guards.flatMap((guard): Denial[] => {
    const missing = guard.requirements.filter((requirement) => !satisfied(requirement));
    if (missing.length === 0) {
      const variable = guard.variables.find((name) => variables[name] === null);
      return variable === undefined ? [] : [{ guard, code: 'BAD_USER_INPUT', variable }];
    }
    const code = missing.some(({ kind }) => kind === 'authenticated') ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    return [{ guard, code }];
  });
}

function satisfies(requirement: Requirement, caller: Caller, policy: PolicyEvaluator): boolean {
  if (requirement.kind === 'authenticated') return caller.viewerId !== null || caller.service !== null;
  const holds =
    requirement.kind === 'requiresScopes'
      ? (scope: string) => caller.scopes.includes(scope)
      : (name: string) => policy(name, caller);
  return requirement.anyOf.some((group) => group.every(holds));
}
