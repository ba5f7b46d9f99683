-- Outcomes of operations that are safe to repeat, kept for the time in which a repetition is expected.
CREATE TABLE IF NOT EXISTS "idempotency_key" (
    -- Who calls: a person's id, or the name of a service.
    "scope" TEXT NOT NULL, -- @user
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    -- Ids of what was done, or the refusal. Null only inside the transaction of the effect.
    "outcome" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope", "operation", "key")
);

CREATE INDEX IF NOT EXISTS "idempotency_key_expires_at_idx" ON "idempotency_key"("expires_at");
