-- People who have deleted their account, as this domain was notified: later events that name them are ignored.
CREATE TABLE IF NOT EXISTS "erasure" (
    "user_id" TEXT NOT NULL, -- @tombstone
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    -- When nothing of the person was left; null until then.
    "erased_at" TIMESTAMPTZ(3),
    -- When what requests in flight had still written was erased too; null until then.
    "swept_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("user_id")
);

-- The job looks only for erasures that it has not finished yet.
CREATE INDEX IF NOT EXISTS "erasure_due_idx" ON "erasure"("told_at") WHERE "swept_at" IS NULL;
