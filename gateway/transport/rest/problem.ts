/** Why a request fails, as `application/problem+json` (RFC 9457). */
export interface Problem {
  readonly status: number;
  /** The name of a refusal, or the code of a fault. */
  readonly code: string;
  /** One sentence, fit to show to a person. */
  readonly detail: string;
  /** What else the client gets to know: the members of a refusal, or where the request is wrong. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends the handling of a request with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** There is nothing by that id or address, or nothing that the viewer may see. */
export const notFound = (): Problem => ({ status: 404, code: 'NotFound', detail: 'There is no such thing.' });

/** A request whose form is wrong. */
export const malformed = (status: number, code: string, detail: string): ProblemError =>
  new ProblemError({ status, code, detail });
