/** Whether a file is a test, or serves tests only, as everything in `tests/` and in a folder `fixtures/` does. */
export const isTest = (path: string): boolean => /\.test\.tsx?$|^tests\/|\/fixtures\//.test(path);

/** Whether a tool wrote the file. */
export const isGenerated = (path: string): boolean => /(^|\/)generated(\/|\.ts$)/.test(path);

/** Whether a file is TypeScript that people wrote. */
export const isTypeScript = (path: string): boolean => /\.tsx?$/.test(path) && !isGenerated(path);

/** The domain that a file under `subgraphs/` belongs to; null elsewhere. */
export const domainOf = (path: string): string | null => /^subgraphs\/([^/]+)\//.exec(path)?.[1] ?? null;
