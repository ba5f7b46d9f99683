-- Work that this domain still has to do, added in the transaction that calls for it and deleted in the one that completes it.
CREATE TABLE IF NOT EXISTS "work_item" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    -- Items of one kind and key are worked on one after another, by position; null: in any order.
    "key" TEXT,
    -- Order within a key: assigned under a lock of the key, so that it is the order of commits.
    "position" BIGSERIAL NOT NULL,
    -- Ids that the handler reads the facts by.
    "payload" JSONB NOT NULL,
    -- 0 before 1 before 2.
    "priority" SMALLINT NOT NULL,
    -- By the clock of the processes.
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    -- Times it was claimed.
    "attempts" INTEGER NOT NULL DEFAULT 0,
    -- Attempts of which it was itself the cause of failure, or whose process ended; at the limit it is dead.
    "failures" INTEGER NOT NULL DEFAULT 0,
    -- Who works on it; null: nobody.
    "lease_token" TEXT,
    -- By the clock of the database; from then on another process may claim it.
    "lease_until" TIMESTAMPTZ(3),
    "last_error" TEXT,
    -- When it became a dead letter; null until then.
    "failed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "work_item_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "work_item_priority_check" CHECK ("priority" BETWEEN 0 AND 2)
);

-- What is due of a kind and priority, the longest due first.
CREATE INDEX IF NOT EXISTS "work_item_due_idx" ON "work_item"("kind", "priority", "due_at", "position") WHERE "failed_at" IS NULL;
CREATE INDEX IF NOT EXISTS "work_item_key_idx" ON "work_item"("kind", "key", "position") WHERE "failed_at" IS NULL;
CREATE INDEX IF NOT EXISTS "work_item_failed_idx" ON "work_item"("failed_at") WHERE "failed_at" IS NOT NULL;
