import type { CompositionProblem } from '../compose.ts';
import { type Annotation, EXIT, type Outcome } from './outcome.ts';

/** Why the supergraph does not compose. */
export const problemAnnotation = ({ code, message, locations: [place] }: CompositionProblem): Annotation => ({
  level: 'error',
  title: code,
  message,
  place: place ?? null,
});

/** What a command says of contracts that do not compose. */
export const notComposed = (errors: readonly CompositionProblem[]): Outcome => ({
  exitCode: EXIT.findings,
  lines: errors.map(problemLine),
  json: { ok: false, errors },
  annotations: errors.map(problemAnnotation),
});

/** A composition problem as a line for people: `file:line CODE message`. */
export function problemLine({ code, message, locations: [place] }: CompositionProblem): string {
  const where = place === undefined ? 'supergraph' : `${place.file}:${place.line}`;
  return `${where} ${code} ${message}`;
}
