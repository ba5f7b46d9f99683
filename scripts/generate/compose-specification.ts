import { z } from 'zod';

/** `1h30m`, `5s`, `500ms` (Compose Specification, "Specifying durations"). */
const duration = z.string().regex(/^(\d+(us|ms|s|m|h))+$/);
/** `512m`, `2gb` (Compose Specification, "Specifying byte values"). */
const bytes = z.string().regex(/^\d+(b|k|kb|m|mb|g|gb)$/);
const NAME = /^[a-zA-Z0-9._-]+$/;
/** A value that may be put in from the environment: `${NAME:-fallback}` or `${NAME:?error}`. */
const VARIABLE = String.raw`\$\{[A-Z_]+(:?[-?][^}]*)?\}`;
const port = z.string().regex(new RegExp(`^((\\d+|${VARIABLE}):)?\\d+(/(tcp|udp))?$`));
const list = z.array(z.string()).refine((items) => new Set(items).size === items.length, 'must not repeat itself');

const service = z.strictObject({
  image: z.string().min(1),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string().optional() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), z.string()).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.number().int().positive(),
      start_period: duration.optional(),
    })
    .optional(),
  ports: z.array(port).optional(),
  networks: list,
  volumes: z.array(z.string().regex(/^([a-zA-Z0-9._-]+|\.\/[^:]+):\/[^:]*(:(ro|rw))?$/)).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
  read_only: z.boolean().optional(),
  tmpfs: list.optional(),
  cap_drop: list.optional(),
  security_opt: list.optional(),
  init: z.boolean().optional(),
  cpu_shares: z.number().int().min(2).optional(),
  shm_size: bytes.optional(),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string().regex(/^\d+(\.\d+)?$/), memory: bytes }),
    }),
  }),
});

/**
 * The part of the Compose Specification (https://github.com/compose-spec/compose-spec) that our file uses, as strict as the
 * original: what stands in neither is refused.
 */
export const COMPOSE_FILE = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(z.string().regex(NAME), service),
  networks: z.record(z.string().regex(NAME), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string().regex(NAME), z.strictObject({})),
});
