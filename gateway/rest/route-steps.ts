import type { MappedRoute, RouteStep } from './route-map.ts';

/** The steps of a route in order; none for a probe. */
export function stepsOf({ steps, operation, variables, found }: MappedRoute): readonly RouteStep[] {
  if (steps !== undefined) return steps;
  return operation === undefined ? [] : [{ name: 'only', operation, variables, found }];
}

/** The status of a route's response when nothing is refused. */
export const statusOf = ({ status, response, redirect, probe }: MappedRoute): number => {
  if (redirect !== undefined) return 302;
  return status ?? (response === undefined && probe === undefined ? 204 : 200);
};
