/** A way to break a delicate line, and the test that must fail then. */
export interface Mutation {
  /** Glob of one file, so that a file may move within its folder. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Glob of one test file. */
  readonly testFile: string;
  /** Full name of the test, or a part of it. */
  readonly test: string;
  /** What no longer holds. */
  readonly why: string;
}
