/** What the exit code of `npm run schema` says. */
export const EXIT = { pass: 0, findings: 1, usage: 2, unreachable: 3 } as const;

/** What one command found: an exit code, lines for people, and the same as plain JSON. */
export interface Outcome {
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT];
  readonly lines: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
  /** What `--github` prints before the last line, instead of `lines`. Absent: `lines`. */
  readonly annotations?: readonly Annotation[];
}

/** The command line makes no sense: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A git reference or a file cannot be read: exit code 3. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** What GitHub Actions shows beside the lines of a pull request. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** Null where the lines concerned are not those of the working tree. */
  readonly location: { readonly file: string; readonly line: number } | null;
}
