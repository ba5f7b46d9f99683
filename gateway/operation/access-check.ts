import type { Caller } from '../../runtime/executor/caller.ts';
import type { Requirement } from '../supergraph/access-rules.ts';
import type { AccessGuard } from './access-guards.ts';

/** Tells whether a caller satisfies a named policy; one that it does not know must be answered with false. */
export type PolicyEvaluator = (policy: string, caller: Caller) => boolean;

/** A selection that the caller may not have, or that has a null for an argument which must not be null. */
export type Denial =
  | { readonly guard: AccessGuard; readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN' }
  | { readonly guard: AccessGuard; readonly code: 'BAD_USER_INPUT'; readonly variable: string };

/** Who asks, and with which variables. */
export interface DenialScope {
  readonly caller: Caller;
  readonly policy: PolicyEvaluator;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The guards of an operation that this request does not pass; empty when everything may be executed. */
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
