import type { CompositionProblem } from '../compose.ts';
import { type Annotation, EXIT, type Outcome } from './outcome.ts';

/** Why the supergraph does not compose. */
export const problemAnnotation = ({ code, message, locations: [location] }: CompositionProblem): Annotation => ({
  level: 'error',
  title: code,
  message,
  location: location ?? null,
});

/** What a command says of contracts that do not compose. */
export const notComposed = (errors: readonly CompositionProblem[]): Outcome => ({
  exitCode: EXIT.findings,
  lines: errors.map(problemLine),
  json: { ok: false, errors },
  annotations: errors.map(problemAnnotation),
});

/** A composition problem as a line for people: `file:line CODE message`. */
export function problemLine({ code, message, locations: [location] }: CompositionProblem): string {
  const where = location === undefined ? 'supergraph' : `${location.file}:${location.line}`;
  return `${where} ${code} ${message}`;
}
