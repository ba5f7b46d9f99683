/** What `@jest/globals` exports. */
export const NAMES = [
  'afterAll',
  'afterEach',
  'beforeAll',
  'beforeEach',
  'describe',
  'expect',
  'it',
  'jest',
  'test',
] as const;

type Name = (typeof NAMES)[number];
type Callable = ((...values: unknown[]) => unknown) & Record<PropertyKey, unknown>;

let current: Readonly<Record<Name, Callable>> | null = null;

function currentOf(name: Name): Callable {
  if (current === null) throw new Error('No test file is running.');
  return current[name];
}

/** Sets what the running test file calls. */
export function setGlobals(globals: Readonly<Record<Name, Callable>>): void {
  current = globals;
}

/** Forwards to what the running test file calls: a module that several test files import is evaluated once. */
export const forwarded = Object.fromEntries(
  NAMES.map((name) => [
    name,
    new Proxy(() => undefined, {
      apply: (_target, _self, values) => currentOf(name)(...values),
      get: (_target, key) => currentOf(name)[key],
    }),
  ]),
);
