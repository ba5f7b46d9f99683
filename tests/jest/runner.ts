import { createRequire, enableCompileCache, flushCompileCache, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { NAMES, setGlobals } from './globals.ts';

/** The parts of Jest's module runtime that jest-circus calls and that differ here. */
interface ModuleRuntime {
  unstable_shouldLoadAsEsm(path: string): boolean;
  unstable_importModule(path: string): Promise<unknown>;
  requireInternalModule(path: string): unknown;
  requireModuleOrMock(from: string, name: '@jest/globals'): Parameters<typeof setGlobals>[0];
}

type TestFramework = (
  globalConfig: JestEnvironmentConfig['globalConfig'],
  projectConfig: JestEnvironmentConfig['projectConfig'],
  environment: JestEnvironment,
  runtime: ModuleRuntime,
  testPath: string,
  sendMessageToJest: unknown,
) => Promise<unknown>;

const require = createRequire(import.meta.url);
const { default: circus }: { default: TestFramework } = require('jest-circus/runner');
const GLOBALS_MODULE = 'jest:globals';
const GLOBALS_SOURCE = `import { forwarded } from ${JSON.stringify(new URL('globals.ts', import.meta.url).href)};
  export const { ${NAMES.join(', ')} } = forwarded;`;

enableCompileCache();
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS_MODULE, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === GLOBALS_MODULE ? { format: 'module', source: GLOBALS_SOURCE, shortCircuit: true } : next(url, context),
});

/**
 * Jest's test framework with Node's own module loader in place of Jest's. Jest evaluates every module again for every test
 * file, in a realm of its own; Node evaluates and compiles a module once a worker, and strips types as it does when the
 * system runs. Nothing here keeps state in modules, so test files do not see each other.
 */
const runTestFile: TestFramework = async (globalConfig, projectConfig, environment, runtime, testPath, send) => {
  if (globalConfig.watch || globalConfig.watchAll)
    throw new Error('Watching is not supported: Node loads a module once.');
  const native: ModuleRuntime = Object.assign(Object.create(runtime), {
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path: string) => {
      setGlobals(runtime.requireModuleOrMock(path, '@jest/globals'));
      return import(pathToFileURL(path).href);
    },
    requireInternalModule: (path: string) => {
      // jest-circus keeps the state of one test file in module variables.
      delete require.cache[path];
      Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
      return require(path);
    },
  });
  const result = await circus(globalConfig, projectConfig, environment, native, testPath, send);
  // A worker is ended by a signal, which leaves no time to write it.
  flushCompileCache();
  return result;
};
export default runTestFile;
