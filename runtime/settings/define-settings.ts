import type { z } from 'zod';
import type { Configuration } from './configuration.ts';
import type { Variables } from './variables.ts';

/** The settings of one domain: the variables that it reads, and what it makes of them. */
export interface Settings<Value> {
  readonly variables: Variables;
  /** @throws ConfigurationError of one line that names the variable which is missing or cannot be used. */
  read(configuration: Configuration): Value;
}

/**
 * Declares the settings of a domain, in its `settings.ts`. They are read before anything is opened; its container, and no
 * other, gets the variables.
 */
export const defineSettings = <Shape extends Variables, Value>(
  variables: Shape,
  make: (values: z.output<z.ZodObject<Shape>>, configuration: Configuration) => Value,
): Settings<Value> => ({
  variables,
  read: (configuration) => make(configuration.read(variables), configuration),
});
