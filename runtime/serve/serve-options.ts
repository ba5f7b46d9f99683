import type { Logger } from 'pino';
import type { OpenSubgraph, Subgraph } from '../subgraph/subgraph.ts';
import type { CallerVerifier } from './caller-token.ts';
import type { ClockDifferences } from './clock-differences.ts';

export interface ServeOptions {
  readonly subgraph: Pick<Subgraph, 'name' | 'routes'>;
  readonly open: OpenSubgraph;
  readonly verifier: CallerVerifier;
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  /** Null: metrics are served elsewhere. */
  readonly metrics: (() => Promise<string>) | null;
  /** How long the head of a request may take to arrive; absent: 10 s. */
  readonly headersMs?: number;
  /** Clock differences of other processes, for `/readyz`. */
  readonly clocks?: Pick<ClockDifferences, 'report'>;
}
