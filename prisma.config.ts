import { defineConfig } from 'prisma/config';

/** For Prisma's own commands, one domain at a time: `DOMAIN=chat npx prisma …`. The project's scripts do not need it. */
const domain = process.env['DOMAIN'] ?? 'chat';

export default defineConfig({
  schema: `prisma/${domain}/schema.prisma`,
  migrations: { path: `prisma/${domain}/migrations` },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
