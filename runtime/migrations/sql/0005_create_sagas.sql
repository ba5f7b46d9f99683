-- Processes of several steps over several domains, each begun in the transaction that calls for it. Its item in the work
-- queue has the same id, and says when and by whom the next step is run.
CREATE TABLE IF NOT EXISTS "saga" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    -- Id of what it is about, such as an order.
    "subject" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    -- Ids and amounts that later steps need.
    "data" JSONB NOT NULL,
    -- Times it has changed its state; part of the key by which a step is idempotent.
    "version" INTEGER NOT NULL DEFAULT 0,
    -- Times it was woken, so that a step that is about to wait notices.
    "wakes" INTEGER NOT NULL DEFAULT 0,
    -- Why a step was last refused.
    "last_error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    -- When it reached a state without a step, or was abandoned; null until then.
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "saga_pkey" PRIMARY KEY ("id")
);

-- One saga of a kind for each subject.
CREATE UNIQUE INDEX IF NOT EXISTS "saga_subject_key" ON "saga"("kind", "subject");
CREATE INDEX IF NOT EXISTS "saga_running_idx" ON "saga"("kind", "state") WHERE "ended_at" IS NULL;
