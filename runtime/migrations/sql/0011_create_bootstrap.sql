-- Producers whose current facts this domain is still taking over; a producer that is not listed has been taken over.
CREATE TABLE IF NOT EXISTS "inbox_bootstrap" (
    "producer" TEXT NOT NULL,
    -- Of a snapshot: the events after this position follow. Of a replay: the position at which it is complete.
    "epoch" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    -- Whether the events that the producer keeps are handled instead of reading a snapshot.
    "is_replay" BOOLEAN NOT NULL,
    -- Cursor of the next page of the snapshot; null before the first page.
    "cursor" TEXT,
    -- Facts applied, and facts that there were when the snapshot was begun.
    "applied" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_bootstrap_pkey" PRIMARY KEY ("producer")
);
