import type { JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** Jest test environment without a realm of its own: test files run in the realm of their worker, see `runner.ts`. */
export default class SharedRealmEnvironment {
  readonly global = globalThis;
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly moduleMocker = new ModuleMocker(globalThis);
  // Jest replaces these for each test file.
  readonly #console = globalThis.console;
  readonly #exit = process.exit;
  readonly #getBuiltinModule = process.getBuiltinModule;

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  getVmContext(): null {
    return null;
  }

  async setup(): Promise<void> {
    process.getBuiltinModule = this.#getBuiltinModule;
  }

  async teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    process.exit = this.#exit;
    globalThis.console = this.#console;
  }
}
