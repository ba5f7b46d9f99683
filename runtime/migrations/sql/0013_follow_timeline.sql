-- The timeline of PostgreSQL on which the newest number was assigned; null before the first.
ALTER TABLE "outbox_head" ADD COLUMN IF NOT EXISTS "timeline" TEXT;

-- The epochs that this one continues, oldest first: JSON objects with `epoch` and its last `number` that was not lost.
ALTER TABLE "outbox_head" ADD COLUMN IF NOT EXISTS "former" JSONB NOT NULL DEFAULT '[]';
