import { refuse } from '../../../runtime/operations/result.ts';

/** The refusal of what only people who are in discovery may do. */
export const discoveryOff = (path: readonly string[]) =>
  refuse({ __typename: 'DiscoveryOff', message: 'Turn discovery on first.', path } as const);
